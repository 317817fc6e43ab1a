import Box
import CommandTable
import Host
import HotspotLogic
import PacketRouting
import Settings

extension Daemon {
    /// SIGHUP: reads the configuration again, takes what can be taken, and says what changed and what
    /// needs a restart. A wrong one changes nothing.
    func reload() {
        manager.tell(.reloading)
        defer { manager.tell(.ready) }
        let fresh: BoxSettings
        do throws(CommandFailure) {
            fresh = try DaemonStart.settings(at: configuration)
        } catch {
            log.write(
                .error, "configuration not taken, the former one holds",
                [("why", .text(error.reason))])
            return
        }
        var changes = 0
        for (old, new) in zip(box.settings.items, fresh.settings.items)
        where old.value != new.value {
            changes += 1
            log.write(
                .info, "setting changed",
                [
                    ("key", .text(new.setting.key)),
                    (
                        "value",
                        new.setting.isSecret
                            ? .secret : .text(new.value.map(\.text) ?? "(not set)")
                    ),
                    ("takes_effect", .text(isTakenAtOnce(new.setting.key) ? "now" : "at restart")),
                ])
        }
        if changes == 0 { return log.write(.info, "configuration read again; nothing changed") }
        box = fresh
        let now = now
        proofs.tell(.planWanted(box.hotspot.plan), at: now)
        tellLimits(at: now)
    }

    private func isTakenAtOnce(_ key: String) -> Bool {
        ["region.plan", "radio.antenna_gain_db"].contains(key)
    }
}

import Host
import HotspotLogic
import PacketRouting
import PositionFixes
import Units

/// The box's clocks, and who vouches for the one that people set.
struct BoxClock {
    private var isKernelSynchronised = false
    private var lookedAt: Nanoseconds?

    /// Now, for all machines of this turn.
    mutating func read(satellites: ClockJudge?) -> HotspotTime {
        let uptime = Uptime.now
        if lookedAt.map({ uptime.gap(to: $0) >= DaemonLimits.look }) ?? true {
            isKernelSynchronised = KernelClock.isSynchronised
            lookedAt = uptime
        }
        return HotspotTime(
            uptime: uptime, clock: WallClock.now,
            discipline: ClockEvidence(
                isKernelSynchronised: isKernelSynchronised,
                satelliteOffset: satellites?.state == .agrees ? satellites?.offset : nil,
                satellitesContradict: satellites?.state == .differs))
    }
}

extension HotspotTime {
    /// As the packets' side has it.
    func boxTime(isTrusted: Bool) -> BoxTime {
        BoxTime(uptime: uptime, utc: clock, isTrusted: isTrusted)
    }
}

import Airwaves
import Attestation
import Box
import Forwarders
import HexGrid
import Host
import HotspotLogic
import HotspotStatus
import OracleAPI
import PacketRouting
import PositionFixes
import Primitives
import Radios
import Settings
import Signing
import Spool
import Storage
import Units

// How the box is, from what it holds itself: each thing that is not as it should be says since when,
// why, and what to do.

extension Daemon {
    var status: BoxStatus {
        conditions.now = WallClock.now
        let proof = proofs.machine.status
        var status = BoxStatus()
        status.at = conditions.now
        status.started = started
        status.version = Build.version
        status.name = ThreeWordName(of: proofs.publicKey, by: SHA256.self).description
        status.address = Address(proofs.publicKey).description
        status.network = network.name
        status.radio = radioStatus
        status.gps = gpsStatus
        status.clock = clockStatus(proof)
        status.oracle = oracleStatus(proof)
        status.router = routerStatus
        status.region = regionStatus(proof)
        status.spool = spoolStatus
        status.beacon = beaconStatus(proof)
        status.counters = counters(proof)
        return status
    }

    /// For `systemctl status`: one line, the worst first.
    var statusText: String {
        let bad = status.parts.filter { $0.condition.state == .fail || $0.condition.state == .warn }
        guard !bad.isEmpty else { return "all is well, plan \(plan.map { "\($0)" } ?? "unknown")" }
        return bad.map { "\($0.name): \($0.condition.why ?? $0.condition.state.rawValue)" }
            .joined(separator: "; ")
    }

    // MARK: Radio, place, clock

    private var radioStatus: RadioStatus {
        var status = RadioStatus()
        var device = RadioDeviceStatus()
        device.address = box.radio.device.map(\.description) ?? "usb"
        device.heard = native.heard
        device.badChecksums = native.badChecksums
        device.sent = native.sent
        device.lastHeard = native.lastHeard
        if let identity = native.identity {
            device.model = identity.model
            device.class = identity.kind == .light ? .light : .full
            device.firmware = identity.firmware
            device.condition =
                identity.hasKnownFirmware
                ? conditions.ok("radio")
                : conditions.fail(
                    "radio", "the radio runs code that nobody knows; nothing of it is rewarded",
                    do:
                        "put Semtech's files into \(box.firmwareFolders.joined(separator: " or ")), "
                        + "and remove radio.accept_unknown_firmware")
        } else if let trouble = native.trouble {
            device.condition = conditions.fail("radio", trouble.what.why, do: trouble.what.advice)
        } else if plan == nil {
            device.condition = conditions.warn(
                "radio", "waits for the plan of the place", do: "see region")
        } else {
            device.condition = conditions.warn(
                "radio", "is being started", do: "wait some seconds")
        }
        let attached = forwarderDevices
        // Where forwarders bring frames, a box without a radio of its own is as it should be.
        let works = attached.contains { $0.condition.state == .ok }
        status.devices =
            works && native.trouble != nil && box.radio.device == nil
            ? attached : [device] + attached
        status.condition = status.devices[0].condition
        status.class = status.devices.first { $0.condition.state == .ok }?.class ?? .none
        return status
    }

    private var forwarderDevices: [RadioDeviceStatus] {
        let now = Uptime.now
        return forwarders.server.radios(at: now).map { radio in
            var device = RadioDeviceStatus()
            let count = forwarders.counts[radio.number + 1]
            device.model = "packet forwarder \(radio.eui)"
            device.address = radio.listener?.description ?? "-"
            device.class = .attached
            device.heard = count?.heard ?? 0
            device.badChecksums = count?.badChecksums ?? 0
            device.sent = count?.sent ?? 0
            device.lastHeard = count?.lastHeard
            let part = "forwarder-\(radio.number)"
            device.condition =
                radio.isAway
                ? conditions.warn(
                    part, "was not heard for a while", do: "see whether the forwarder runs")
                : conditions.ok(part)
            return device
        }
    }

    private var gpsStatus: GPSStatus {
        var status = GPSStatus()
        guard let found = place.status else {
            status.source = "nobody"
            status.condition = conditions.warn(
                "gps", "nobody says where the box is, by position.source",
                do: "set position.fixed, or plug a receiver in and set position.source = \"gpsd\"")
            return status
        }
        status.source = found.source
        if let position = found.position {
            let place = FixedCoordinate(position.place)
            status.latitude = place.latitude
            status.longitude = place.longitude
            status.accuracy = position.accuracy
        }
        status.satellitesUsed = place.judge.satellitesUsed.map { UInt32(clamping: $0) }
        status.satellitesSeen = place.judge.satellitesSeen.map { UInt32(clamping: $0) }
        if found.isKnown {
            status.condition = conditions.ok("gps", note: found.state.sentence)
        } else {
            status.condition = conditions.warn(
                "gps", found.state.sentence, do: found.state.advice ?? "wait some seconds")
        }
        return status
    }

    private func clockStatus(_ proof: ProofStatus) -> ClockStatus {
        var status = ClockStatus()
        status.offset = place.clock?.offset.map { -$0 }
        switch proof.clock {
        case .success(let discipline):
            status.isTrustworthy = true
            status.source = "\(discipline)"
            status.condition = conditions.ok("clock")
        case .failure(let doubt):
            status.condition = conditions.fail(
                "clock", doubt.description, do: "apt install chrony; chronyc makestep")
        }
        return status
    }

    private func regionStatus(_ proof: ProofStatus) -> RegionStatus {
        var status = RegionStatus()
        status.plan = plan.map { "\($0)" }
        status.cell = proofs.machine.registration?.cell.description
        status.maySend = plan != nil
        switch proof.region {
        case .success: status.condition = conditions.ok("region")
        case .failure(let refusal):
            status.condition = conditions.fail(
                "region", refusal.description,
                do: "nothing is sent until then; earshot region tells the plan of a place")
        }
        return status
    }

    // MARK: Oracle, router, disk

    private func oracleStatus(_ proof: ProofStatus) -> OracleStatus {
        var status = OracleStatus()
        status.address = oracle.description
        status.lastAnswer = proofs.lastAnswer
        if let trouble = proofs.trouble {
            status.condition = conditions.fail(
                "oracle", trouble.error.error.description,
                do: "nothing is lost meanwhile: \(proof.statementsWaiting) statements wait; check "
                    + "this machine's network")
        } else if proofs.lastAnswer == nil {
            status.condition = conditions.warn(
                "oracle", "has not answered yet", do: "wait some seconds")
        } else if !proof.isRegistered {
            status.condition = conditions.warn(
                "oracle", "this box is not registered",
                do: "have its owner's key register \(Address(proofs.publicKey))")
        } else {
            status.condition = conditions.ok("oracle")
        }
        return status
    }

    private var routerStatus: RouterStatus {
        var status = RouterStatus()
        status.waiting = UInt64(packets.carriage.queue.count)
        guard packets.hasRouter else {
            status.condition = conditions.off("router", "the network has no router")
            return status
        }
        status.address = packets.place
        status.connectedSince = packets.connectedSince
        status.lastAcknowledged = packets.lastAcknowledged
        if packets.connectedSince != nil {
            status.condition = conditions.ok("router")
        } else if let end = packets.lastEnd {
            status.condition = conditions.fail(
                "router", end.why,
                do: "nothing is lost meanwhile: \(status.waiting) packets wait; check this "
                    + "machine's network")
        } else {
            status.condition = conditions.warn(
                "router", "waits for a plan and a clock that can be trusted",
                do: "see region and clock")
        }
        return status
    }

    private var spoolStatus: HotspotStatus.SpoolStatus {
        var status = HotspotStatus.SpoolStatus()
        status.evidence = SpoolFigures(
            proofs.spool.status, limit: UInt64(box.hotspot.evidenceMebibytes) << 20)
        status.packets = SpoolFigures(
            packets.status, limit: UInt64(box.hotspot.packetMebibytes) << 20)
        if let failure = proofs.spool.failure ?? packets.failure?.error {
            status.condition = conditions.fail(
                "spool", failure.description,
                do: "make room or mend the disk; what waits is in memory until then")
        } else if status.evidence.evicted > 0 {
            status.condition = conditions.warn(
                "spool", "\(status.evidence.evicted) records went unacknowledged for want of room",
                do: "raise spool.evidence_mib, and see oracle")
        } else {
            status.condition = conditions.ok("spool")
        }
        return status
    }

    // MARK: Beacons and counts

    private func beaconStatus(_ proof: ProofStatus) -> BeaconStatus {
        var status = BeaconStatus()
        status.next = proof.beacon.next
        status.sealed = UInt64(proof.sealed.frames)
        status.opens = proof.sealed.opens
        if let last = proof.beacon.last {
            var sent = SentBeacon()
            sent.id = "window \(last.window.number)"
            sent.at = last.at
            sent.outcome = last.missed.map { "not sent: \($0)" } ?? "sent"
            status.last = sent
        }
        switch proof.beacon.obstacle {
        case nil: status.condition = conditions.ok("beacon")
        case .notRegistered:
            status.condition = conditions.warn(
                "beacon", "this box is not registered",
                do: "have its owner's key register \(Address(proofs.publicKey))")
        case let obstacle?:
            status.condition = conditions.warn(
                "beacon", obstacle.description,
                do: "see the parts that are red; it goes on by itself")
        }
        return status
    }

    private func counters(_ proof: ProofStatus) -> BoxCounters {
        var counters = BoxCounters()
        let attached = forwarders.counts.values
        counters.heard = native.heard + attached.reduce(0) { $0 + $1.heard } + proof.sealed.heard
        counters.badChecksums = native.badChecksums
        counters.sent = native.sent
        counters.statements = proofs.made
        counters.uplinks = packets.carriage.counters.uplinks
        counters.downlinks = packets.downlinks
        counters.drops =
            RadioDrop.allCases.map { NamedCount("radio-\($0.rawValue)", native.drops[$0] ?? 0) }
            + UplinkDrop.allCases.map {
                NamedCount("packet-\($0.rawValue)", packets.carriage.dropped($0))
            }
            + proof.drops.map { NamedCount("proof-\($0.0.rawValue)", $0.1) }
            + forwarders.server.counters.all.map {
                NamedCount("forwarder-\($0.drop.rawValue)", $0.count)
            }
            + [
                NamedCount("forwarder-kernel", forwarders.lost),
                NamedCount("inbox-full", inbox.refused),
            ]
        return counters
    }
}

extension SpoolFigures {
    init(_ status: Storage.SpoolStatus, limit: UInt64) {
        self.init()
        records = UInt64(status.records)
        bytes = UInt64(status.bytes)
        self.limit = limit
        evicted = status.totals.evicted
        acknowledged = status.totals.acknowledged
    }
}

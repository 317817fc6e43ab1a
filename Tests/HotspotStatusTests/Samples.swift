import HotspotStatus
import Seeds
import Units

/// Made-up documents with every member in use.
struct Samples {
    var numbers: SeededNumbers

    init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

    mutating func status() -> BoxStatus {
        var status = BoxStatus()
        status.at = instant()
        status.started = instant()
        status.version = "0.1.0 (\"quoted\" \u{7f} ü)"
        status.name = "keen-sage-mule"
        status.address = "ear1qqq"
        status.network = maybe("demo")
        status.radio.condition = condition()
        status.radio.class = numbers.pick(RadioStatus.Class.allCases)
        status.radio.devices = (0..<numbers.below(3)).map { _ in device() }
        status.gps.condition = condition()
        status.gps.source = "gpsd at 127.0.0.1:2947"
        status.gps.latitude = maybe(Int32(truncatingIfNeeded: numbers.next()))
        status.gps.longitude = maybe(.min)
        status.gps.accuracy = maybe(Metres(Int64(bitPattern: numbers.next())))
        status.gps.satellitesUsed = maybe(7)
        status.gps.satellitesSeen = maybe(.max)
        status.clock.condition = condition()
        status.clock.isTrustworthy = numbers.below(2) == 0
        status.clock.source = maybe("kernel")
        status.clock.offset = maybe(Int64(bitPattern: numbers.next()))
        status.region.condition = condition()
        status.region.plan = maybe("EU868")
        status.region.cell = maybe("8c1f8d4c5ac6dff")
        status.region.maySend = numbers.below(2) == 0
        addServers(to: &status)
        addCounts(to: &status)
        return status
    }

    private mutating func addServers(to status: inout BoxStatus) {
        status.oracle.condition = condition()
        status.oracle.address = maybe("https://oracle.example")
        status.oracle.lastAnswer = maybe(instant())
        status.oracle.lastReceipt = maybe(instant())
        status.oracle.nextTry = maybe(instant())
        status.oracle.answerTime = maybe(Nanoseconds(numbers.next()))
        status.router.condition = condition()
        status.router.address = maybe("router.example:8475")
        status.router.connectedSince = maybe(instant())
        status.router.lastAcknowledged = maybe(instant())
        status.router.nextTry = maybe(instant())
        status.router.waiting = numbers.next()
    }

    private mutating func addCounts(to status: inout BoxStatus) {
        status.spool.condition = condition()
        status.spool.evidence = figures()
        status.spool.packets = figures()
        status.beacon.condition = condition()
        status.beacon.next = maybe(instant())
        status.beacon.last = maybe(beacon())
        status.beacon.sealed = numbers.next()
        status.beacon.opens = maybe(instant())
        status.counters.heard = .max
        status.counters.badChecksums = numbers.next()
        status.counters.sent = numbers.next()
        status.counters.statements = 0
        status.counters.uplinks = numbers.next()
        status.counters.downlinks = numbers.next()
        status.counters.drops = [NamedCount("no_room", numbers.next()), NamedCount("late", 0)]
    }

    mutating func frames() -> HeardFrames {
        var frames = HeardFrames()
        frames.at = instant()
        frames.sealed = numbers.next()
        frames.opens = maybe(instant())
        frames.frames = (0..<numbers.below(4)).map { _ in
            var frame = HeardFrame()
            frame.at = instant()
            frame.direction = numbers.pick(HeardFrame.Direction.allCases)
            frame.kind = "data up"
            frame.frequency = Hertz(numbers.next())
            frame.dataRate = "SF7BW125"
            frame.signal = maybe(Decibels(hundredths: Int32(numbers.below(30_001)) - 15_000))
            frame.signalToNoise = maybe(Decibels(hundredths: Int32(numbers.below(3000)) - 1500))
            frame.bytes = 23
            frame.hasGoodChecksum = maybe(numbers.below(2) == 0)
            frame.sender = maybe("brave-onyx-otter")
            frame.outcome = "carried"
            return frame
        }
        return frames
    }

    mutating func report() -> WhyReport {
        var report = WhyReport()
        report.at = instant()
        report.reports = (0..<numbers.below(4)).map { _ in
            var verdict = ReportVerdict()
            verdict.id = "5f"
            verdict.kind = "seal"
            verdict.at = instant()
            verdict.state = numbers.pick(ReportVerdict.State.allCases)
            verdict.rule = maybe("W-9")
            verdict.reason = maybe("frequency_too_far")
            verdict.measured = maybe("868.2 MHz")
            verdict.limit = maybe("868.1 MHz")
            verdict.sentence = "heard too far from the channel"
            return verdict
        }
        return report
    }

    private mutating func device() -> RadioDeviceStatus {
        var device = RadioDeviceStatus()
        device.condition = condition()
        device.model = "SX1303 (CoreCell bridge V01.00.00)"
        device.address = "usb:0123"
        device.class = numbers.pick(RadioStatus.Class.allCases)
        device.firmware = maybe("V01.00.00")
        device.heard = numbers.next()
        device.badChecksums = numbers.next()
        device.sent = numbers.next()
        device.lastHeard = maybe(instant())
        return device
    }

    private mutating func figures() -> SpoolFigures {
        var figures = SpoolFigures()
        figures.records = numbers.next()
        figures.bytes = numbers.next()
        figures.limit = numbers.next()
        figures.evicted = numbers.next()
        figures.acknowledged = numbers.next()
        return figures
    }

    private mutating func beacon() -> SentBeacon {
        var beacon = SentBeacon()
        beacon.id = "aa01"
        beacon.at = instant()
        beacon.frequency = Hertz(868_100_000)
        beacon.spreadingFactor = 9
        beacon.outcome = "sent"
        beacon.isTest = numbers.below(2) == 0
        return beacon
    }

    mutating func condition() -> Condition {
        switch numbers.below(5) {
        case 0: .ok(since: maybe(instant()))
        case 1: .ok(since: nil, note: "3D fix")
        case 2: .warn(since: instant(), why: "no room", do: "make some")
        case 3: .fail(since: instant(), why: "gone", do: "plug it in")
        default: .off(why: "not wanted", since: maybe(instant()), do: maybe("want it"))
        }
    }

    private mutating func instant() -> Nanoseconds {
        Nanoseconds(numbers.next())
    }

    private mutating func maybe<Value>(_ value: Value) -> Value? {
        numbers.below(2) == 0 ? nil : value
    }
}

extension Nanoseconds {
    /// Seconds since 1970.
    static func at(_ seconds: UInt64) -> Nanoseconds { Nanoseconds(seconds * 1_000_000_000) }
}

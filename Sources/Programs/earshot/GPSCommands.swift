import CommandTable
import Notation
import PositionFixes
import Positioning
import Units

/// What the satellite receiver says, through gpsd.
let gpsCommands = CommandGroup("gps", "where the box is, by satellites", [gpsStatus])

private let address = Flag<SocketName>(
    "gpsd", value: "HOST:PORT", "where gpsd listens; else \(PositionSettings.usualGPSD)"
) { (text) throws(ValueError) in
    do throws(SocketNameError) {
        return try SocketName(parsing: text)
    } catch { throw ValueError(error.description) }
}.optional

private let wait = Flag<Nanoseconds>(
    "wait", value: "DURATION", "how long to wait for a place, 1s to 1h; else 15s"
) { (text) throws(ValueError) in
    let span: Nanoseconds
    do throws(DurationError) {
        span = try DurationText.duration(from: text)
    } catch { throw ValueError(error.description) }
    guard span >= second, span <= Nanoseconds(3600 * second.value) else {
        throw ValueError("a wait is 1s to 1h long")
    }
    return span
}.optional

private let second = Nanoseconds(1_000_000_000)

private let gpsStatus = Command.run(
    "status", "what the receiver says of place and clock",
    details: """
        Asks gpsd until the place is known and compared with this machine's clock, gpsd turns out
        to be missing, or the wait is over; then says what it found, why, and what to do. Ends with
        0 if the place is known, else with 1. HOST is localhost or an address in numbers.
        """,
    flags: [address, wait],
    examples: [
        .session(
            "$ earshot gps status --gpsd 127.0.0.1:1\n"
                + "source      gpsd at 127.0.0.1:1\n"
                + "position    gpsd does not answer, Connection refused\n"
                + "since       … (0s)\n"
                + "clock       not compared yet: the receiver told no time\n"
                + "pps         no pulse seen\n"
                + "do          start it: systemctl start gpsd; or, without systemd: "
                + "gpsd -n /dev/ttyACM0\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    let status = look(
        at: try chosen(options[address]), for: options[wait] ?? Nanoseconds(15 * second.value))
    if options.wantsJSON {
        var json = JSONWriter()
        status.write(to: &json)
        unsafe console.write(json.bytes.span.bytes)
        console.write("\n")
    } else {
        console.write(status.text(at: .now))
    }
    return status.isKnown ? .success : .failed
}

private func chosen(_ given: SocketName?) throws(CommandFailure) -> SocketName {
    if let given { return given }
    do throws(SocketNameError) {
        return try SocketName(parsing: PositionSettings.usualGPSD)
    } catch { throw CommandFailure(error) }
}

private func look(at address: SocketName, for span: Nanoseconds) -> PositionStatus {
    PositionStatus(of: lookAtSatellites(through: address, for: span), source: "gpsd at \(address)")
}

/// Asks gpsd until the place is known and compared with this machine's clock, gpsd turns out to be
/// missing, or the time is up.
func lookAtSatellites(through address: SocketName, for span: Nanoseconds) -> PositionJudge {
    var judge = PositionJudge()
    var conversation = GPSDConversation(with: address)
    let end = Moment.now.uptime + span
    conversation.run { event, now in
        _ = judge.handle(event, at: now)
        if judge.state == .gone || judge.state == .noReceiver { return false }
        let isComplete = judge.state.isFix && judge.clock.state != .unknown
        return !isComplete && now.uptime < end
    }
    return judge
}

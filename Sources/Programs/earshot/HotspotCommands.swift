import Box
import CommandTable
import Glibc
import Host
import HotspotStatus
import Notation
import Primitives
import Units

// What the owner asks the daemon of this box.

let statusCommand = Command.run(
    "status", "how this hotspot is",
    details: """
        Asks the daemon and prints each part: what is not as it should be says since when, why, and
        what to do. All of it is from what the box itself holds. Ends with 1 when no daemon runs; with
        --strict, with 3 when something is not as it should be, and with 1 when something failed.
        """,
    flags: [strict, DaemonClient.flag, BoxSettings.flag],
    examples: [
        .session(
            "$ earshot status --socket none.sock\n"
                + "earshot status: no daemon answers at none.sock; start it: systemctl start "
                + "earshot-hotspot, or by hand earshot-hotspot --foreground\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    let status: BoxStatus = try readStatus(from: DaemonClient(options), "/v1/status")
    if options.wantsJSON {
        console.write(String(decoding: status.json, as: UTF8.self) + "\n")
    } else {
        console.write(status.text(coloured: console.showsColourInData))
    }
    guard options[strict] else { return .success }
    switch status.state {
    case .fail: return .failed
    case .warn: return .degraded
    case .ok, .off: return .success
    }
}

let topCommand = Command.run(
    "top", "this hotspot live: parts, figures, the newest frames",
    details: """
        Shows the status anew each second, with the newest frames below it, until Ctrl-C. Of beacons
        that are sealed it shows only how many there are. With --once, or when standard output is no
        terminal, it prints one picture and ends.
        """,
    flags: [once, DaemonClient.flag, BoxSettings.flag],
    examples: [
        .session(
            "$ earshot top --once --socket none.sock\n"
                + "earshot top: no daemon answers at none.sock; start it: …\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    let client = try DaemonClient(options)
    if options.wantsJSON {
        console.write(String(decoding: try client.get("/v1/status"), as: UTF8.self) + "\n")
        return .success
    }
    guard !options[once], isatty(STDOUT_FILENO) == 1 else {
        console.write(try picture(client, coloured: console.showsColourInData))
        return .success
    }
    let wake = try Interruption.caught()
    while !Interruption.hasCome {
        // Home, and each line's rest cleared, so that nothing flickers.
        let text = try picture(client, coloured: console.showsColourInData)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\u{1b}[K\n")
        console.write("\u{1b}[H\(text)\u{1b}[J")
        _ = wake.wait(until: Uptime.now + Nanoseconds(1_000_000_000))
    }
    return .success
}

let beaconCommand = Command.run(
    "beacon", "a test beacon, now",
    details: """
        Has the radio send a test beacon at once, to see who hears it: it is revealed at once, outside of
        the commitments, and never paid. At most one in ten minutes.
        """,
    flags: [immediately, DaemonClient.flag, BoxSettings.flag],
    examples: [
        .session(
            "$ earshot beacon\nearshot beacon: beacons go out by themselves, once a window; a test "
                + "beacon goes out with --now\n[exit 2]")
    ]
) { (options, console) throws(CommandFailure) in
    guard options[immediately] else {
        throw CommandFailure(
            "beacons go out by themselves, once a window; a test beacon goes out with --now",
            exit: .usage)
    }
    let answer = try DaemonClient(options).post("/v1/test-beacon")
    if options.wantsJSON {
        console.write(String(decoding: answer, as: UTF8.self) + "\n")
    } else {
        console.write("a test beacon is on its way; earshot why tells who heard it\n")
    }
    return .success
}

private let strict = Flag.toggle("strict", "say by the exit code whether all is well")
private let once = Flag.toggle("once", "one picture, then end")
private let immediately = Flag.toggle("now", "send it now")

func readStatus<Document: StatusDocument>(
    from client: DaemonClient, _ target: String
) throws(CommandFailure) -> Document {
    let body = try client.get(target)
    do throws(StatusError) {
        return try Document(parsing: body.rawSpan)
    } catch {
        throw CommandFailure(
            "the daemon at \(client.path) says what this earshot does not understand: \(error); are "
                + "they of one version?", exit: .unavailable)
    }
}

private func picture(
    _ client: DaemonClient, coloured: Bool
) throws(CommandFailure) -> String {
    let status: BoxStatus = try readStatus(from: client, "/v1/status")
    let frames: HeardFrames = try readStatus(from: client, "/v1/frames")
    return status.text(coloured: coloured) + "\n" + frames.text(lines: 12)
}

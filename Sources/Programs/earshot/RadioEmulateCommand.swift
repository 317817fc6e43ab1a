import Air
import Airwaves
import CommandTable
import EmulatorHost
import Host
import Notation

/// An emulated radio, to be driven as a real one.
let radioEmulate = Command.run(
    "emulate", "an emulated radio, for drivers, packet forwarders and tests",
    details: """
        Plays the device's side of a radio in real time: --corecell a board with an SX1302 or SX1303
        behind Semtech's USB bridge, --firmware-link a board that speaks Earshot's own link. It stands
        at a pseudo-terminal (--pty makes LINK a symbolic link to it), at a TCP port, or on an emulated
        USB. Prints {"ready":"PATH","eui":"…","radio":"ADDRESS"} and runs until SIGINT or SIGTERM,
        also when standard input has ended.

        --usb puts it below libusb: umockdev (a Debian package) stands between a program and the
        kernel. Start it behind umockdev-wrapper or with LD_PRELOAD=libumockdev-preload.so.0, and
        every program that shall see the radio likewise, with UMOCKDEV_DIR as the ready line's
        umockdev_dir says. End those programs first.

        Each line on standard input is a frame to hear: freq_hz, sf, bw_hz, cr ("4/5"), rssi_dbm,
        snr_db, crc (ok, bad or none) and phy_hex; FSK has fsk_bps in place of sf, bw_hz and cr. at_us
        is when the frame ends by the radio's clock, which is what a host reads as count_us; without,
        the frame begins now. offset_hz, preamble, header (explicit, implicit), low_rate (auto, on,
        off), inverted and sync (public, private) may be added. A line with anything else is refused
        on standard error. Each frame the radio sends is printed as {"tx":{…,"power_dbm":P,"at_us":T}};
        T is when it begins.

        With --air ADDR it joins earshot radio air under its EUI's name, hears and is heard; --place,
        --height and --gain say where its antenna is. docs/air.md says more.
        """,
    flags: EmulatorFlags.all,
    examples: [
        .session(
            "$ earshot radio emulate --corecell --tcp 127.0.0.1:0 --eui 0016c001ff10a1b2 < /dev/null"
                + " > out & sleep 1; kill -INT $!; wait $!; cat out\n"
                + "{\"ready\":\"127.0.0.1:…\",\"eui\":\"0016c001ff10a1b2\","
                + "\"radio\":\"tcp:127.0.0.1:…\"}")
    ]
) { (options, console) throws(CommandFailure) in
    try EmulatorSignals.caught()
    let order = try EmulatorOrder(options)
    try order.checkVersion()
    let line = try order.line(console)
    do throws(CommandFailure) {
        let run = try joined(order, line, console)
        console.line { writer in
            writer.member("ready", line.name)
            writer.member("eui", order.eui.description)
            writer.member("radio", line.address)
            if let line = line as? USBLine { writer.member("umockdev_dir", line.testbed) }
        }
        run.run { Interruption.hasCome }
    } catch {
        line.end()
        throw error
    }
    return .success
}

private func joined(
    _ order: EmulatorOrder, _ line: any DeviceLine, _ console: any Console
) throws(CommandFailure) -> EmulatorRun {
    var air: AirLink?
    if let address = order.air {
        do throws(AirLinkError) {
            air = try AirLink(to: address, as: order.station)
        } catch { throw CommandFailure(error, exit: .unavailable) }
    }
    let (origin, now) = EmulatorRun.start(in: air)
    do throws(EmulatorFaultError) {
        return EmulatorRun(try order.radio(at: now), since: origin, on: line, in: air) {
            console.say($0)
        }
    } catch { throw CommandFailure(error, exit: .usage) }
}

import Airwaves
import CommandTable
import Concentrator
import Notation
import Radios
import Settings
import Units

// What several commands about radios are told.

private func readPlan(_ text: String) throws(ValueError) -> RegionalPlan {
    do throws(RegionNameError) {
        return try RegionName.plan(text)
    } catch { throw ValueError(error.description) }
}

/// The plan has no default: a radio that does not know its region stays silent.
let planFlag = Flag<RegionalPlan>(
    "plan", value: "PLAN", "the regional plan, such as EU868; earshot region tells it"
) { (text) throws(ValueError) in try readPlan(text) }

let subBandFlag = Flag.integer(
    "sub-band", value: "N", in: 1...16, "for plans with sub-bands, which; else that of beacons"
).optional

let boardFlag = Flag<Board>(
    "board", value: "NAME",
    "the concentrator's board: " + Board.all.map(\.name).joined(separator: ", ")
) { (text) throws(ValueError) in
    do throws(BoardError) {
        return try Board(parsing: text)
    } catch { throw ValueError(error.description) }
}.optional

/// What is heard of a plan on a board, and the board: without one, the first of the table that serves
/// the plan.
func receivePlan(
    _ plan: RegionalPlan, subBand: Int?, board: Board?
) throws(CommandFailure) -> (ReceivePlan, Board) {
    do throws(RegionalReceiveError) {
        return try ReceivePlan.onFirst(
            of: board.map { [$0] } ?? Board.all, for: plan, subBand: subBand)
    } catch { throw CommandFailure(error.description) }
}

let radioFlag = Flag<RadioAddress>(
    "radio", value: "ADDRESS",
    "usb:SERIAL, tty:PATH or tcp:HOST:PORT; else radio.device, else the only one on USB"
) { (text) throws(ValueError) in
    do throws(RadioAddressError) {
        return try RadioAddress(parsing: text)
    } catch { throw ValueError(error.description) }
}.optional

/// What is behind a line, for whoever knows it better than the probe.
enum RadioKind: String, CaseIterable {
    case asked, concentrator, light
}

let kindFlag = Flag.choice(
    "kind", default: RadioKind.asked,
    "which driver; asked finds out: a CoreCell bridge answers PING, a board speaks by itself")

let traceFlag = Flag.text(
    "trace", value: "FILE", "write what goes over the line: > HEX to the radio, < HEX from it"
).optional

let acceptFlag = Flag.toggle(
    "accept-unknown-firmware", "load controllers' code that nobody knows; for emulators")

let firmwareFlag = Flag.text(
    "firmware", value: "DIR", "where the controllers' code lies; else radio.firmware_directory"
).optional

let frequencyFlag = Flag<Hertz>(
    "freq", value: "HZ", "the channel's centre in whole hertz, such as 868100000"
) { (text) throws(ValueError) in
    let bounds = 1...UInt64(6_000_000_000)
    guard let hertz = UInt64(text), bounds.contains(hertz), String(hertz) == text else {
        throw ValueError("write whole hertz, such as 868100000")
    }
    return Hertz(hertz)
}

let spreadingFactorFlag = Flag<SpreadingFactor>(
    "sf", value: "SF", "the spreading factor, 5 to 12"
) { (text) throws(ValueError) in
    guard let number = Int(text), let factor = try? SpreadingFactor(checking: number) else {
        throw ValueError("a spreading factor is 5 to 12")
    }
    return factor
}

let bandwidthFlag = Flag<Bandwidth>(
    "bw", value: "HZ", "the bandwidth, 125000, 250000 or 500000; else 125000"
) { (text) throws(ValueError) in
    guard let number = Int(text), let width = try? Bandwidth(checking: number) else {
        throw ValueError("a bandwidth is 125000, 250000 or 500000")
    }
    return width
}.optional

func durationFlag(
    _ name: String, within bounds: ClosedRange<Nanoseconds>, _ summary: String
) -> Flag<Nanoseconds?> {
    Flag<Nanoseconds>(name, value: "DURATION", summary) { (text) throws(ValueError) in
        let span: Nanoseconds
        do throws(DurationError) {
            span = try DurationText.duration(from: text)
        } catch { throw ValueError(error.description) }
        guard bounds.contains(span) else {
            throw ValueError(
                "it is \(DurationText.text(of: bounds.lowerBound)) to "
                    + DurationText.text(of: bounds.upperBound))
        }
        return span
    }.optional
}

/// Decibels without their unit, which stands in the flag's summary.
func decibelsFlag(
    _ name: String, value placeholder: String, in bounds: ClosedRange<Int32>, _ summary: String
) -> Flag<Decibels> {
    Flag<Decibels>(name, value: placeholder, summary) { (text) throws(ValueError) in
        guard let value = Decibels(number: text),
            (100 * bounds.lowerBound...100 * bounds.upperBound).contains(value.hundredths)
        else {
            throw ValueError(
                "write a number from \(bounds.lowerBound) to \(bounds.upperBound), such as 2.5")
        }
        return value
    }
}

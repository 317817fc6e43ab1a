import Airwaves
import Attestation
import Box
import CommandTable
import HexGrid
import Host
import HotspotLogic
import Maps
import Notation
import Primitives
import Settings
import Signing
import Units

// What several commands of owners are told.

enum OwnerFlag {
    static let key = Flag.text("key", value: "FILE", "the owner's key file")
    static let network = Flag.text(
        "network", value: "FILE",
        "the network file; else \(HotspotSettings.usualStateDirectory)/network"
    ).optional
    static let api = Flag<APIEndpoint>.address(
        "api", "the oracle; else EARSHOT_API, else the network file's"
    ).optional
    static let authorities = Flag.text(
        "authorities", value: "FILE", "certificate authorities to trust beside the system's"
    ).optional
    static let print = Flag.toggle(
        "print", "write the signed statement in hex and send nothing")

    static let place = Flag<Coordinate>(
        "place", value: "LAT,LNG", "where the antenna stands; it becomes public"
    ) { (text) throws(ValueError) in
        do throws(CoordinateError) {
            return try Coordinate(parsing: text)
        } catch { throw ValueError(error.description) }
    }
    static let height = Flag.integer(
        "height", value: "M", in: 0...1_000, "of the antenna above the ground, in metres")
    static let gain = decibelsFlag(
        "gain", value: "DB", in: -20...30, "of the antenna less the cable's loss, in dBi")
    static let plan = Flag<RegionalPlan>(
        "plan", value: "PLAN", "where several are allowed; else the one of the place"
    ) { (text) throws(ValueError) in
        do throws(RegionNameError) {
            return try RegionName.plan(text)
        } catch { throw ValueError(error.description) }
    }.optional

    /// Of every command that signs.
    static let signing: [any DeclaredFlag] = [key, network, api, authorities, print]
    static let standing: [any DeclaredFlag] = [place, height, gain, plan]
}

extension AssertedPlace {
    /// As the flags say. Refuses the sea and a plan that the place does not allow, as the oracle
    /// would.
    init(_ options: Options) throws(CommandFailure) {
        let place = options[OwnerFlag.place]
        let verdict = ShippedMaps.places.plan(at: place)
        guard let usual = verdict.plan else {
            throw CommandFailure(
                "\(place): no regional plan is known here (\(verdict.rule.rawValue))")
        }
        let plan = options[OwnerFlag.plan] ?? usual
        guard verdict.allows(plan) else {
            let others = verdict.alternatives.isEmpty ? "" : " or \(verdict.alternatives)"
            throw CommandFailure("\(plan) is not allowed at \(place): \(usual)\(others) is")
        }
        guard let fine = try? Resolution(12) else { preconditionFailure("12 is a resolution") }
        self.init(
            cell: Cell(containing: place, resolution: fine),
            height: Metres(Int64(options[OwnerFlag.height])), gain: options[OwnerFlag.gain],
            plan: plan.description)
    }
}

extension OwnerFlag {
    static let radioClass = Flag.choice(
        "radio-class", default: RadioClassName.full,
        "full: a concentrator; attached: one behind a packet forwarder; light: one channel at a time"
    )
    static let measures = Flag<RadioMeasures>(
        "measures", value: "LIST",
        "what the radio measures, with commas; else what radios of the class do: "
            + RadioMeasures.names.map(\.name).joined(separator: ", ")
    ) { (text) throws(ValueError) in
        var measures = RadioMeasures()
        for name in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let known = RadioMeasures.names.first(where: { $0.name == name }) else {
                throw ValueError(
                    "\(Quote.text(String(name))) is none of "
                        + RadioMeasures.names.map(\.name).joined(separator: ", "))
            }
            measures.insert(known.value)
        }
        return measures
    }.optional
    static let deposit = Flag.integer(
        "deposit", value: "CREDITS", in: 0...(1 << 53 - 1), default: 0,
        "how much of the deposit is paid at once")
    static let hotspot = Flag.text("hotspot", value: "HOTSPOT", "whom it concerns")
    static let text = Flag.text("text", value: "TEXT", "the owner's words, up to 4,000 bytes")
}

enum RadioClassName: String, CaseIterable {
    case full, attached, light

    var radioClass: RadioClass {
        switch self {
        case .full: .full
        case .attached: .attached
        case .light: .light
        }
    }
}

extension RadioClass {
    /// What radios of the class measure without a PPS or a signal level of their own: a declared
    /// field that is missing three times in a window fails (PROTOCOL 1, "Signal").
    var usualMeasures: RadioMeasures {
        switch self {
        case .full: [.frequencyError, .counter, .confirmedPower]
        case .attached: [.counter]
        case .light: [.signalRSSI, .frequencyError, .counter, .confirmedPower]
        }
    }
}

extension RadioMeasures {
    /// By the words of docs/messages.md.
    static let names: [(name: String, value: RadioMeasures)] = [
        ("signal_rssi", .signalRSSI), ("frequency_error", .frequencyError), ("counter", .counter),
        ("fine_time", .fineTime), ("confirmed_power", .confirmedPower), ("position", .position),
    ]
}

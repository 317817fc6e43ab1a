import Airwaves
import HexGrid
import Notation
import OracleAPI
import Primitives
import Units

import struct Attestation.Address
import enum Attestation.RadioClass
import struct Attestation.RadioMeasures

/// What only a scripted oracle answers, below `/scripted/`: orders to it, by whoever tests.
///
///     GET  /scripted/state                      what it has been asked and has logged
///     POST /scripted/faults?NAME,NAME           from now on these; without a query: none
///     POST /scripted/register?address=A&cell=C&plan=P&class=light
enum ScriptControl {
    /// Nothing for what is not an order.
    static func answer(
        _ request: ScriptedRequest, _ oracle: inout ScriptedOracle
    ) -> ScriptedAnswer? {
        guard request.target.hasPrefix("/scripted/") else { return nil }
        let parts = request.target.split(separator: "?", maxSplits: 1).map(String.init)
        let query = parts.count > 1 ? parts[1] : ""
        switch (request.method, parts[0]) {
        case ("GET", "/scripted/state"): return state(oracle)
        case ("POST", "/scripted/faults"):
            let names = query.split(separator: ",").map(String.init)
            let faults = names.compactMap(ScriptedFault.init)
            guard faults.count == names.count else {
                let known = ScriptedFault.allCases.map(\.rawValue).joined(separator: ", ")
                return .problem(.malformed, "write faults of these: \(known)")
            }
            oracle.faults = faults
            return state(oracle)
        case ("POST", "/scripted/register"):
            if let order = RegisterOrder(query) {
                order.carryOut(&oracle)
                return state(oracle)
            }
            return .problem(
                .malformed, "write ?address=ear1…&cell=CELL&plan=PLAN&class=full|attached|light")
        default: return .problem(.unknownPath, "no such order")
        }
    }

    private static func state(_ oracle: ScriptedOracle) -> ScriptedAnswer {
        let counts = oracle.counts
        let json = JSON.object([
            ("schema", .string("earshot.scripted-oracle.v1")),
            ("entries", .integer(Int64(oracle.size))),
            ("newest_period", oracle.newest.map { .integer(Int64($0.number)) } ?? .null),
            ("requests", .integer(Int64(counts.requests))),
            ("posts", .integer(Int64(counts.posts))),
            ("logged", .integer(Int64(counts.logged))),
            ("refused", .integer(Int64(counts.refused))),
            ("repeated", .integer(Int64(counts.repeated))),
            ("faults", .array(oracle.faults.map { .string($0.rawValue) })),
        ])
        return ScriptedAnswer(
            status: 200, contentType: "application/json", body: Array(json.text.utf8))
    }
}

/// A registration by decree, as text: `address=…&cell=…&plan=…&class=…`, in this order.
public struct RegisterOrder: Sendable {
    let key: PublicKey
    let place: HotspotView.Place
    let radioClass: RadioClass

    public init?(_ text: String) {
        var values: [String] = []
        let names = ["address", "cell", "plan", "class"]
        for (name, part) in zip(names, text.split(separator: "&")) {
            guard part.hasPrefix(name + "=") else { return nil }
            values.append(String(part.dropFirst(name.count + 1)))
        }
        guard values.count == names.count, let address = try? Address(parsing: values[0]),
            let cell = try? Cell(parsing: values[1]), cell.resolution.value == 12,
            let plan = RegionalPlan(parsing: values[2]),
            let code = ["full", "attached", "light"].firstIndex(of: values[3]),
            let radioClass = RadioClass(rawValue: UInt64(code))
        else { return nil }
        key = address.key
        place = HotspotView.Place(
            cell: cell, height: Metres(10), gain: Decibels(hundredths: 0), plan: plan)
        self.radioClass = radioClass
    }

    public func carryOut(_ oracle: inout ScriptedOracle) {
        oracle.register(
            key, at: place, radioClass: radioClass,
            measures: radioClass == .light
                ? [.signalRSSI, .frequencyError, .counter] : [.signalRSSI, .counter])
    }
}

public import Attestation
public import HexGrid

/// A site, who is in it, and its multiplier with all factors.
public struct SiteRecord: Hashable, Sendable {
    /// The founder's number names the site.
    public var founder: UInt32 = 0
    public var cell: Cell
    /// Numbers, ascending.
    public var members: [UInt32] = []
    public var holder: UInt32?
    public var hasStanding = false
    /// 1e-6, and where it is below 1.
    public var density: UInt64 = 0
    public var limits: [DensityLimit] = []
    /// Per mille.
    public var gap: UInt64 = 0
    public var coveredByOthers: UInt64 = 0
    public var cells: UInt32 = 0
    /// 1e-6, and the credits that count.
    public var demand: UInt64 = 0
    public var credits: UInt64 = 0
    public var anchorSteps: UInt8?
    /// 1e-6.
    public var multiplier: UInt64 = 0
    public var withoutDemand: UInt64 = 0
}

extension SiteRecord: ResultRecord {
    public static let table = RecordTable(
        stage: "sites", name: "site",
        summary: "A place that is paid once, and its multiplier M with every factor.",
        fields: [
            RecordField(1, "founder", "uint", "hotspot id", "whose place the site has"),
            RecordField(2, "cell", "cell 12", "-", "the founder's place"),
            RecordField(3, "members", "list ascending of uint", "hotspot id", "who is in it"),
            RecordField(
                4, "holder", "uint", "hotspot id", isNeeded: false,
                "whom its coverage pay goes to; absent: nobody served"),
            RecordField(5, "standing", "bool", "-", "whether its founder has standing"),
            RecordField(6, "density", "uint", "1e-6", "scale of HIP-17"),
            RecordField(
                7, "limits", "list of [resolution, counted, kept]", "sites", isNeeded: false,
                "where kept is below counted, the finest resolution first; density is the product"),
            RecordField(8, "gap", "uint", "1e-3", "1000 without an anchor"),
            RecordField(9, "covered", "uint", "1e-3", "of its cells, by other sites"),
            RecordField(10, "cells", "uint", "count", "its cells of resolution 8"),
            RecordField(11, "demand", "uint", "1e-6", "1 + credits / (credits + median)"),
            RecordField(12, "credits", "uint", "credit", "that count in its cell, of e-1"),
            RecordField(
                13, "anchor_steps", "uint", "edges", isNeeded: false,
                "from an anchor; absent: no anchor"),
            RecordField(14, "multiplier", "uint", "1e-6", "M, bounded"),
            RecordField(15, "without_demand", "uint", "1e-6", "M if demand were 1"),
        ])

    public var number: UInt64 { UInt64(founder) }

    public func encode(into writer: inout CBORWriter) {
        let optional = (holder == nil ? 0 : 1) + (limits.isEmpty ? 0 : 1)
        writer.beginMap(12 + optional + (anchorSteps == nil ? 0 : 1))
        writer.field(1, UInt64(founder))
        writer.field(2, cell.bits)
        writer.key(3)
        writer.beginArray(members.count)
        for member in members { writer.unsigned(UInt64(member)) }
        writer.endArray()
        if let holder { writer.field(4, UInt64(holder)) }
        writer.key(5)
        writer.boolean(hasStanding)
        writer.field(6, density)
        if !limits.isEmpty { encodeLimits(into: &writer) }
        writer.field(8, gap)
        writer.field(9, coveredByOthers)
        writer.field(10, UInt64(cells))
        writer.field(11, demand)
        writer.field(12, credits)
        if let anchorSteps { writer.field(13, UInt64(anchorSteps)) }
        writer.field(14, multiplier)
        writer.field(15, withoutDemand)
        writer.endMap()
    }

    private func encodeLimits(into writer: inout CBORWriter) {
        writer.key(7)
        writer.beginArray(limits.count)
        for limit in limits {
            writer.beginArray(3)
            writer.unsigned(UInt64(limit.resolution))
            writer.unsigned(UInt64(limit.counted))
            writer.unsigned(UInt64(limit.kept))
            writer.endArray()
        }
        writer.endArray()
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap(upTo: 15)
        try reader.key(1)
        founder = try reader.hotspot()
        try reader.key(2)
        cell = try reader.cell12()
        members = try Self.members(&reader)
        holder = try reader.optionalKey(4) ? try reader.hotspot() : nil
        try reader.key(5)
        hasStanding = try reader.boolean()
        density = try reader.field(6, upTo: 1_000_000)
        limits = try reader.optionalKey(7) ? try Self.limits(&reader) : []
        gap = try reader.field(8, upTo: 4_000)
        coveredByOthers = try reader.field(9, upTo: 1_000)
        try reader.key(10)
        cells = try reader.count32()
        demand = try reader.field(11, upTo: 2_000_000)
        credits = try reader.field(12, upTo: RewardInput.greatestCredits)
        anchorSteps =
            try reader.optionalKey(13) ? UInt8(try reader.unsigned(upTo: 100)) : nil
        multiplier = try reader.field(14, upTo: 4_000_000)
        withoutDemand = try reader.field(15, upTo: 4_000_000)
        try reader.endMap()
    }

    private static func members(_ reader: inout CBORReader) throws(CBORError) -> [UInt32] {
        try reader.key(3)
        let count = try reader.beginArray()
        var members: [UInt32] = []
        for _ in 0..<count {
            let start = reader.offset
            let member = try reader.hotspot()
            if let last = members.last, last >= member {
                throw CBORError(
                    .outOfRange, at: start, found: UInt64(member), wanted: UInt64(last))
            }
            members.append(member)
        }
        try reader.endArray()
        return members
    }

    private static func limits(_ reader: inout CBORReader) throws(CBORError) -> [DensityLimit] {
        let start = reader.offset
        let count = try reader.beginArray(upTo: 7)
        guard count > 0 else { throw CBORError(.wrongCount, at: start, found: 0, wanted: 1) }
        var limits: [DensityLimit] = []
        for _ in 0..<count {
            try reader.beginArray(exactly: 3)
            limits.append(
                DensityLimit(
                    resolution: UInt8(try reader.unsigned(upTo: 15)),
                    counted: try reader.count32(), kept: try reader.count32()))
            try reader.endArray()
        }
        try reader.endArray()
        return limits
    }
}

extension CBORWriter {
    mutating func field(_ key: UInt64, _ value: UInt64) {
        self.key(key)
        unsigned(value)
    }
}

extension CBORReader {
    mutating func field(
        _ wanted: UInt64, upTo limit: UInt64 = .max
    ) throws(CBORError) -> UInt64 {
        try key(wanted)
        return try unsigned(upTo: limit)
    }

    /// A cell of resolution 12.
    fileprivate mutating func cell12() throws(CBORError) -> Cell {
        let start = offset
        let bits = try unsigned()
        do throws(HexGridError) {
            let cell = try Cell(bits: bits)
            if cell.level == 12 { return cell }
        } catch {
            throw CBORError(.outOfRange, at: start, found: bits)
        }
        throw CBORError(.outOfRange, at: start, found: bits, wanted: 12)
    }
}

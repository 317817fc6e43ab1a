/// Why bytes are no place map: what is wrong and where it was noticed.
public struct PlaceMapError: Error, Equatable, CustomStringConvertible {
    public let fault: Fault
    /// The byte offset of the field that shows the fault.
    public let offset: Int

    init(_ fault: Fault, at offset: Int) {
        self.fault = fault
        self.offset = offset
    }

    public enum Fault: String, CaseIterable, Sendable {
        case tooShort, foreign, otherFormat, wrongLength, wrongChecksum, reservedBytes
        case planCount, countryCount, cellCount, unequalSections
        case planName, planUnheardOf, planTwice
        case countryCode, countryOrder, countryPlan
        case cellLand, cellOrder, cellsMissing
        case bordersOrder, bordersLand, bordersEnd
        case lineLands, lineLength, lineVertex
        case speckPlace, speckRadius, speckLand
    }

    public var description: String { "place map, byte \(offset): \(fault.sentence)" }
}

extension PlaceMapError.Fault {
    var sentence: String {
        switch self {
        case .tooShort: "shorter than its 64-byte header"
        case .foreign: "does not begin with EARPLACE"
        case .otherFormat: "a format this program does not read; it reads format 1"
        case .wrongLength: "the header states another length than the file has"
        case .wrongChecksum: "the checksum does not match: the file is damaged"
        case .reservedBytes: "reserved bytes are not zero"
        case .planCount: "between 1 and 32 plans are possible"
        case .countryCount: "between 1 and 250 countries are possible"
        case .cellCount: "at most 64,800 cells can hold borders"
        case .unequalSections: "the sections do not add up to the file"
        case .planName: "a plan's name is ASCII, at most 16 bytes, padded with zeros"
        case .planUnheardOf: "a plan this program has no rules for"
        case .planTwice: "a plan is listed twice"
        case .countryCode: "a country is two capital letters and its plan"
        case .countryOrder: "countries ascend by code"
        case .countryPlan: "a country's plan is not in the list"
        case .cellLand: "a cell names no country and no borders"
        case .cellOrder: "cells name their borders in ascending order, each once"
        case .cellsMissing: "borders that no cell names"
        case .bordersOrder: "the borders of cells follow one another"
        case .bordersLand: "a cell's corner lies in no listed country"
        case .bordersEnd: "the borders do not fill their section"
        case .lineLands: "a line separates two different, listed countries"
        case .lineLength: "a line has two vertices or more and ends within its cell's borders"
        case .lineVertex: "a vertex lies in its cell, and not on the one before it"
        case .speckPlace: "a speck lies outside the world"
        case .speckRadius: "a speck has a radius between 1 m and 50 km"
        case .speckLand: "a speck belongs to no listed country"
        }
    }
}

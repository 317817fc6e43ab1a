/// Something a disk, or somebody, did to a spool's files. A torn tail is none.
public struct SpoolProblem: Equatable, Sendable, CustomStringConvertible {
    public enum Reason: Equatable, Sendable {
        case header(SegmentHeaderError)
        case otherNumber(UInt32)
        /// The files up to this number are not there.
        case missing(through: UInt32)
        case unreadable
        /// No records, where records had been on disk.
        case damaged(bytes: Int)
        /// Shorter than the segment behind it says.
        case short(wanted: Int)
        case tooLong(Int)
        case numberFalls(UInt64, highest: UInt64)
        case totals
    }

    public let segment: UInt32
    public let offset: Int
    public let reason: Reason

    public var description: String {
        let name = SpoolName.text(of: segment)
        return switch reason {
        case .header(let error): "\(name) \(error)"
        case .otherNumber(let number): "\(name) is a copy of \(SpoolName.text(of: number))"
        case .missing(segment): "\(name) is missing"
        case .missing(let last): "\(name) to \(SpoolName.text(of: last)) are missing"
        case .unreadable: "\(name) cannot be read at byte \(offset)"
        case .damaged(let count):
            "\(name) is damaged at byte \(offset): \(count) bytes are no records"
        case .short(let wanted): "\(name) ends at byte \(offset), and had \(wanted) bytes"
        case .tooLong(let count):
            "\(name) has \(count) bytes; a segment has \(SpoolLimits.longestSegment) at most"
        case .numberFalls(let number, let highest):
            "\(name) has at byte \(offset) record number \(number) after \(highest)"
        case .totals: "\(name) has at byte \(offset) totals that are none"
        }
    }
}

/// How a segment's file is called: eight hex digits and `.spool`.
public enum SpoolName {
    public static let ending = ".spool"

    public static func text(of segment: UInt32) -> String {
        let digits = String(segment, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits + ending
    }

    /// nil for what no segment is called.
    public static func segment(_ name: String) -> UInt32? {
        guard name.hasSuffix(ending), let number = UInt32(name.dropLast(ending.count), radix: 16),
            number > 0, text(of: number) == name
        else { return nil }
        return number
    }
}

internal import Units

/// A value that is a JSON object: it shows its members to a visitor, in order. One list serves
/// writing and reading, so what is written is what is read.
protocol StatusFields {
    /// What a reader starts from.
    init()

    mutating func visit<Visitor: StatusVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure)
}

/// Goes through a value's members. An optional that is nil is `null`.
protocol StatusVisitor {
    associatedtype Failure: Error

    mutating func schema(_ name: String) throws(Failure)
    mutating func text(_ name: String, _ value: inout String) throws(Failure)
    mutating func text(_ name: String, _ value: inout String?) throws(Failure)
    mutating func flag(_ name: String, _ value: inout Bool) throws(Failure)
    mutating func flag(_ name: String, _ value: inout Bool?) throws(Failure)
    mutating func number<Number: FixedWidthInteger>(
        _ name: String, _ value: inout Number
    ) throws(Failure)
    mutating func number<Number: FixedWidthInteger>(
        _ name: String, _ value: inout Number?
    ) throws(Failure)
    /// With at most two decimals.
    mutating func decibels(_ name: String, _ value: inout Decibels?) throws(Failure)
    /// RFC 3339, UTC.
    mutating func instant(_ name: String, _ value: inout Nanoseconds) throws(Failure)
    mutating func instant(_ name: String, _ value: inout Nanoseconds?) throws(Failure)
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ value: inout Choice
    ) throws(Failure)
    mutating func object(_ name: String, _ value: inout some StatusFields) throws(Failure)
    mutating func object<Value: StatusFields>(
        _ name: String, _ value: inout Value?
    ) throws(Failure)
    mutating func list<Value: StatusFields>(
        _ name: String, _ values: inout [Value]
    ) throws(Failure)
    /// An object of numbers by name.
    mutating func counts(_ name: String, _ values: inout [NamedCount]) throws(Failure)
    /// Writing what does not hold is our own bug, reading it is refused.
    mutating func check(_ holds: Bool, _ sentence: @autoclosure () -> String) throws(Failure)
}

/// How often something of a name happened.
public struct NamedCount: Equatable, Sendable {
    public var name: String
    public var count: UInt64

    public init(_ name: String, _ count: UInt64) {
        self.name = name
        self.count = count
    }
}

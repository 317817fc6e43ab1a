import Notation

/// A flag or argument whose value has a type. Declared once, it drives parsing, help, completions
/// and the manual; `options[flag]` then gives the value, typed and already checked.
///
///     let resolution = Flag.integer(
///         "resolution", short: "r", value: "R", in: 0...15, "the cells' resolution")
///     let mode = Flag.choice("mode", default: FillMode.centre, "which cells count as inside")
///     let limit = Flag.integer(
///         "limit", value: "N", in: 1...1000, default: 100, "how many at most")
///     let network = Flag.text("network-id", value: "ID", "the network's id").optional
public struct Flag<Value: Sendable>: DeclaredFlag {
    public let declaration: FlagDeclaration
    /// The value when the flag is not given; nil when it must be given.
    let absent: Value?
    let read: @Sendable (String) throws(ValueError) -> Value

    init(
        declaration: FlagDeclaration, absent: Value?,
        read: @escaping @Sendable (String) throws(ValueError) -> Value
    ) {
        self.declaration = declaration
        self.absent = absent
        self.read = read
    }

    /// The same flag, which may be left out.
    public var optional: Flag<Value?> {
        var declaration = declaration
        declaration.isRequired = false
        let read = read
        return Flag<Value?>(declaration: declaration, absent: .some(nil)) {
            (text) throws(ValueError) in try read(text)
        }
    }

    /// A flag whose value a parser of its own reads. `read` says in its error what to write.
    public init(
        _ long: String, short: Character? = nil, value placeholder: String, _ summary: String,
        read: @escaping @Sendable (String) throws(ValueError) -> Value
    ) {
        self.init(
            declaration: FlagDeclaration(
                short: short, long: long, placeholder: placeholder, summary: summary,
                isRequired: true, check: Self.checking(read)),
            absent: nil, read: read)
    }

    static func checking(
        _ read: @escaping @Sendable (String) throws(ValueError) -> Value
    ) -> @Sendable (String) -> String? {
        { text in
            do throws(ValueError) {
                _ = try read(text)
                return nil
            } catch { return error.reason }
        }
    }
}

/// What help, completions and the parser need of a flag, whatever its value's type.
public protocol DeclaredFlag: Sendable {
    var declaration: FlagDeclaration { get }
}

public struct FlagDeclaration: Sendable {
    public let short: Character?
    public let long: String
    /// What stands for the value in help; nil for a switch, which takes none.
    public let placeholder: String?
    public let summary: String
    public var defaultText: String?
    public var isRequired = false
    /// Every value there is, where they can be listed.
    public var choices: [String] = []
    /// Why a text cannot be this flag's value; nil when it can.
    let check: @Sendable (String) -> String?
}

/// Why a flag's or argument's text is not its value; says what to write instead.
public struct ValueError: Error, Equatable, Sendable {
    public let reason: String

    public init(_ reason: String) { self.reason = reason }
}

extension Flag where Value == Int {
    /// A whole number within bounds. Without a default it must be given.
    public static func integer(
        _ long: String, short: Character? = nil, value placeholder: String,
        in bounds: ClosedRange<Int>, default absent: Int? = nil, _ summary: String
    ) -> Flag<Int> {
        let read: @Sendable (String) throws(ValueError) -> Int = { (text) throws(ValueError) in
            do throws(DecimalError) {
                return try unsafe DecimalText.integer(from: text.utf8.span.bytes, in: bounds)
            } catch {
                throw ValueError(
                    "\(Quote.text(text)) is not a whole number from \(bounds.lowerBound) to "
                        + "\(bounds.upperBound)")
            }
        }
        var declaration = FlagDeclaration(
            short: short, long: long, placeholder: placeholder,
            summary: "\(summary), \(bounds.lowerBound) to \(bounds.upperBound)",
            check: checking(read))
        declaration.defaultText = absent.map(String.init)
        declaration.isRequired = absent == nil
        return Flag(declaration: declaration, absent: absent, read: read)
    }
}

extension Flag where Value == Bool {
    /// A switch: off, unless it is given.
    public static func toggle(
        _ long: String, short: Character? = nil, _ summary: String
    ) -> Flag<Bool> {
        Flag(
            declaration: FlagDeclaration(
                short: short, long: long, placeholder: nil, summary: summary, check: { _ in nil }),
            absent: false, read: { _ in true })
    }
}

extension Flag where Value == String {
    /// Any text that is not empty.
    public static func text(
        _ long: String, short: Character? = nil, value placeholder: String, _ summary: String
    ) -> Flag<String> {
        Flag(long, short: short, value: placeholder, summary) { (text) throws(ValueError) in
            guard !text.isEmpty else { throw ValueError("it cannot be empty") }
            return text
        }
    }
}

extension Flag where Value: RawRepresentable<String> & CaseIterable {
    /// One of an enumeration's raw values. Without a default it must be given.
    public static func choice(
        _ long: String, short: Character? = nil, value placeholder: String? = nil,
        default absent: Value? = nil, _ summary: String
    ) -> Flag<Value> {
        let choices = Value.allCases.map(\.rawValue)
        let read: @Sendable (String) throws(ValueError) -> Value = { (text) throws(ValueError) in
            if let value = Value(rawValue: text) { return value }
            let list = choices.joined(separator: ", ")
            throw ValueError("\(Quote.text(text)) is not one of \(list)")
        }
        var declaration = FlagDeclaration(
            short: short, long: long, placeholder: placeholder ?? long.uppercased(),
            summary: summary, check: checking(read))
        declaration.choices = choices
        declaration.defaultText = absent?.rawValue
        declaration.isRequired = absent == nil
        return Flag(declaration: declaration, absent: absent, read: read)
    }
}

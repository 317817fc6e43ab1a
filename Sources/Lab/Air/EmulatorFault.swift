internal import Notation

/// A fault to order, as in `drop@3`: what goes wrong, and with which message to the host, counted
/// from 1 over the life of the emulator. What a message is, each device's link says.
public struct EmulatorFault: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// The message never comes.
        case drop
        /// It and all behind it come `delayMicroseconds` later.
        case delay
        /// One bit of it is another.
        case corrupt
        /// It comes twice.
        case duplicate
        /// The device says and takes nothing for `stallMicroseconds`, and forgets what it would have said.
        case stall
        /// Only the first half of it comes.
        case truncate
        /// The device leaves the bus instead, and comes back `absenceMicroseconds` later, newly started.
        case unplug
        /// The device starts again by itself instead; the line stays.
        case restart
        /// From it on, whatever tells the version of the device's own firmware tells one that
        /// nobody knows.
        case wrongVersion = "wrong-version"
        /// From it on, code that is loaded into the device does not start.
        case badFirmware = "bad-firmware"

        // A concentrator's own.

        /// From it on, code that is loaded names a version that nobody knows.
        case controllerVersion = "controller-version"
        /// From it on, code that is loaded has a parity error.
        case parity
        /// From it on, a controller gives its settings back changed.
        case echo
        /// Once: before the next frame, the receive buffer holds bytes that are none.
        case garbage
        /// Once: the next reading of the counters is torn, its highest byte of another moment than the
        /// rest (an erratum of the SX1302).
        case tornCounter = "torn-counter"
        /// Once: the next reading of how much was received is too small (an erratum of the SX1302).
        case shortCount = "short-count"

        /// What the kind is called where a person orders it.
        public var name: String { rawValue }

        /// Those that only a concentrator can have.
        public static let ofConcentrator: [Kind] = [
            .controllerVersion, .parity, .echo, .garbage, .tornCounter, .shortCount,
        ]
    }

    public var kind: Kind
    /// From 1.
    public var message: Int

    public init(_ kind: Kind, at message: Int) {
        precondition(message > 0, "messages are counted from 1")
        self.kind = kind
        self.message = message
    }

    /// Longer than every time-out after which a host asks again, shorter than any after which it
    /// gives up.
    public static let delayMicroseconds: UInt64 = 700_000
    /// Longer than a host waits before it gives the device up.
    public static let stallMicroseconds: UInt64 = 10_000_000
    /// How long an unplugged device is away.
    public static let absenceMicroseconds: UInt64 = 2_000_000
}

extension EmulatorFault: CustomStringConvertible {
    public var description: String { "\(kind.name)@\(message)" }

    /// Reads what `description` prints.
    public init(parsing text: some StringProtocol) throws(EmulatorFaultError) {
        guard let at = text.firstIndex(of: "@") else { throw .noNumber(Quote.text(text)) }
        let digits = text[text.index(after: at)...]
        guard let number = Int(digits), number > 0, String(number) == digits else {
            throw .noNumber(Quote.text(text))
        }
        guard let kind = Kind(rawValue: String(text[..<at])) else {
            throw .unknownName(Quote.text(text[..<at]))
        }
        self.init(kind, at: number)
    }
}

/// Why a text is no fault, or an emulator cannot have it. The text is quoted already.
public enum EmulatorFaultError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownName(String)
    case noNumber(String)
    /// This emulator has no such fault.
    case notHere(EmulatorFault.Kind, able: [EmulatorFault.Kind])

    public var description: String {
        switch self {
        case .unknownName(let name):
            "no fault is called \(name); one of \(Self.list(EmulatorFault.Kind.allCases))"
        case .noNumber(let text):
            "\(text) is no fault; write NAME@N as in drop@3, with the number of the message from 1"
        case .notHere(let kind, let able):
            "this emulator has no fault \(kind.name); one of \(Self.list(able))"
        }
    }

    private static func list(_ kinds: [EmulatorFault.Kind]) -> String {
        kinds.map(\.name).joined(separator: ", ")
    }
}

public import Attestation
import Primitives

/// The windows a statement speaks of, read where they stand: no content is copied.
public struct NamedWindows: Sendable {
    /// Of a seal, reveal or packet receipt: its window. Of a bundle: each opening's window, and how many bytes its
    /// content has. Empty for what names none.
    public private(set) var windows: [(window: Window, bytes: Int)] = []

    public init(_ statement: CheckedStatement) {
        self.init(payload: statement.payload, statement.type)
    }

    private init(payload: RawSpan, _ type: MessageType) {
        do throws(CBORError) {
            var reader = try CBORReader(payload)
            _ = try reader.beginMap()
            switch type {
            case .seal, .reveal:
                try reader.passHead()
                windows = [(Window(try reader.unsigned()), 0)]
            case .bundle:
                try reader.passHead()
                for _ in 0..<(try reader.beginArray()) {
                    windows.append(try Self.opening(&reader))
                }
            case .packetReceipt:
                try reader.passHead()
                try reader.skip()
                try reader.key(3)
                try reader.skip()
                try reader.key(4)
                windows = [(Window(try reader.unsigned()), 0)]
            default: break
            }
        } catch {
            preconditionFailure("a checked \(type.name) does not read: \(error)")
        }
    }

    private static func opening(
        _ reader: inout CBORReader
    ) throws(CBORError) -> (window: Window, bytes: Int) {
        _ = try reader.beginMap()
        try reader.key(1)
        let window = Window(try reader.unsigned())
        try reader.key(2)
        try reader.skip()
        try reader.key(3)
        let bytes = try reader.byteRange().count
        try reader.endMap()
        return (window, bytes)
    }

    public var oldest: Window? { windows.map(\.window).min() }
    public var newest: Window? { windows.map(\.window).max() }
}

extension CBORReader {
    /// Passes type and sequence number, and the key after them.
    fileprivate mutating func passHead() throws(CBORError) {
        try key(0)
        try skip()
        try key(1)
        try skip()
        try key(2)
    }
}

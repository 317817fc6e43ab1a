import Primitives

/// A receipt put in evidence: whoever has no proof that its entries stand in the log says so.
public struct ReceiptClaim: TypedMessage {
    public static var type: MessageType { .receiptClaim }
    public var sequence: UInt64
    /// The oracle's statement, whole.
    public var receipt: [UInt8]

    public init(sequence: UInt64, receipt: [UInt8]) {
        self.sequence = sequence
        self.receipt = receipt
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        receipt = try reader.byteArray(at: 2)
    }

    public var keyCount: Int { 2 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.byteArray(receipt, at: 2)
    }
}

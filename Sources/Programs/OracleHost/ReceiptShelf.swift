internal import Primitives

/// The receipts given lately, so that who asks again gets the same bytes. Bounded: of the oldest only
/// the index is known, and their receipt is signed anew.
struct ReceiptShelf: Sendable {
    private var receipts: [Hash256: [UInt8]] = [:]
    private var order: [Hash256] = []
    private var first = 0

    static let most = 131_072

    subscript(statement: Hash256) -> [UInt8]? { receipts[statement] }

    mutating func keep(_ receipt: [UInt8], of statements: some Collection<Hash256>) {
        for statement in statements {
            if receipts.updateValue(receipt, forKey: statement) == nil { order.append(statement) }
        }
        while order.count - first > Self.most {
            receipts[order[first]] = nil
            first += 1
        }
        if first > Self.most {
            order.removeFirst(first)
            first = 0
        }
    }
}

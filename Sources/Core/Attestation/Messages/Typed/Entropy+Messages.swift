public import Primitives

/// One period's entropy, as the oracle signs it.
public struct EntropyRecord: TypedMessage {
    public static var type: MessageType { .entropy }
    public var sequence: UInt64
    public var step: EntropyStep
    /// Index of the previous record + 1; 2 for the first.
    public var logSize: UInt64
    public var logRoot: Hash256

    public init(sequence: UInt64, step: EntropyStep, logSize: UInt64, logRoot: Hash256) {
        self.sequence = sequence
        self.step = step
        self.logSize = logSize
        self.logRoot = logRoot
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        let period = Period(try reader.unsigned(at: 2))
        step = EntropyStep(period: period, value: try reader.hash(at: 3))
        logSize = try reader.unsigned(at: 4)
        logRoot = try reader.hash(at: 5)
    }

    public var keyCount: Int { 5 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(step.period.number, at: 2)
        writer.hash(step.value, at: 3)
        writer.unsigned(logSize, at: 4)
        writer.hash(logRoot, at: 5)
    }
}

/// The end of an oracle's chain, as it is logged.
public struct EntropyChainEnd: TypedMessage {
    public static var type: MessageType { .entropyChain }
    public var sequence: UInt64
    public var chain: EntropyChain
    /// How many steps it has.
    public var length: UInt64

    public init(sequence: UInt64, chain: EntropyChain, length: UInt64) {
        self.sequence = sequence
        self.chain = chain
        self.length = length
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        let first = Period(try reader.unsigned(at: 2))
        length = try reader.unsigned(at: 3)
        chain = EntropyChain(end: try reader.hash(at: 4), first: first)
    }

    public var keyCount: Int { 4 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(chain.first.number, at: 2)
        writer.unsigned(length, at: 3)
        writer.hash(chain.end, at: 4)
    }
}

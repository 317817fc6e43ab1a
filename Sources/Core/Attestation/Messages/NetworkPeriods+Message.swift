import Airwaves
import Primitives

extension NetworkPeriods {
    /// The periods of a network file's payload that passed the field table.
    public init(ofNetworkFile payload: RawSpan) throws(MessageError) {
        guard case .record(let values)? = try Message(unchecked: payload)["periods"] else {
            throw MessageError(.missingField, "periods", wanted: 4)
        }
        var numbers: [UInt64] = []
        for case .unsigned(let number)? in values { numbers.append(number) }
        guard numbers.count == 15,
            let factor = SpreadingFactor(rawValue: UInt8(clamping: numbers[14]))
        else {
            throw MessageError(.outOfRange, "periods")
        }
        self.init(
            milliseconds: numbers[0], periodsPerWindow: numbers[1], windowsPerEpoch: numbers[2],
            cutoff: numbers[3], opening: numbers[4], slotStart: numbers[5], slotEnd: numbers[6],
            spareStart: numbers[7], spareEnd: numbers[8], lastReception: numbers[9],
            close: numbers[10], sealDue: numbers[11], openingInterval: numbers[12],
            oldCommitments: numbers[13], greatestSpreadingFactor: factor)
    }

    /// As `docs/messages.md` has it in a network file.
    public var messageValue: MessageValue {
        .record(
            [
                milliseconds, periodsPerWindow, windowsPerEpoch, cutoff, opening, slotStart,
                slotEnd, spareStart, spareEnd, lastReception, close, sealDue, openingInterval,
                oldCommitments, UInt64(greatestSpreadingFactor.rawValue),
            ].map { .unsigned($0) })
    }
}

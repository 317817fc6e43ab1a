import Concentrator
import Primitives

extension FuzzTarget {
    /// What a bridge sends, cut anywhere: the first byte picks the request, the second where the
    /// stream is cut. However it is cut, the same answer is accepted or the same one refused.
    static let bridgeAnswer = FuzzTarget(name: "bridge-answer") { bytes in
        guard bytes.byteCount >= 2 else { return }
        let requests = bridgeRequests
        let request = requests[Int(bytes.byte(at: 0)) % requests.count]
        let stream = bytes.extracting(2..<bytes.byteCount)
        let whole = readBridge(stream, as: request, pieces: max(1, stream.byteCount))
        let cut = readBridge(stream, as: request, pieces: 1 + Int(bytes.byte(at: 1)))
        switch (whole, cut) {
        case (.success(let one), .success(let other)):
            precondition(one == other, "\(request) is read differently in pieces")
        case (.failure, .failure): break
        case (.failure(let error), .success), (.success, .failure(let error)):
            preconditionFailure("\(request): whether \(error) is found depends on the cut")
        }
    }

    private static var bridgeRequests: [BridgeRequest] {
        var batch = TransferBatch()
        batch.append(.write(address: 0x5605, [0x0F]))
        batch.append(.modify(address: 0x5601, mask: 0x10, value: 0x10))
        batch.append(.command(.b, 0x80, [0x01]))
        return [
            .ping, .status, .bootloader, .reset, .writePin(.power, high: true),
            .transfers(batch), .transfers(TransferBatch(.read(address: 0x6101, count: 8))),
            .transfers(TransferBatch(.listenerCommand(0xC0, [0]))),
        ]
    }

    /// Nil when the stream ends before the answer does.
    private static func readBridge(
        _ stream: RawSpan, as request: BridgeRequest, pieces: Int
    ) -> Result<BridgeAnswer?, BridgeError> {
        var reader = BridgeAnswerReader(of: request, identifier: 0, dialect: .unknown)
        var offset = 0
        do throws(BridgeError) {
            while offset < stream.byteCount {
                let end = min(offset + pieces, stream.byteCount)
                _ = try reader.take(stream.extracting(offset..<end))
                offset = end
            }
            return .success(reader.isComplete ? try reader.answer() : nil)
        } catch {
            return .failure(error)
        }
    }

    /// What the receive buffer holds: the walk ends, goes forward, and stays inside.
    static let receiveBuffer = FuzzTarget(name: "receive-buffer") { bytes in
        var buffer = ReceiveBuffer(bytes)
        var items = 0
        while let item = buffer.next() {
            items += 1
            if case .record(let record) = item {
                precondition(
                    record.payload.upperBound <= record.timing.lowerBound
                        && record.timing.upperBound < bytes.byteCount, "\(record) lies outside")
            }
        }
        precondition(items <= 2 * bytes.byteCount, "\(items) items of \(bytes.byteCount) bytes")
    }
}

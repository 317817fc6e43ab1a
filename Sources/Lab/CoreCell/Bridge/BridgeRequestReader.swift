import Primitives
import Units

/// A request as the bridge's controller has it: header and payload, whole.
struct TakenRequest {
    var identifier: UInt8 = 0
    var order: UInt8 = 0
    var payload: [UInt8] = []
    /// More bytes were announced than the controller has room for; they were thrown away.
    var isTooLong = false
}

/// Puts requests together from a stream cut anywhere. What is longer than the controller's memory
/// is counted and thrown away, so the stream stays in step.
///
/// The stream has no mark where a request begins. A host that died in the midst of one would have
/// the next host's bytes taken for its rest, so a request that is not whole within a second is
/// forgotten (docs/decisions/0150).
struct BridgeRequestReader {
    /// sx1302_hal 2.1.0 sends 4,200 at most.
    static let mostPayload = 4_200
    static let patience: UInt64 = 1_000_000_000

    private var header: [UInt8] = []
    private var request = TakenRequest()
    private var missing = 0
    private var began: UInt64 = 0

    /// Takes bytes from `offset` on; answers with the first request they complete, and stands behind
    /// it then.
    mutating func take(
        _ bytes: RawSpan, from offset: inout Int, at now: Nanoseconds
    ) -> TakenRequest? {
        forgetStale(at: now)
        while header.count < 4 {
            guard offset < bytes.byteCount else { return nil }
            if header.isEmpty { began = now.value }
            header.append(bytes.byte(at: offset))
            offset += 1
            if header.count == 4 { open() }
        }
        let count = min(missing, bytes.byteCount - offset)
        if !request.isTooLong {
            request.payload.append(bytes.extracting(offset..<offset + count))
        }
        offset += count
        missing -= count
        guard missing == 0 else { return nil }
        header.removeAll(keepingCapacity: true)
        return request
    }

    mutating func clear() {
        header.removeAll(keepingCapacity: true)
        missing = 0
    }

    private mutating func open() {
        missing = Int(header[1]) << 8 | Int(header[2])
        request.identifier = header[0]
        request.order = header[3]
        request.payload.removeAll(keepingCapacity: true)
        request.isTooLong = missing > Self.mostPayload
    }

    private mutating func forgetStale(at now: Nanoseconds) {
        guard !header.isEmpty, now.value > began, now.value - began > Self.patience else { return }
        clear()
    }
}

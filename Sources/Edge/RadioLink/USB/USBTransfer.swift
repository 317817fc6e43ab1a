internal import CUSB
internal import Glibc
internal import Host
internal import Units

/// One bulk transfer and its memory, used again and again. The kernel writes into the memory while
/// the transfer is under way, so neither is ever given back then: `abandon` loses them on purpose.
@safe final class USBTransfer {
    private let transfer: UnsafeMutablePointer<libusb_transfer>
    private let memory: UnsafeMutableRawBufferPointer
    /// Set by libusb's callback, which runs inside our own `handleEvents`.
    private let hasEnded: UnsafeMutablePointer<Int32>
    /// Stays open until the transfer has been given back.
    private let device: USBDevice
    private let endpoint: UInt8
    private(set) var isUnderWay = false
    private var isAbandoned = false

    enum Ending: Equatable {
        case completed, cancelled, stalled, unplugged, overflow, failed
    }

    init(_ device: USBDevice, endpoint: UInt8, size: Int) throws(RadioLinkError) {
        guard let made = unsafe libusb_alloc_transfer(0) else { throw .library(.open, "no memory") }
        unsafe transfer = made
        self.device = device
        self.endpoint = endpoint
        unsafe memory = .allocate(byteCount: size, alignment: 16)
        unsafe hasEnded = .allocate(capacity: 1)
        unsafe hasEnded.initialize(to: 0)
    }

    deinit {
        guard !isAbandoned else { return }
        precondition(!isUnderWay, "a transfer of endpoint \(endpoint) is still under way")
        unsafe libusb_free_transfer(transfer)
        unsafe memory.deallocate()
        unsafe hasEnded.deallocate()
    }

    var size: Int { unsafe memory.count }

    /// Not in an actor's context: C calls it.
    private static let callback: libusb_transfer_cb_fn = { transfer in
        guard let flag = unsafe transfer?.pointee.user_data else { return }
        unsafe flag.assumingMemoryBound(to: Int32.self).pointee = 1
    }

    /// Starts it over the first bytes of its memory.
    func start(count: Int, _ task: RadioLinkError.LineTask) throws(RadioLinkError) -> Bool {
        precondition(!isUnderWay && count <= size, "\(count) bytes for a transfer of \(size)")
        guard !isAbandoned else { throw .timedOut(task) }
        unsafe hasEnded.pointee = 0
        unsafe libusb_fill_bulk_transfer(
            transfer, device.handle, endpoint,
            memory.baseAddress?.assumingMemoryBound(to: UInt8.self),
            Int32(count), Self.callback, hasEnded, 0)
        let result = unsafe libusb_submit_transfer(transfer)
        if result == LIBUSB_ERROR_NO_DEVICE.rawValue { return false }
        guard result == 0 else { throw USBStatus.failure(task, result) }
        isUnderWay = true
        return true
    }

    /// How it ended and how many bytes went; nil while it is under way.
    func ended() -> (ending: Ending, count: Int)? {
        guard isUnderWay, unsafe hasEnded.pointee != 0 else { return nil }
        isUnderWay = false
        let count = min(max(0, Int(unsafe transfer.pointee.actual_length)), size)
        return (ending(unsafe transfer.pointee.status), count)
    }

    private func ending(_ status: libusb_transfer_status) -> Ending {
        switch status {
        case LIBUSB_TRANSFER_COMPLETED: .completed
        case LIBUSB_TRANSFER_CANCELLED: .cancelled
        case LIBUSB_TRANSFER_STALL: .stalled
        case LIBUSB_TRANSFER_NO_DEVICE: .unplugged
        case LIBUSB_TRANSFER_OVERFLOW: .overflow
        default: .failed
        }
    }

    func fill(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { bytes in unsafe memory.copyMemory(from: bytes) }
    }

    func append(_ count: Int, to bytes: inout [UInt8]) {
        unsafe bytes.append(contentsOf: memory[..<count])
    }

    /// Takes it back. Waits for its end, which comes at once unless the bus is stuck.
    /// - Returns: how it ended after all; nil if it did not within the span.
    func cancel(
        within span: Nanoseconds
    ) throws(RadioLinkError) -> (ending: Ending, count: Int)? {
        guard isUnderWay else { return nil }
        _ = unsafe libusb_cancel_transfer(transfer)
        let deadline = Uptime.now + span
        while true {
            try device.session.handleEvents()
            if let ended = ended() { return ended }
            if Uptime.now >= deadline { return nil }
            usleep(1000)
        }
    }

    /// A transfer that would not end: its memory stays as long as the process, and it is used no more.
    func abandon() {
        isAbandoned = true
        isUnderWay = false
    }
}

internal import Host
internal import Radios
internal import Units

/// A radio's serial line over libusb. Reads are always under way, so bytes that come while nobody
/// waits are neither lost nor in need of a thread; the device is held back when they are full.
///
/// Each read is one packet. A longer one would end at a packet that is not full, and devices that say
/// a whole number of full packets need not send an empty one behind: their last words would stay in a
/// transfer that never ends.
final class USBLink {
    private let address: RadioAddress
    private let device: USBDevice
    private let wake: Wake
    /// In the order in which they were started, the oldest at `oldest`.
    private let incoming: [USBTransfer]
    private var oldest = 0
    private let outgoing: USBTransfer
    /// What a read ended with after it had brought bytes: told by the next one.
    private var trouble: RadioLinkError?
    /// What came behind the trouble, for the read after that.
    private var late: [UInt8] = []

    /// At full speed 16 packets are almost a millisecond's worth.
    private static let reads = 16
    private static let longestWrite = 4096
    private static let cancelling = Nanoseconds(1_000_000_000)

    init(to name: USBName, wake: Wake) throws(RadioLinkError) {
        address = .usb(name)
        self.wake = wake
        device = try USBDevice(name)
        let interfaces = device.interfaces
        var incoming: [USBTransfer] = []
        for _ in 0..<Self.reads {
            incoming.append(
                try USBTransfer(
                    device, endpoint: interfaces.incoming, size: interfaces.packetSize))
        }
        self.incoming = incoming
        outgoing = try USBTransfer(
            device, endpoint: interfaces.outgoing, size: Self.longestWrite)
        try listen()
    }

    deinit {
        for transfer in incoming + [outgoing] where transfer.isUnderWay {
            let ended = try? transfer.cancel(within: Self.cancelling)
            if ended == nil { transfer.abandon() }
        }
    }

    /// A packet of no bytes ends no message and is passed over. After a stall the pipe is cleared, so
    /// that the line can be used again; what was lost with it is for the protocol above to find out.
    func read(
        into bytes: inout [UInt8], until deadline: Nanoseconds
    ) throws(RadioLinkError) -> ByteLink.Received {
        // First, so that a device that never falls silent keeps nobody from ending this.
        if wake.wait(until: Nanoseconds(0)) { return .woken }
        while true {
            if let trouble {
                self.trouble = nil
                throw trouble
            }
            let before = bytes.count
            bytes += late
            late.removeAll()
            gather(into: &bytes)
            if trouble == nil { try listen() }
            if bytes.count > before { return .bytes(bytes.count - before) }
            if trouble != nil { continue }
            switch try device.session.wait(wake: wake.descriptor, until: deadline) {
            case .ready: continue
            case .timeOut: return .timeOut
            case .woken: return .woken
            }
        }
    }

    /// A device that takes less than it was given gets the rest. No packet of no bytes follows a
    /// write of whole packets: cdc_acm sends none, and the line has no messages.
    func write(_ bytes: RawSpan, until deadline: Nanoseconds) throws(RadioLinkError) {
        let total = bytes.byteCount
        var sent = 0
        while sent < total {
            let part = bytes.extracting(droppingFirst: sent).extracting(
                first: min(outgoing.size, total - sent))
            outgoing.fill(part)
            guard try outgoing.start(count: part.byteCount, .write) else { throw unplugged() }
            let (ending, count) = try finishWrite(until: deadline)
            sent += count
            switch ending {
            case .completed:
                guard count > 0 else { throw .truncatedWrite(sent: sent, of: total) }
            case .cancelled:
                if sent == total { return }
                throw sent == 0 ? .timedOut(.write) : .truncatedWrite(sent: sent, of: total)
            case .stalled, .unplugged, .overflow, .failed:
                if ending == .stalled { device.clearHalt(device.interfaces.outgoing) }
                if let failure = failure(ending, .write) { throw failure }
            }
        }
    }

    private func finishWrite(
        until deadline: Nanoseconds
    ) throws(RadioLinkError) -> (ending: USBTransfer.Ending, count: Int) {
        while true {
            if let ended = outgoing.ended() { return ended }
            guard try device.session.wait(wake: -1, until: deadline) != .ready else { continue }
            if let ended = outgoing.ended() { return ended }
            let ended = try outgoing.cancel(within: Self.cancelling)
            guard let ended else { throw .timedOut(.write) }
            return ended
        }
    }

    /// Takes the bytes of all reads that have ended, up to a round of them.
    private func gather(into bytes: inout [UInt8]) {
        for _ in incoming.indices {
            let transfer = incoming[oldest]
            guard let (ending, count) = transfer.ended() else { return }
            transfer.append(count, to: &bytes)
            trouble = failure(ending, .read)
            oldest = (oldest + 1) % incoming.count
            guard trouble == nil else { return halt(after: ending) }
        }
    }

    /// Reads behind a failed one are taken back: a pipe may be cleared when nothing is under way.
    private func halt(after ending: USBTransfer.Ending) {
        for step in incoming.indices {
            let transfer = incoming[(oldest + step) % incoming.count]
            guard transfer.isUnderWay else { continue }
            if let ended = try? transfer.cancel(within: Self.cancelling) {
                transfer.append(ended.count, to: &late)
            } else {
                transfer.abandon()
            }
        }
        if ending == .stalled { device.clearHalt(device.interfaces.incoming) }
    }

    /// Starts all reads that are not under way, the oldest first.
    private func listen() throws(RadioLinkError) {
        for step in incoming.indices {
            let transfer = incoming[(oldest + step) % incoming.count]
            if transfer.isUnderWay { continue }
            guard try transfer.start(count: transfer.size, .read) else { throw unplugged() }
        }
    }

    private func failure(
        _ ending: USBTransfer.Ending, _ task: RadioLinkError.LineTask
    ) -> RadioLinkError? {
        switch ending {
        case .completed: nil
        case .cancelled: .interrupted(task)
        case .stalled: .stalled(task)
        case .unplugged: unplugged()
        case .overflow: .overflow
        case .failed: .busError(task)
        }
    }

    private func unplugged() -> RadioLinkError {
        device.isGone = true
        return .unplugged(address)
    }
}

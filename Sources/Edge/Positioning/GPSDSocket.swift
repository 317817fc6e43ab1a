internal import Glibc
internal import Host
internal import Notation
internal import Units

/// A connection to gpsd on which no call waits longer than it was told.
struct GPSDSocket: ~Copyable {
    let descriptor: Int32
    /// Becomes readable when waiting should end; -1 for never.
    let wake: Int32

    private init(_ descriptor: Int32, wake: Int32) {
        self.descriptor = descriptor
        self.wake = wake
    }

    static func connected(
        to address: SocketName, wake: Int32
    ) throws(GPSDError) -> GPSDSocket {
        do throws(SocketName.ConnectError) {
            let descriptor = try address.connect(
                wake: wake, until: Uptime.now + GPSDLimits.connecting)
            // A gpsd on another machine that lost its power is noticed within a minute.
            SocketOptions.keepAlive(descriptor, idle: 30, interval: 10)
            return GPSDSocket(descriptor, wake: wake)
        } catch {
            switch error {
            case .noAddress: throw .badAddress(address)
            case .timedOut: throw .connectTimedOut
            case .woken: throw .hungUp
            case .system(let error): throw .cannotConnect(error)
            }
        }
    }

    deinit { close(descriptor) }

    func wait(until deadline: Nanoseconds) -> Poll.Waited {
        Poll.wait(for: descriptor, Int32(POLLIN), wake: wake, until: deadline)
    }

    /// The request is shorter than any socket's empty buffer, so it goes at once or not at all.
    func send(_ text: String) throws(GPSDError) {
        let bytes = Array(text.utf8)
        let sent = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
        guard sent >= 0 else { throw .broken(.last) }
        guard sent == bytes.count else { throw .hungUp }
    }

    /// Appends what has come; false when nothing has.
    func read(into buffer: inout [UInt8], of chunk: inout [UInt8]) throws(GPSDError) -> Bool {
        let count = unsafe chunk.withUnsafeMutableBytes { bytes in
            unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
        }
        guard count != 0 else { throw .hungUp }
        guard count > 0 else {
            guard errno == EAGAIN || errno == EINTR else { throw .broken(.last) }
            return false
        }
        buffer.append(contentsOf: chunk[..<count])
        return true
    }
}

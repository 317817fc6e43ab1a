internal import CUSBPort
internal import Glibc
internal import Synchronization

/// The port's own thread: carries what the radio says to the waiting transfers, and pulls the plug
/// when a fault says so. It outlives nothing: the port ends and joins it.
@safe final class PortPump {
    private let port: OpaquePointer
    private let logic: PortLogic
    private let line: Int32
    private let isEnding = Atomic(false)
    private let gathering = Atomic(0)

    /// How often it looks for what no descriptor tells of.
    private static let pause: Int32 = 5
    private static let absence: UInt32 = 300_000

    init(port: OpaquePointer, logic: PortLogic, line: Int32) {
        unsafe self.port = port
        self.logic = logic
        self.line = line
    }

    static let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
        pointer in
        guard let pointer = unsafe pointer else { return nil }
        unsafe Unmanaged<PortPump>.fromOpaque(pointer).takeUnretainedValue().run()
        return nil
    }

    func end() { isEnding.store(true, ordering: .releasing) }

    func gather(_ milliseconds: Int) { gathering.store(milliseconds, ordering: .relaxed) }

    private func run() {
        while !isEnding.load(ordering: .acquiring) {
            leaveIfOrdered()
            var wait = pollfd(fd: line, events: logic.isFull ? 0 : Int16(POLLIN), revents: 0)
            let count = unsafe poll(&wait, 1, Self.pause)
            if count > 0, wait.revents & Int16(POLLIN) != 0 { carry() }
            unsafe usbport_ready(port)
        }
    }

    private func carry() {
        let together = gathering.load(ordering: .relaxed)
        if together > 0 { usleep(UInt32(together) * 1000) }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe read(line, &bytes, bytes.count)
        if count > 0 { logic.send(bytes[..<count]) }
    }

    private func leaveIfOrdered() {
        guard let order = logic.takeLeave() else { return }
        unsafe usbport_unplug(port)
        guard order == .replug else { return }
        usleep(Self.absence)
        logic.restart()
        let number = unsafe usbport_plug(port)
        precondition(number == 0, "no node: errno \(number)")
    }
}

/// The device's end of the line between an emulated radio and its host.
public protocol DeviceLine: AnyObject {
    /// Where a host finds it: a path, HOST:PORT, or `usb:SERIAL`.
    var name: String { get }
    /// The same as `--radio` takes it.
    var address: String { get }
    /// Descriptors that become readable when `serve` has something to do.
    var toRead: [Int32] { get }
    /// A descriptor that `flush` waits for.
    var toWrite: Int32? { get }
    /// Appends what the host wrote; lets hosts come and go.
    func serve(into bytes: inout [UInt8])
    /// Queues one piece for the host, written at once where it fits. Without a host it is lost.
    func send(_ bytes: [UInt8])
    func flush()
    /// The device leaves the bus; hosts see their line break.
    func leave()
    func comeBack() throws(HostError)
    /// Takes away what it left in the file system.
    func end()
}

/// What waits for a host that does not read: far more than the longest burst of answers.
let mostWaiting = 1 << 20

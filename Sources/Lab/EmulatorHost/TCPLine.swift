public import Notation

/// A radio's line behind a TCP port: one host at a time, the next one when it has gone.
public final class TCPLine: DeviceLine {
    private let place: SocketName
    private var listener: Descriptor?
    private var host: Descriptor?
    private var outbox = Outbox(most: mostWaiting)

    public init(at address: SocketName) throws(HostError) {
        let (listener, place) = try address.listen()
        self.listener = listener
        self.place = place
    }

    public var name: String { place.description }
    public var address: String { "tcp:\(place)" }
    public var toRead: [Int32] { [host?.number ?? listener?.number].compactMap { $0 } }
    public var toWrite: Int32? { outbox.isEmpty ? nil : host?.number }

    public func serve(into bytes: inout [UInt8]) {
        if host == nil { host = listener?.accept() }
        guard let host else { return }
        while true {
            switch host.read(into: &bytes) {
            case .some: continue
            case .nothingYet: return
            case .ended: return hangUp()
            }
        }
    }

    private func hangUp() {
        host = nil
        outbox.removeAll()
    }

    public func send(_ bytes: [UInt8]) {
        guard host != nil else { return }
        outbox.append(bytes)
        flush()
    }

    public func flush() {
        guard let host else { return }
        if !outbox.flush(to: host) { hangUp() }
    }

    public func leave() {
        hangUp()
        listener = nil
    }

    public func comeBack() throws(HostError) { (listener, _) = try place.listen() }

    public func end() { leave() }
}

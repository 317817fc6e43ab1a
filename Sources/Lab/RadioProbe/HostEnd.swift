internal import Diagnosis
internal import Glibc
internal import Host
internal import Notation
internal import Primitives
internal import RadioLink
internal import Radios
internal import Units

/// The host's side of a line, order by order.
enum HostEnd {
    static func run() {
        guard let wake = try? Wake() else { exit(1) }
        var session = Session(wake: wake)
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            do throws(RadioLinkError) {
                RadioProbe.answer(try session.obey(words) ?? "what? \(line)")
            } catch { RadioProbe.answer("error \(error)") }
        }
    }

    private struct Session: ~Copyable {
        let wake: Wake
        var link: ByteLink?
        var arrivals: Arrivals?

        init(wake: Wake) { self.wake = wake }

        mutating func obey(_ words: [String]) throws(RadioLinkError) -> String? {
            switch (words.first, words.count) {
            case ("open", 2):
                guard let address = try? RadioAddress(parsing: words[1]) else { return nil }
                link = nil
                link = try ByteLink(to: address, wake: wake)
                return "opened"
            case ("close", 1):
                link = nil
                return "closed"
            case ("write", 3): return try write(words[1], milliseconds(words[2]))
            case ("read", 2): return try read(milliseconds(words[1]))
            case ("readall", 3): return try readAll(Int(words[1]) ?? 0, milliseconds(words[2]))
            case ("watch", 1):
                arrivals = try Arrivals(wake: wake)
                return "watching"
            case ("arrival", 2): return try arrival(milliseconds(words[1]))
            case ("wake", 2):
                Self.wakeLater(wake, milliseconds(words[1]))
                return "waking"
            case ("sleep", 1):
                wake.clear()
                return "sleeping"
            case ("list", 1): return RadioCandidate.all().map(Self.text).joined(separator: "; ")
            case ("cpu", 1): return "cpu \(Self.processorMilliseconds()) ms"
            default: return nil
            }
        }

        private func milliseconds(_ text: String) -> Nanoseconds {
            Nanoseconds((UInt64(text) ?? 0) * 1_000_000)
        }

        private borrowing func write(
            _ text: String, _ span: Nanoseconds
        ) throws(RadioLinkError) -> String? {
            guard let bytes = try? Hex.bytes(from: text) else { return nil }
            try link?.write(bytes.rawSpan, within: span)
            return "sent \(bytes.count)"
        }

        private borrowing func read(_ span: Nanoseconds) throws(RadioLinkError) -> String? {
            var bytes: [UInt8] = []
            let started = Uptime.now
            let received = try link?.read(into: &bytes, within: span)
            let took = Uptime.now.gap(to: started).value / 1_000_000
            switch received {
            case .bytes?: return "bytes \(Hex.text(of: bytes.rawSpan))"
            case .timeOut?: return "nothing in \(took) ms"
            case .woken?: return "woken"
            case nil: return nil
            }
        }

        /// Reads until so many have come.
        private borrowing func readAll(
            _ count: Int, _ span: Nanoseconds
        ) throws(RadioLinkError) -> String? {
            var bytes: [UInt8] = []
            var reads = 0
            while bytes.count < count {
                guard case .bytes? = try link?.read(into: &bytes, within: span) else { break }
                reads += 1
            }
            return "bytes \(Hex.text(of: bytes.rawSpan)) reads \(reads)"
        }

        private borrowing func arrival(_ span: Nanoseconds) throws(RadioLinkError) -> String? {
            switch try arrivals?.wait(until: Uptime.now + span) {
            case .arrived?: "arrived"
            case .timeOut?: "nothing"
            case .woken?: "woken"
            case nil: nil
            }
        }

        private static func text(_ candidate: RadioCandidate) -> String {
            let addresses = candidate.addresses.map(\.description).joined(separator: ",")
            let holders = candidate.holders.map(\.name).joined(separator: ",")
            return "\(addresses) \(candidate.node) driver=\(candidate.driver ?? "none") "
                + "access=\(candidate.access) held=[\(holders)]"
        }

        private static func processorMilliseconds() -> Int {
            var usage = rusage()
            _ = unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
            let times = [usage.ru_utime, usage.ru_stime]
            return times.reduce(0) { $0 + $1.tv_sec * 1000 + Int($1.tv_usec) / 1000 }
        }

        private static func wakeLater(_ wake: Wake, _ span: Nanoseconds) {
            let order = unsafe Unmanaged.passRetained(WakeOrder(wake, span))
            var thread = pthread_t()
            let result = unsafe pthread_create(&thread, nil, WakeOrder.body, order.toOpaque())
            precondition(result == 0, "no thread")
            pthread_detach(thread)
        }
    }

    private final class WakeOrder {
        let wake: Wake
        let span: Nanoseconds

        init(_ wake: Wake, _ span: Nanoseconds) {
            self.wake = wake
            self.span = span
        }

        static let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
            pointer in
            guard let pointer = unsafe pointer else { return nil }
            let order = unsafe Unmanaged<WakeOrder>.fromOpaque(pointer).takeRetainedValue()
            usleep(UInt32(order.span.value / 1000))
            order.wake.signal()
            return nil
        }
    }
}

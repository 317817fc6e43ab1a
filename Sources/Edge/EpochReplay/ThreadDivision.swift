public import Epochs
internal import Host
internal import Synchronization

/// Work divided over the machine's processors: each thread takes the next part until none is left.
public struct ThreadDivision: Division {
    private let threads: Int
    /// Parts are smaller than a thread's share, so that nobody waits long for the last one.
    private static let partsPerThread = 4

    public init() { threads = Processors.count }

    public init(threads: Int) { self.threads = max(1, threads) }

    public func map<Part: Sendable>(
        count: Int, _ body: @Sendable (Range<Int>) -> Part
    ) -> [Part] {
        guard count > 0 else { return [] }
        let parts = threads == 1 ? 1 : min(threads * Self.partsPerThread, count)
        return withoutActuallyEscaping(body) { body in
            let results = Results<Part>(parts)
            withThreads(min(threads, parts)) {
                while let place = results.take() {
                    results.put(body(count * place / parts..<count * (place + 1) / parts), place)
                }
            }
            return results.all
        }
    }
}

/// The parts that are done, and which is next.
private final class Results<Part: Sendable>: Sendable {
    private struct State {
        var next = 0
        var parts: [Part?]
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(parts: Array(repeating: nil, count: count))) }

    func take() -> Int? {
        state.withLock { state in
            guard state.next < state.parts.count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    func put(_ part: Part, _ place: Int) { state.withLock { $0.parts[place] = part } }

    /// Once every thread has ended.
    var all: [Part] {
        state.withLock { state in
            state.parts.map { part in
                guard let part else { preconditionFailure("a part was taken and not done") }
                return part
            }
        }
    }
}

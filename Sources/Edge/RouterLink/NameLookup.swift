internal import Glibc
public import Host
internal import Synchronization

/// Looks names up on a thread of its own, for the system's resolver waits as long as it likes. One
/// question is under way at a time; an answer nobody waits for any more is thrown away.
public final class NameLookup: Sendable {
    /// An address as the system has it.
    struct Address: Equatable, Sendable {
        var family: Int32
        var bytes: [UInt8]
    }

    struct Question: Equatable, Sendable {
        var host: String
        var port: UInt16
    }

    typealias Answer = Result<[Address], RouterLinkError>

    private struct State: Sendable {
        var underWay: Question?
        var wanted: Question?
        var answer: (question: Question, answer: Answer)?
    }

    private let wake: Wake
    private let state = Mutex(State())

    /// - Parameter wake: is signalled at each answer.
    public init(wake: Wake) { self.wake = wake }

    /// Asks; the answer is fetched with `answer`. An address needs no thread and answers at once.
    func ask(_ question: Question) {
        if let addresses = try? Self.resolve(question, numbersOnly: true).get() {
            state.withLock { $0.answer = (question, .success(addresses)) }
            return wake.signal()
        }
        let next = state.withLock { state -> Question? in
            state.answer = nil
            state.wanted = question
            return Self.begin(&state)
        }
        if let next { start(next) }
    }

    /// The answer to this question, once.
    func answer(to question: Question) -> Answer? {
        state.withLock { state in
            guard let answer = state.answer, answer.question == question else { return nil }
            state.answer = nil
            return answer.answer
        }
    }

    private static func begin(_ state: inout State) -> Question? {
        guard state.underWay == nil, let wanted = state.wanted else { return nil }
        state.wanted = nil
        state.underWay = wanted
        return wanted
    }

    private func start(_ question: Question) {
        do throws(SystemError) {
            // Let go at once: a look-up may take half a minute, and nobody waits for its thread.
            _ = try WorkerThread("look-up") {
                self.ended(question, Self.resolve(question, numbersOnly: false))
            }
        } catch {
            ended(question, .failure(.lookUpFailed(question.host, "\(error)")))
        }
    }

    private func ended(_ question: Question, _ answer: Answer) {
        let next = state.withLock { state -> Question? in
            state.underWay = nil
            if state.wanted == nil || state.wanted == question {
                state.wanted = nil
                state.answer = (question, answer)
            }
            return Self.begin(&state)
        }
        wake.signal()
        if let next { start(next) }
    }

    private static func resolve(_ question: Question, numbersOnly: Bool) -> Answer {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_NUMERICSERV | (numbersOnly ? AI_NUMERICHOST : AI_ADDRCONFIG)
        var list: UnsafeMutablePointer<addrinfo>?
        let result = unsafe getaddrinfo(question.host, String(question.port), &hints, &list)
        guard result == 0 else { return .failure(failure(result, question.host)) }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [Address] = []
        var entry = unsafe list
        // So many are tried at most: each may take its whole time.
        while let found = unsafe entry?.pointee, addresses.count < 8 {
            let bytes = unsafe UnsafeRawBufferPointer(
                start: found.ai_addr, count: Int(found.ai_addrlen))
            addresses.append(unsafe Address(family: found.ai_family, bytes: Array(bytes)))
            unsafe entry = found.ai_next
        }
        return .success(addresses)
    }

    private static func failure(_ number: Int32, _ host: String) -> RouterLinkError {
        switch number {
        case EAI_NONAME, -5: return .unknownHost(host)  // -5: EAI_NODATA, a name without addresses
        case EAI_SYSTEM: return .lookUpFailed(host, "\(SystemError.last)")
        default: return .lookUpFailed(host, unsafe String(cString: gai_strerror(number)))
        }
    }
}

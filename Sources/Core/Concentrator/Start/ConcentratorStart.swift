import Airwaves
import Primitives

/// Brings a concentrator up: from power to receiving. It acts by answering each event with one
/// effect; the caller carries bytes and time, and nothing else.
///
///     var start = ConcentratorStart(plan: plan, gain: gain, arbiter: arbiter)
///     var effect = start.handle(.begin)       // .send(bytes): write them, then wait for an answer
///     effect = start.handle(.received(some))  // .receive: more is missing, or the next .send
///
/// 141 requests for two radios with all ten channels; with an instant peer its own waits take 2.2 s for two radios.
public struct ConcentratorStart: Sendable {
    public enum Event: Hashable, Sendable {
        case begin
        /// Bytes from the bridge, cut anywhere.
        case received([UInt8])
        /// The time asked for is over.
        case waited
        /// No answer came within `answerLimit`.
        case timedOut
    }

    public enum Effect: Equatable, Sendable {
        case send([UInt8])
        case receive
        case wait(milliseconds: Int)
        case done(ConcentratorIdentity)
        case failed(StartFailure)
    }

    /// Milliseconds. A request takes one or two; the vendor's library waits for ever.
    public static let answerLimit = 1000
    /// How often a controller is asked for its status, a millisecond apart, before it is given up.
    static let mostPolls = 1000

    /// Whether the radio can hear a channel before it sends on it, once it is started.
    public let listensFirst: Bool
    private let steps: [StartStep]
    private let code: ConcentratorCode
    private var next = 0
    private var state = State.idle
    private var dialect = BridgeDialect.unknown
    private var identifier: UInt8 = 0
    private var polls = 0
    private var found = Found()

    private enum State: Sendable {
        case idle
        case answering(BridgeAnswerReader, BridgeRequest)
        case waiting
        case ended(Effect)
    }

    private struct Found: Sendable {
        var bridge: BridgeIdentity?
        var status: BridgeStatus?
        var chipVersion: UInt8 = 0
        var eui: UInt64 = 0
        var model: UInt8 = 0
    }

    /// Without the SX1261's patch, so never listening first.
    public init(plan: ReceivePlan, gain: ControllerFirmware, arbiter: ControllerFirmware) {
        self.init(plan: plan, code: ConcentratorCode(gain: gain, arbiter: arbiter))
    }

    /// A plan that listens first is started so when the code has the patch for it (`listensFirst`);
    /// without, it hears, and sends nothing that must be listened for.
    public init(plan: ReceivePlan, code: ConcentratorCode) {
        self.code = code
        listensFirst = plan.listensFirst && code.patch != nil
        steps = StartTable.steps(plan, code: code)
    }

    /// An event that cannot happen in the state is the caller's mistake and traps; bytes never are.
    /// After the end every event is answered by it again.
    public mutating func handle(_ event: Event) -> Effect {
        if case .ended(let effect) = state { return effect }
        do throws(StartFailure) {
            return try proceed(event)
        } catch {
            return end(.failed(error))
        }
    }

    private mutating func proceed(_ event: Event) throws(StartFailure) -> Effect {
        switch (event, state) {
        case (.begin, .idle), (.waited, .waiting): return act()
        case (.received(let bytes), .answering(let reader, let request)):
            return try receive(bytes, reader, request)
        case (.received(let bytes), _):
            guard bytes.isEmpty else { throw .unasked(count: bytes.count) }
            return .receive
        case (.timedOut, .answering(_, let request)): throw .noAnswer(request.order)
        default: preconditionFailure("\(event) before step \(next)")
        }
    }

    private mutating func end(_ effect: Effect) -> Effect {
        state = .ended(effect)
        return effect
    }

    private mutating func act() -> Effect {
        guard next < steps.count else { return end(.done(identity)) }
        switch steps[next] {
        case .wait(let milliseconds):
            next += 1
            state = .waiting
            return .wait(milliseconds: milliseconds)
        case .ask(let request, _): return send(request)
        case .reach(let controller, _):
            return send(.transfers(TransferBatch(.read(address: controller.status, count: 1))))
        }
    }

    private mutating func send(_ request: BridgeRequest) -> Effect {
        var bytes: [UInt8] = []
        request.append(to: &bytes, identifier: identifier, dialect: dialect)
        state = .answering(
            BridgeAnswerReader(of: request, identifier: identifier, dialect: dialect), request)
        identifier = identifier == .max ? 0 : identifier + 1
        return .send(bytes)
    }

    private mutating func receive(
        _ bytes: [UInt8], _ reader: BridgeAnswerReader, _ request: BridgeRequest
    ) throws(StartFailure) -> Effect {
        var reader = reader
        state = .idle
        do throws(BridgeError) {
            guard try reader.take(bytes.rawSpan) else {
                state = .answering(reader, request)
                return .receive
            }
            let answer = try reader.answer()
            try learn(answer, reader)
        } catch {
            throw .bridge(error)
        }
        guard try check(try data(of: reader, request)) else {
            state = .waiting
            return .wait(milliseconds: 1)
        }
        return act()
    }

    /// PING tells how the bridge speaks from then on.
    private mutating func learn(
        _ answer: BridgeAnswer, _ reader: BridgeAnswerReader
    ) throws(BridgeError) {
        switch answer {
        case .ping(let bridge):
            // PING is the first request; its identifier is one less than the next.
            let repeats = reader.answeredIdentifier == identifier - 1 && next == 0
            dialect = try BridgeDialect(for: bridge.version, repeatsIdentifiers: repeats)
            found.bridge = bridge
        case .status(let status): found.status = status
        default: break
        }
    }

    /// What the last operation of a request brought; empty for all but reads and commands.
    private func data(
        of reader: BridgeAnswerReader, _ request: BridgeRequest
    ) throws(StartFailure) -> [UInt8] {
        guard case .transfers = request else { return [] }
        do throws(BridgeError) {
            return [UInt8](copying: reader.payloadSpan.extracting(try reader.lastTransfer()))
        } catch {
            throw .bridge(error)
        }
    }
}

// MARK: - What answers must say

extension ConcentratorStart {
    /// True when the step is over, false when a controller is to be asked again.
    private mutating func check(_ data: [UInt8]) throws(StartFailure) -> Bool {
        switch steps[next] {
        case .wait: preconditionFailure("an answer to a wait")
        case .ask(_, let check): try self.check(data, check)
        case .reach(let controller, let status):
            guard data[0] == status else {
                polls += 1
                guard polls < Self.mostPolls else {
                    throw .notReached(controller, found: data[0], expected: status)
                }
                return false
            }
            polls = 0
        }
        next += 1
        return true
    }

    private mutating func check(_ data: [UInt8], _ check: StartCheck) throws(StartFailure) {
        switch check {
        case .nothing, .identity, .status: break
        case .chipVersion: found.chipVersion = data[0]
        case .eui: found.eui = found.eui << 8 | UInt64(data[0])
        case .model(let mustBeFine):
            found.model = data[0]
            guard !mustBeFine || data[0] == ConcentratorIdentity.sx1303 else {
                throw .wrongModel(found: data[0])
            }
        case .radioMode(let radio, let expected):
            let mode = data[0] >> 4 & 0x07
            guard mode == expected else {
                throw .radioMode(radio, found: mode, expected: expected)
            }
        case .noRadioErrors(let radio):
            guard data[2] & 0x10 == 0 else {
                throw .imageCalibration(radio, errors: data[2])
            }
        case .firmware, .parity, .version, .echo: try checkController(data, check)
        case .listenerStatus, .listenerPatch, .listenerErrors: try checkListener(data, check)
        }
    }

    private func checkListener(_ data: [UInt8], _ check: StartCheck) throws(StartFailure) {
        switch check {
        case .listenerStatus:
            let status = data[0] & Listener.statusMask
            guard status == Listener.standby else {
                throw .listenerStatus(found: status, expected: Listener.standby)
            }
        case .listenerPatch:
            // The address and a filler come before the text.
            let version = data.suffix(Listener.versionCount)
            guard version.suffix(Listener.version.count).elementsEqual(Listener.version) else {
                throw .listenerPatch(found: Array(version))
            }
        case .listenerErrors:
            guard data[2] & 0x10 == 0 else { throw .listenerCalibration(errors: data[2]) }
        default: preconditionFailure("\(check) is none of the SX1261's")
        }
    }

    private func checkController(
        _ data: [UInt8], _ check: StartCheck
    ) throws(StartFailure) {
        switch check {
        case .firmware(let controller, let start):
            let image = (controller == .gain ? code.gain : code.arbiter).bytes
            for (offset, byte) in data.enumerated() where byte != image[start + offset] {
                throw .firmwareDiffers(controller, at: start + offset)
            }
        case .parity(let controller):
            guard data[0] & 0x01 == 0 else { throw .firmwareParity(controller) }
        case .version(let controller):
            guard data[0] == controller.version else {
                throw .firmwareVersion(
                    controller, found: data[0], expected: controller.version)
            }
        case .echo(let command, let parameters):
            for (index, parameter) in parameters.enumerated() {
                guard data[3 - index] == parameter else {
                    throw .echo(
                        command: command, parameter: index, found: data[3 - index],
                        expected: parameter)
                }
            }
        default: preconditionFailure("\(check) is none of a controller's")
        }
    }

    private var identity: ConcentratorIdentity {
        guard let bridge = found.bridge, let status = found.status else {
            preconditionFailure("the end came before the bridge had a name")
        }
        return ConcentratorIdentity(
            bridge: bridge, dialect: dialect, bridgeStatus: status,
            chipVersion: found.chipVersion, eui: EUI64(bits: found.eui), model: found.model)
    }
}

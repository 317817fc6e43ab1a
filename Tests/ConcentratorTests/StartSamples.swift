import Airwaves
import Concentrator
import Primitives
import Seeds
import Signing
import Testing
import Units

/// The plans of Tests/Vectors/concentrator/make.py.
enum SamplePlan: String, CaseIterable {
    case eu868
    case us915
    case in865

    func plan(timestamps: TimestampMode = .frameEnd) throws(ReceivePlanError) -> ReceivePlan {
        switch self {
        case .eu868:
            let onA = [Int32](arrayLiteral: -400_000, -200_000, 0, 200_000, 400_000)
            let onB = [Int32](arrayLiteral: -400_000, -200_000, 0)
            return try ReceivePlan(
                radioA: RadioSetting(centre: Hertz(867_500_000)),
                radioB: RadioSetting(centre: Hertz(868_500_000)),
                channels: onB.map { ChannelSetting(.b, $0) } + onA.map { ChannelSetting(.a, $0) },
                service: ServiceSetting(ChannelSetting(.b, -200_000), .sf7, .kHz250),
                fsk: ChannelSetting(.b, 300_000), timestamps: timestamps)
        case .us915:
            let onA = [Int32](arrayLiteral: -400_000, -200_000, 0, 200_000)
            let onB = [Int32](arrayLiteral: -300_000, -100_000, 100_000, 300_000)
            return try ReceivePlan(
                radioA: RadioSetting(centre: Hertz(904_300_000)),
                radioB: RadioSetting(centre: Hertz(905_000_000)),
                channels: onA.map { ChannelSetting(.a, $0) } + onB.map { ChannelSetting(.b, $0) },
                service: ServiceSetting(ChannelSetting(.a, 300_000), .sf8, .kHz500))
        case .in865:
            return try ReceivePlan(
                radioA: nil,
                radioB: RadioSetting(centre: Hertz(865_500_000), hasSingleInput: true), clock: .b,
                channels: [
                    ChannelSetting(.b, -437_500), nil, ChannelSetting(.b, -97_500),
                    ChannelSetting(.b, 485_000),
                ],
                service: ServiceSetting(ChannelSetting(.b, 0), .sf12, .kHz125),
                syncWord: .private)
        }
    }
}

/// Made-up code of the right size: nobody's, so it loads only when that is allowed.
func madeUpFirmware(_ controller: Controller) throws -> ControllerFirmware {
    var random = SeededNumbers(seed: 0x5EED_0091)
    let image = (0..<8192).map { _ in UInt8.random(in: 0...255, using: &random) }
    return try ControllerFirmware(
        image, for: controller, hashing: SHA256.self, acceptUnknown: true)
}

/// A made-up patch of the SX1261.
func madeUpPatch() throws -> ListenerPatch {
    var random = SeededNumbers(seed: 0x5EED_0124)
    return try ListenerPatch(
        random.bytes(1544), hashing: SHA256.self, acceptUnknown: true)
}

/// Drives a start against a model to its end.
struct StartRun {
    var bridge: ModelBridge
    var milliseconds = 0
    let listensFirst: Bool
    var end: ConcentratorStart.Effect?

    init(
        _ plan: ReceivePlan, bridge: ModelBridge = ModelBridge(), pieces: Int = .max,
        patch: ListenerPatch? = nil
    ) throws {
        self.bridge = bridge
        var start = ConcentratorStart(
            plan: plan,
            code: ConcentratorCode(
                gain: try madeUpFirmware(.gain), arbiter: try madeUpFirmware(.arbiter),
                patch: patch))
        listensFirst = start.listensFirst
        var effect = start.handle(.begin)
        while end == nil {
            switch effect {
            case .send(let request):
                var answer = self.bridge.answer(to: request)[...]
                repeat {
                    effect = start.handle(.received(Array(answer.prefix(pieces))))
                    answer = answer.dropFirst(pieces)
                } while !answer.isEmpty && effect == .receive
                try #require(answer.isEmpty, "the machine went on before the answer ended")
            case .wait(let time):
                milliseconds += time
                effect = start.handle(.waited)
            case .receive:
                effect = start.handle(.timedOut)
            case .done, .failed: end = effect
            }
        }
    }
}

import Airwaves
import Concentrator
import Primitives
import Seeds
import Signing
import Testing
import Units

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

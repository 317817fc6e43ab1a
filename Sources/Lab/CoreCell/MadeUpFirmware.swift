public import Concentrator
import Seeds

/// Code for the controllers that nobody wrote: of the right size, drawn from a seed, for tests. It
/// is none of Semtech's, so a driver takes it only where unknown code is allowed.
public enum MadeUpFirmware {
    public static func image(for controller: Controller, seed: UInt64 = 1) -> [UInt8] {
        let salt: UInt64 =
            switch controller {
            case .gain: 0x4147_4300
            case .arbiter: 0x4152_4200
            }
        return bytes(ControllerFirmware.byteCount, seed: seed ^ salt)
    }

    /// The SX1261's patch has 386 words.
    public static func patch(seed: UInt64 = 1) -> [UInt8] {
        bytes(ListeningChip.patchByteCount, seed: seed ^ 0x5052_414D)
    }

    private static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
        var numbers = SeededNumbers(seed: seed)
        return numbers.bytes(count)
    }
}

import Concentrator
import Primitives
import Signing

extension FuzzTarget {
    /// What a person gives as a controller's code: read or refused, and what was read makes, printed as
    /// a plain list, the same image again.
    static let firmwareFile = FuzzTarget(name: "firmware-file") { bytes in
        guard let image = try? FirmwareImage(parsing: bytes, hashing: SHA256.self) else { return }
        let isPatch = image.bytes.count == FirmwareFile.patchByteCount
        precondition(
            isPatch || image.bytes.count == FirmwareFile.controllerByteCount,
            "an image of \(image.bytes.count) bytes")
        let step = isPatch ? 4 : 1
        var text = "{"
        for place in stride(from: 0, to: image.bytes.count, by: step) {
            let number = image.bytes[place..<place + step].reduce(UInt32(0)) {
                $0 << 8 | UInt32($1)
            }
            text += "0x" + String(number, radix: 16) + ","
        }
        text += "}"
        let again = try? FirmwareImage(parsing: Array(text.utf8).rawSpan, hashing: SHA256.self)
        precondition(again == image, "an image printed and read again differs")
    }
}

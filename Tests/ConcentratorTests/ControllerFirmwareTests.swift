import Concentrator
import Primitives
import Signing
import Testing

@Suite("Firmware of the controllers: size and hash")
struct ControllerFirmwareTests {
    @Test(
        "a byte too few or too many, and what nobody knows, are refused",
        arguments: Controller.allCases)
    func refused(controller: Controller) {
        for count in [0, 8191, 8193] {
            #expect(throws: FirmwareError.wrongSize(controller.file, found: count)) {
                try ControllerFirmware(
                    [UInt8](repeating: 0, count: count), for: controller, hashing: SHA256.self,
                    acceptUnknown: true)
            }
        }
        let image = [UInt8](repeating: 0, count: 8192)
        #expect(throws: FirmwareError.unknown(controller.file)) {
            try ControllerFirmware(image, for: controller, hashing: SHA256.self)
        }
        #expect(FirmwareError.unknown(controller.file).description.contains(controller.fileName))
    }

    /// A digest that answers what it is told stands for the bytes that cannot be shipped.
    struct GainHash: Digest {
        init() {}
        mutating func update(_ bytes: RawSpan) {}
        consuming func finish() -> Hash256 { Controller.gain.knownHash }
    }

    @Test("the published hash makes an image known, for its own controller only")
    func known() throws {
        let image = [UInt8](repeating: 0, count: 8192)
        #expect(try ControllerFirmware(image, for: .gain, hashing: GainHash.self).isKnown)
        for acceptUnknown in [false, true] {
            #expect(throws: FirmwareError.other(.arbiter, found: .gain)) {
                try ControllerFirmware(
                    image, for: .arbiter, hashing: GainHash.self, acceptUnknown: acceptUnknown)
            }
        }
        #expect(try !madeUpFirmware(.gain).isKnown)
    }

    @Test("the hashes are sx1302_hal 2.1.0's, by their digits")
    func hashes() {
        let published: [(FirmwareFile, String)] = [
            (.gain, "8f612e878b946b8c7cc59a5fc27ad33bb18ab92ad6e291d873f5d6bb7daae0d4"),
            (.arbiter, "a6f542395e29cd258917f5948d1067ab18e3cf08ce5ee250e2caa08539f80fd0"),
            (.listenerPatch, "2f1a728415a38298d07b77ebb1b54c9b9cdfe21fd830bf842d79d73f23b99074"),
            (.gainForSX1257, "28d05612240627fb9e61ec43eba661e96d24805e1ce62b2d800c8461d400ae66"),
            (.calibration, "48b381021068a760d53e6366094f51e35084097f272c801ba8b47e7226d68d44"),
        ]
        #expect(published.map(\.0) == FirmwareFile.allCases)
        for (file, digits) in published { #expect(file.hash.bytes == bytes(digits)) }
        for controller in Controller.allCases {
            #expect(controller.knownHash == controller.file.hash)
        }
    }

    @Test("a patch of the SX1261 has 386 words, and a hash")
    func patch() throws {
        for count in [0, 1540, 1543, 1545] {
            #expect(throws: FirmwareError.wrongSize(.listenerPatch, found: count)) {
                try ListenerPatch(
                    [UInt8](repeating: 0, count: count), hashing: SHA256.self, acceptUnknown: true)
            }
        }
        let words = [UInt8](repeating: 0, count: 1544)
        #expect(throws: FirmwareError.unknown(.listenerPatch)) {
            try ListenerPatch(words, hashing: SHA256.self)
        }
        #expect(
            try !ListenerPatch(words, hashing: SHA256.self, acceptUnknown: true).isKnown)
        #expect(throws: FirmwareError.other(.listenerPatch, found: .gain)) {
            try ListenerPatch(words, hashing: GainHash.self, acceptUnknown: true)
        }
    }

    @Test("every refusal names the file, where it comes from and where it goes")
    func messages() {
        let refusals: [FirmwareError] = [
            .wrongSize(.arbiter, found: 1), .unknown(.arbiter),
            .other(.arbiter, found: .calibration), .missing([.gain, .arbiter]),
        ]
        #expect(Set(refusals.map(\.code)) == Set(FirmwareError.Code.allCases))
        for refusal in refusals {
            let text = refusal.description
            #expect(text.contains("arb_fw.var") && text.contains("sx1302_hal 2.1.0"))
            #expect(text.contains("/var/lib/earshot/firmware"))
            #expect(text.contains("~/.local/share/earshot/firmware"))
        }
    }

    @Test("what a start needs: two files, and a third to listen first")
    func needed() {
        #expect(FirmwareFile.needed(listening: false) == [.gain, .arbiter])
        #expect(FirmwareFile.needed(listening: true) == [.gain, .arbiter, .listenerPatch])
    }
}

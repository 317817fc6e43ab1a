import Concentrator
import Primitives
import Seeds
import Signing
import Testing

@Suite("Firmware in a folder: what of it is loaded")
struct FirmwareFolderTests {
    typealias Found = FoundFirmware

    static func found(_ name: String, _ count: Int, seed: UInt64 = 1) throws -> Found {
        Found(
            name: name,
            image: try FirmwareImage(
                parsing: FirmwareFileTests.made(count, seed: seed).rawSpan, hashing: SHA256.self))
    }

    static func choose(
        _ found: [Found], acceptUnknown: Bool = true
    ) throws(FirmwareError) -> ConcentratorCode {
        try ConcentratorCode(from: found, acceptUnknown: acceptUnknown, hashing: SHA256.self)
    }

    @Test("made-up code goes by its name, whatever its ending, and stays marked")
    func byName() throws {
        let (gain, arbiter) = (
            try Self.found("agc_fw_sx1250.bin", 8192), try Self.found("arb_fw", 8192, seed: 2)
        )
        let chosen = try Self.choose([arbiter, gain])
        #expect(
            chosen.gain.bytes == gain.image.bytes && chosen.arbiter.bytes == arbiter.image.bytes)
        #expect(chosen.patch == nil && !chosen.isKnown)
        let patch = try Self.found("sx1261_pram.var", 1544)
        #expect(try Self.choose([gain, arbiter, patch]).patch?.bytes == patch.image.bytes)
    }

    @Test("unknown code is refused by name unless it is allowed")
    func unknown() throws {
        let both = [try Self.found("agc_fw_sx1250.var", 8192), try Self.found("arb_fw.var", 8192)]
        #expect(throws: FirmwareError.unknown(.gain)) {
            try Self.choose(both, acceptUnknown: false)
        }
    }

    @Test("what is not there is named, all of it at once; other names and sizes count as not there")
    func missing() throws {
        #expect(throws: FirmwareError.missing([.gain, .arbiter])) { try Self.choose([]) }
        let others = [
            try Self.found("agc_fw_sx1250.var", 1544), try Self.found("agc_fw.var", 8192),
            try Self.found("arb_fw.var", 8192),
        ]
        #expect(throws: FirmwareError.missing([.gain])) { try Self.choose(others) }
        do throws(FirmwareError) {
            _ = try Self.choose([])
        } catch {
            #expect(error.description.contains("agc_fw_sx1250.var and arb_fw.var"))
            #expect(error.description.contains("/var/lib/earshot/firmware"))
        }
    }
}

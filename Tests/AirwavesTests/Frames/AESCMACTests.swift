import Primitives
import Signing
import Testing

@Suite("AES-CMAC as RFC 4493 has it") struct AESCMACTests {
    struct Golden: Decodable {
        struct Vector: Decodable {
            let message: String
            let code: String
        }
        let key: String
        let vectors: [Vector]
    }

    @Test("the vectors of the RFC, in one piece, byte by byte, and cut at every place")
    func vectors() throws {
        let golden = try Vectors.read("cmac/rfc4493.json", as: Golden.self)
        #expect(golden.vectors.count == 4)
        let key = AESCMAC<AES128>.Key(block(golden.key))
        for vector in golden.vectors {
            let (message, expected) = (bytes(vector.message), block(vector.code))
            var byByte = AESCMAC(key)
            for byte in message { byByte.update(byte) }
            #expect(byByte.finish() == expected)
            for cut in 0...message.count {
                var sum = AESCMAC(key)
                sum.update(message.rawSpan.extracting(first: cut))
                sum.update(message.rawSpan.extracting(droppingFirst: cut))
                #expect(sum.finish() == expected, "\(message.count) bytes cut at \(cut)")
            }
        }
    }

    @Test("a block given whole counts as its 16 bytes, wherever it begins")
    func wholeBlocks() {
        let key = AESCMAC<AES128>.Key(block("2b7e151628aed2a6abf7158809cf4f3c"))
        let text = block("000102030405060708090a0b0c0d0e0f")
        for before in 0...33 {
            for after in [0, 1, 16, 17] {
                var whole = AESCMAC(key)
                var single = AESCMAC(key)
                for index in 0..<before {
                    whole.update(UInt8(index))
                    single.update(UInt8(index))
                }
                whole.update(text)
                for index in 0..<16 { single.update(text.byte(at: index)) }
                for _ in 0..<after {
                    whole.update(0x5A)
                    single.update(0x5A)
                }
                #expect(whole.finish() == single.finish(), "\(before) before, \(after) after")
            }
        }
    }
}

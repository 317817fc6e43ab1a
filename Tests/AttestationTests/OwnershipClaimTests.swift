import Attestation
import Primitives
import Signing
import Testing

@Suite("A claim of ownership") struct OwnershipClaimTests {
    private static let network = NetworkID(bits: 0x0123_4567_89ab_cdef)

    @Test("reads what it prints, and holds for one owner in one network")
    func holds() throws {
        let box = Sample.key(seed: 1)
        let owner = Sample.key(seed: 2)
        let claim = OwnershipClaim(of: box, for: owner.publicKey, in: Self.network)
        let read = try OwnershipClaim(parsing: claim.description)
        #expect(read == claim && read.hotspot == box.publicKey)
        #expect(read.holds(for: owner.publicKey, in: Self.network, by: Ed25519.self))
        #expect(!read.holds(for: box.publicKey, in: Self.network, by: Ed25519.self))
        let other = NetworkID(bits: 0x0123_4567_89ab_cdee)
        #expect(!read.holds(for: owner.publicKey, in: other, by: Ed25519.self))
    }

    @Test("whatever is no claim says what is wrong with it")
    func refusals() throws {
        let box = Sample.key(seed: 1)
        let claim = OwnershipClaim(of: box, for: box.publicKey, in: Self.network).description
        func refusal(_ text: String) -> OwnershipClaimError? {
            do throws(OwnershipClaimError) {
                _ = try OwnershipClaim(parsing: text)
                return nil
            } catch { return error }
        }
        #expect(refusal(claim) == nil)
        #expect(refusal(claim.replacing(":", with: "")) == .noColon)
        #expect(refusal(String(claim.dropLast(2))) == .length(bytes: 63))
        #expect(refusal(claim + "00") == .length(bytes: 65))
        guard case .signature = refusal(claim + "0") else {
            Issue.record("half a byte behind the signature is taken")
            return
        }
        guard case .address = refusal("x" + claim) else {
            Issue.record("another address is taken")
            return
        }
    }
}

import EvidenceLog
import Notation
import Primitives
import Seeds
import Signing
import Testing

@Suite("Trees of a log: hashes and proofs of RFC 6962")
struct TreeTests {
    /// The eight leaves of certificate-transparency-go and their roots at each size, computed by
    /// golang.org/x/mod/sumdb/tlog 0.7.0.
    static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    static func tree(_ count: Int, seed: UInt64 = 1) -> (HashTree<SHA256>, [Hash256]) {
        var numbers = SeededNumbers(seed: seed)
        var tree = HashTree<SHA256>()
        var leaves: [Hash256] = []
        for _ in 0..<count {
            let entry = numbers.bytes(numbers.below(40))
            leaves.append(TreeHash.leaf(entry.rawSpan, by: SHA256.self))
            tree.append(leaves[leaves.count - 1])
        }
        return (tree, leaves)
    }

    @Test("the roots of the eight classic leaves")
    func golden() throws {
        var tree = HashTree<SHA256>()
        #expect(Hex.text(of: tree.root.bytes) == Self.roots[0])
        for (number, leaf) in Self.leaves.enumerated() {
            let entry = try Hex.bytes(from: leaf)
            tree.append(TreeHash.leaf(entry.rawSpan, by: SHA256.self))
            #expect(Hex.text(of: tree.root.bytes) == Self.roots[number + 1])
        }
        for size in 0...8 {
            #expect(Hex.text(of: tree.root(at: UInt64(size)).bytes) == Self.roots[size])
        }
    }

    private func refusal(
        _ proof: InclusionProof, _ leaf: Hash256, _ root: Hash256
    ) -> TreeProofError.Code? {
        do throws(TreeProofError) {
            try proof.check(leaf: leaf, root: root, by: SHA256.self)
            return nil
        } catch {
            #expect(!error.description.isEmpty)
            return error.code
        }
    }

    private func refusal(
        _ proof: ConsistencyProof, _ old: Hash256, _ new: Hash256
    ) -> TreeProofError.Code? {
        do throws(TreeProofError) {
            try proof.check(oldRoot: old, newRoot: new, by: SHA256.self)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("every entry of every size up to 70 is proven, and for no other entry, root or size")
    func inclusion() {
        let (tree, leaves) = Self.tree(70)
        for size in 1...70 {
            let root = tree.root(at: UInt64(size))
            for index in 0..<size {
                let proof = tree.inclusion(of: UInt64(index), in: UInt64(size))
                #expect(refusal(proof, leaves[index], root) == nil)
                #expect(proof.path.count <= 7)
                let other = leaves[(index + 1) % 70]
                #expect(refusal(proof, other, root) == .otherRoot)
                let shorter = InclusionProof(
                    index: proof.index, size: proof.size, path: proof.path.dropLast())
                if size > 1 { #expect(refusal(shorter, leaves[index], root) == .tooShort) }
                let longer = InclusionProof(
                    index: proof.index, size: proof.size, path: proof.path + [root])
                #expect(refusal(longer, leaves[index], root) == .tooLong)
                let beyond = InclusionProof(index: UInt64(size), size: proof.size, path: proof.path)
                #expect(refusal(beyond, leaves[index], root) == .beyondEnd)
                guard index > 0 else { continue }
                let moved = InclusionProof(
                    index: UInt64(index - 1), size: proof.size, path: proof.path)
                #expect(refusal(moved, leaves[index], root) != nil)
            }
        }
    }

    @Test("every two sizes up to 40 are consistent, and with no other root or order")
    func consistency() {
        let (tree, _) = Self.tree(40, seed: 2)
        let (other, _) = Self.tree(40, seed: 3)
        for old in 0...40 {
            for new in old...40 {
                let proof = tree.consistency(from: UInt64(old), to: UInt64(new))
                let (oldRoot, newRoot) = (tree.root(at: UInt64(old)), tree.root(at: UInt64(new)))
                #expect(refusal(proof, oldRoot, newRoot) == nil)
                guard old > 0 else { continue }
                let wrong = other.root(at: UInt64(old))
                #expect(refusal(proof, wrong, newRoot) == .otherRoot, "\(old) \(new)")
                #expect(refusal(proof, oldRoot, other.root(at: UInt64(new))) == .otherRoot)
                guard new > old else { continue }
                let turned = ConsistencyProof(
                    oldSize: UInt64(new), newSize: UInt64(old), path: proof.path)
                #expect(refusal(turned, newRoot, oldRoot) == .shrunk)
                let longer = ConsistencyProof(
                    oldSize: UInt64(old), newSize: UInt64(new), path: proof.path + [oldRoot])
                #expect(refusal(longer, oldRoot, newRoot) == .tooLong)
                let shorter = ConsistencyProof(
                    oldSize: UInt64(old), newSize: UInt64(new), path: proof.path.dropLast())
                #expect(refusal(shorter, oldRoot, newRoot) == .tooShort)
            }
        }
    }

    @Test("a changed bit anywhere in a path is noticed")
    func bits() {
        let (tree, leaves) = Self.tree(300, seed: 4)
        var numbers = SeededNumbers(seed: 9)
        for _ in 0..<200 {
            let size = UInt64(2 + numbers.below(299))
            let index = UInt64(numbers.below(Int(size)))
            let proof = tree.inclusion(of: index, in: size)
            var path = proof.path
            let place = numbers.below(path.count)
            let words = path[place].words
            path[place] = Hash256(
                words: (words.0, words.1, words.2 ^ 1 << UInt64(numbers.below(64)), words.3))
            let bad = InclusionProof(index: index, size: size, path: path)
            #expect(refusal(bad, leaves[Int(index)], tree.root(at: size)) == .otherRoot)
        }
    }
}

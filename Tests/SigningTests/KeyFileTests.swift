import Attestation
import Foundation
import Primitives
import Testing

@testable import Signing

@Suite("Key files") final class KeyFileTests {
    let folder: String
    let key = secretKey(seed: Array(0..<32))

    init() throws {
        folder = NSTemporaryDirectory() + "/earshot-keys-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { folder + "/" + name }

    /// The public half: a key itself cannot be in what `#expect` takes.
    func reading(_ path: String) throws(KeyFileError) -> PublicKey {
        try KeyFile.read(path).publicKey
    }

    func put(_ text: [UInt8], mode: Int = 0o600, _ name: String = "a.key") -> String {
        let attributes = [FileAttributeKey.posixPermissions: mode]
        _ = FileManager.default.createFile(
            atPath: path(name), contents: Data(text), attributes: attributes)
        return path(name)
    }

    @Test("a key written is the key read, in a file of mode 0600 with its one text")
    func roundTrip() throws {
        try KeyFile.create(path("a.key"), key)
        #expect(try reading(path("a.key")) == key.publicKey)
        let about = try FileManager.default.attributesOfItem(atPath: path("a.key"))
        #expect(about[.posixPermissions] as? Int == 0o600)
        let text = try String(contentsOfFile: path("a.key"), encoding: .utf8)
        let address = Address(key.publicKey)
        let seed = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
        let head = "# Secret key of \(address). Keep it to yourself; "
        #expect(
            text == head
                + "back it up: earshot key export --words\nearshot-key-v1 ed25519 \(seed)\n")
    }

    @Test("nothing is ever overwritten: file, folder, link to nowhere")
    func neverOverwrites() throws {
        _ = put([1, 2, 3])
        try FileManager.default.createDirectory(
            atPath: path("folder"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: path("link"), withDestinationPath: path("nowhere"))
        for name in ["a.key", "folder", "link"] {
            #expect(throws: KeyFileError.exists(path: path(name))) {
                try KeyFile.create(path(name), key)
            }
        }
        #expect(try Data(contentsOf: URL(filePath: path("a.key"))) == Data([1, 2, 3]))
        #expect(!FileManager.default.fileExists(atPath: path("nowhere")))
    }

    @Test("what a killed program left is taken away, and nothing is left beside a new key")
    func leftovers() throws {
        _ = put([], ".a.key.part")
        try KeyFile.create(path("a.key"), key)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.key"])
        #expect(throws: KeyFileError.exists(path: path("a.key"))) {
            try KeyFile.create(path("a.key"), key)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.key"])
    }

    @Test("a file others may read, write or run is refused", arguments: 0..<0o100)
    func modes(others: Int) throws {
        let name = put(KeyText.bytes(of: key))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600 | others], ofItemAtPath: name)
        if others == 0 {
            #expect(try reading(name) == key.publicKey)
        } else {
            #expect(throws: KeyFileError.openToOthers(path: name, mode: UInt16(0o600 | others))) {
                try reading(name)
            }
        }
    }

    @Test("a read-only key of our own is read")
    func readOnly() throws {
        #expect(try reading(put(KeyText.bytes(of: key), mode: 0o400)) == key.publicKey)
    }

    @Test(
        "a file of another user is refused", .enabled(if: geteuid() == 0, "only root can make one"))
    func otherOwner() throws {
        let name = put(KeyText.bytes(of: key))
        try FileManager.default.setAttributes([.ownerAccountID: 65_534], ofItemAtPath: name)
        #expect(throws: KeyFileError.notOurs(path: name, owner: 65_534, us: 0)) {
            try reading(name)
        }
    }

    @Test("what is not a file is refused, and a pipe holds nobody up")
    func notFiles() throws {
        #expect(throws: KeyFileError.notAFile(path: folder)) { try reading(folder) }
        let pipe = path("pipe")
        #expect(unsafe mkfifo(pipe, 0o600) == 0)
        #expect(throws: KeyFileError.notAFile(path: pipe)) { try reading(pipe) }
        let missing = path("missing")
        #expect(throws: KeyFileError.notFound(path: missing)) { try reading(missing) }
    }

    @Test("folders: none, one that others may change, the sticky one")
    func folders() throws {
        let missing = path("none")
        #expect(throws: KeyFileError.noFolder(path: missing)) {
            try KeyFile.create(missing + "/a.key", key)
        }
        for (mode, isRefused) in [
            (0o777, true), (0o770, true), (0o702, true), (0o1777, false), (0o755, false),
        ] {
            let inner = path("mode-\(mode)")
            try FileManager.default.createDirectory(
                atPath: inner, withIntermediateDirectories: false)
            #expect(unsafe chmod(inner, mode_t(mode)) == 0)
            do throws(KeyFileError) {
                try KeyFile.create(inner + "/a.key", key)
                #expect(!isRefused, "\(String(mode, radix: 8))")
            } catch {
                #expect(isRefused)
                #expect(error == .unsafeFolder(path: inner))
                #expect(!FileManager.default.fileExists(atPath: inner + "/a.key"))
            }
        }
    }

    @Test("where the system makes no file, its reason is given")
    func cannotCreate() {
        #expect(throws: KeyFileError.failed(.create, path: "/proc/a.key", errno: ENOENT)) {
            try KeyFile.create("/proc/a.key", key)
        }
    }

    @Test("errors say what to do and never show the file's text")
    func errors() throws {
        let secret = "5ec2e75ec2e75ec2e75ec2e7"
        let name = put(Array(secret.utf8))
        do throws(KeyFileError) {
            _ = try reading(name)
            Issue.record("a file of 24 bytes was taken for a key")
        } catch {
            #expect(error == .damaged(path: name, .wrongLength(bytes: 24)))
            #expect(!error.description.contains(secret))
            #expect(error.description.contains("earshot key restore"))
        }
    }
}

@Suite("Key texts") struct KeyTextTests {
    let text = KeyText.bytes(of: secretKey(seed: Array(0..<32)))

    func refusal(of text: [UInt8]) -> KeyTextError? {
        do throws(KeyTextError) {
            _ = try KeyText.key(from: text.rawSpan)
            return nil
        } catch { return error }
    }

    @Test("any changed byte, anywhere, is refused")
    func everyByte() {
        #expect(refusal(of: text) == nil)
        for place in text.indices {
            for change: UInt8 in [0x01, 0x20, 0x80] {
                var changed = text
                changed[place] ^= change
                #expect(refusal(of: changed) != nil, "byte \(place)")
            }
        }
    }

    @Test("each refusal, by a text bad in only that way")
    func refusals() {
        #expect(refusal(of: Array(text.dropLast())) == .wrongLength(bytes: text.count - 1))
        #expect(refusal(of: text + [0x0a]) == .wrongLength(bytes: text.count + 1))
        #expect(refusal(of: []) == .wrongLength(bytes: 0))
        var other = text
        let start = text.count - 65
        other[start - 10] = 0x78
        #expect(refusal(of: other) == .otherKind)
        other = text
        other[start] = 0x41
        #expect(refusal(of: other) == .notHex)
        other = text
        other[start] = 0x31
        #expect(refusal(of: other) == .otherAddress)
    }
}

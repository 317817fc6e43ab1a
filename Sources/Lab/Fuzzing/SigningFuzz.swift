import Attestation
import Primitives
import Signing

extension FuzzTarget {
    /// A key file's text: only the one text of a key is taken.
    static let keyText = FuzzTarget(name: "key-text") { bytes in
        precondition(KeyFile.isOneText(bytes) ?? true, "a key has two texts")
    }

    /// What a person types for 24 words: what is taken restores a key whose words are the typed
    /// ones, and what is refused is explained.
    static let backupWords = FuzzTarget(name: "backup-words") { bytes in
        let text = String(decoding: [UInt8](copying: bytes), as: UTF8.self)
        do throws(BackupError) {
            let key = try BackupWords.key(from: text)
            let again = BackupWords.text(of: key)
            let typed = text.lowercased().split(whereSeparator: \.isWhitespace)
            precondition(typed.joined(separator: " ") == again, "other words for the same key")
        } catch { precondition(!error.description.isEmpty) }
    }

    /// An address: what is taken is what is printed.
    static let address = FuzzTarget(name: "address") { bytes in
        let text = String(decoding: [UInt8](copying: bytes), as: UTF8.self)
        guard let address = try? Address(parsing: text) else { return }
        precondition(address.description == text, "\(address) has another spelling")
    }
}

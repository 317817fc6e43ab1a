import Foundation
import Seeds

/// What a disk may hold after the power went, as POSIX allows it: what was synced is there; of what
/// was not, any part may be. Fed with the fault shim's trace of a run.
struct PowerLoss {
    private struct File {
        var durable: [UInt8] = []
        var now: [UInt8] = []
        /// Written since the last sync: sectors of these reach the disk or not.
        var dirty: [Range<Int>] = []
    }

    private enum NameChange {
        case add(String, Int)
        case remove(String)
        /// A name leads to a file, whatever stood under the old name before.
        case rename(String, String, Int)

        /// The folder whose sync makes it durable.
        var folder: Substring {
            switch self {
            case .add(let name, _), .remove(let name), .rename(_, let name, _):
                name.lastIndex(of: "/").map { name[..<$0] } ?? "."
            }
        }
    }

    /// What a name of a folder leads to.
    private static let folder = -1

    private var files: [File] = []
    private var names: [String: Int] = [:]
    private var durableNames: [String: Int] = [:]
    private var changes: [NameChange] = []

    /// What of the unsynced comes through.
    enum Fate: CaseIterable {
        case nothing, everything
        /// Any sectors, any of the changes of names.
        case anything
        /// Any sectors; names up to some change, as a file system with a journal does it.
        case inOrder
    }

    mutating func take(_ line: Substring) {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        let (call, name) = (words[0], String(words[1]))
        let number = Int(words[2]) ?? 0
        switch call {
        case "create": create(name)
        case "write":
            guard let file = names[name] else { return }
            write(Self.bytes(of: words[3]), to: file, at: number)
        case "cut":
            guard let file = names[name] else { return }
            files[file].now.removeLast(max(0, files[file].now.count - number))
        case "sync":
            guard let file = names[name] else { return }
            files[file].durable = files[file].now
            files[file].dirty = []
        case "syncfolder":
            for change in changes where change.folder == name { apply(change, to: &durableNames) }
            changes.removeAll { $0.folder == name }
        case "folder":
            names[name] = Self.folder
            changes.append(.add(name, Self.folder))
        case "rename":
            let new = String(decoding: Self.bytes(of: words[3]), as: UTF8.self)
            guard let file = names.removeValue(forKey: name) else { return }
            names[new] = file
            changes.append(.rename(name, new, file))
        case "unlink":
            names[name] = nil
            changes.append(.remove(name))
        default: break
        }
    }

    private mutating func create(_ name: String) {
        files.append(File())
        names[name] = files.count - 1
        changes.append(.add(name, files.count - 1))
    }

    private mutating func write(_ bytes: [UInt8], to file: Int, at offset: Int) {
        let end = offset + bytes.count
        let missing = end - files[file].now.count
        if missing > 0 { files[file].now += [UInt8](repeating: 0, count: missing) }
        files[file].now.replaceSubrange(offset..<end, with: bytes)
        files[file].dirty.append(offset..<end)
    }

    static func bytes(of hex: Substring) -> [UInt8] {
        let digits = Array(hex.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
    }
}

extension PowerLoss {
    /// The folder as the next start finds it.
    /// - Parameter path: where it was; nil: the folder's spool.
    func store(
        at path: String, _ fate: Fate, _ chance: inout SeededNumbers
    ) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        // A folder comes before what is in it; what is in a lost one is lost.
        for (name, file) in namesAfter(fate, &chance).sorted(by: { $0.key < $1.key }) {
            let place = URL(fileURLWithPath: "\(path)/\(name)")
            if file == Self.folder {
                try? FileManager.default.createDirectory(
                    at: place, withIntermediateDirectories: false)
                continue
            }
            let content = contentAfter(files[file], fate, &chance)
            let above = place.deletingLastPathComponent().path
            if name.hasPrefix("journal/") {
                try FileManager.default.createDirectory(
                    atPath: above, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            }
            guard FileManager.default.fileExists(atPath: above) else { continue }
            try Data(content).write(to: place)
        }
    }

    private func namesAfter(_ fate: Fate, _ chance: inout SeededNumbers) -> [String: Int] {
        let whole = fate == .everything ? changes.count : chance.below(changes.count + 1)
        var names = durableNames
        for (index, change) in changes.enumerated() where fate != .nothing {
            let comes = fate == .anything ? chance.below(2) == 0 : index < whole
            guard comes else { continue }
            apply(change, to: &names)
        }
        return names
    }

    private func apply(_ change: NameChange, to names: inout [String: Int]) {
        switch change {
        case .add(let name, let file): names[name] = file
        case .remove(let name): names[name] = nil
        case .rename(let old, let new, let file):
            names[old] = nil
            names[new] = file
        }
    }

    private func contentAfter(
        _ file: File, _ fate: Fate, _ chance: inout SeededNumbers
    ) -> [UInt8] {
        switch fate {
        case .nothing: return file.durable
        case .everything: return file.now
        case .anything, .inOrder: break
        }
        let sizes = [file.durable.count, file.now.count].sorted()
        let size = sizes[0] + chance.below(sizes[1] - sizes[0] + 1)
        var bytes = Array(file.durable.prefix(size))
        bytes += [UInt8](repeating: 0, count: size - bytes.count)
        for range in file.dirty {
            for sector in range.lowerBound / 512...(range.upperBound - 1) / 512
            where chance.below(2) == 0 {
                let part = range.clamped(to: sector * 512..<(sector + 1) * 512)
                    .clamped(to: 0..<min(size, file.now.count))
                bytes.replaceSubrange(part, with: file.now[part])
            }
        }
        return bytes
    }
}

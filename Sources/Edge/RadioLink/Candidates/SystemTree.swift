internal import Glibc

/// What the kernel shows of its devices below /sys and /dev, or below another root for tests.
/// Everything may vanish between two looks, so everything is optional.
struct SystemTree {
    let root: String

    /// Attributes are a page at most, descriptors 65,553 bytes.
    private static let longestFile = 1 << 17

    /// In ascending order, without those that begin with a dot.
    func names(in path: String) -> [String] {
        guard let folder = unsafe opendir(root + path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    func bytes(of path: String) -> [UInt8]? {
        let file = unsafe open(root + path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count < Self.longestFile {
            let count = unsafe read(file, &chunk, chunk.count)
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return bytes
    }

    /// An attribute's text, without the newline that the kernel ends it with.
    func text(of path: String) -> String? {
        guard var bytes = bytes(of: path) else { return nil }
        while let last = bytes.last, last == 0x0a || last == 0x20 { bytes.removeLast() }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    func number<Number: FixedWidthInteger>(of path: String, radix: Int = 10) -> Number? {
        text(of: path).flatMap { Number($0, radix: radix) }
    }

    func exists(_ path: String) -> Bool { unsafe access(root + path, F_OK) == 0 }

    /// The last part of a link's text: a driver's name.
    func linkedName(_ path: String) -> String? {
        link(root + path).flatMap { $0.split(separator: "/").last }.map(String.init)
    }

    private func link(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(path, &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// What a name such as `/dev/serial/by-id/…` stands for. `realpath` of umockdev's library spoils
    /// memory when a link leads out of its testbed, as those of our emulated nodes do.
    func target(_ path: String) -> String {
        var path = path
        for _ in 0..<8 {
            guard let next = link(path) else { break }
            guard !next.hasPrefix("/") else {
                path = next
                continue
            }
            var parts = path.split(separator: "/").dropLast()
            for part in next.split(separator: "/") where part != "." {
                if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
            }
            path = "/" + parts.joined(separator: "/")
        }
        return path
    }

    /// The path without links, and without the root; nil when it leads nowhere, or out of the root.
    func real(_ path: String) -> String? {
        // With memory of our own: umockdev's library cannot give its.
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard unsafe realpath(root + path, &buffer) != nil else { return nil }
        let bytes = buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        let real = String(decoding: bytes, as: UTF8.self)
        guard !root.isEmpty else { return real }
        return real.hasPrefix(root + "/") ? String(real.dropFirst(root.utf8.count)) : nil
    }
}

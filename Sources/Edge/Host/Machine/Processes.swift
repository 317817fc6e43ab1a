public import Diagnosis
internal import Glibc

/// What everybody may see of this machine's processes, from /proc.
public enum Processes {
    /// Those that have one of the paths open, `/dev/ttyACM0` or `socket:[1234]`, by their number.
    /// Descriptors of other users' processes are hidden from whoever is not root; they are left out.
    public static func holding(_ paths: [String]) -> [ProcessObservation] {
        guard !paths.isEmpty else { return [] }
        return numbers().filter { number in
            let folder = "/proc/\(number)/fd"
            return (Folder.names(in: folder) ?? []).contains { name in
                link("\(folder)/\(name)").map(paths.contains) ?? false
            }
        }.map(observe)
    }

    /// The first of the names that runs. The kernel cuts names after 15 bytes.
    public static func firstRunning(of names: [String]) -> String? {
        let running = numbers().map(name(of:))
        return names.first { running.contains(String($0.prefix(15))) }
    }

    private static func numbers() -> [Int32] {
        (Folder.names(in: "/proc") ?? []).compactMap { Int32($0) }.sorted()
    }

    private static func observe(_ number: Int32) -> ProcessObservation {
        ProcessObservation(identifier: number, name: name(of: number), unit: unit(number))
    }

    /// What the kernel calls a process; empty for one that is gone.
    public static func name(of number: Int32) -> String {
        let bytes = (try? SettingsFiles.read("/proc/\(number)/comm")) ?? []
        return String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self)
    }

    /// The last part of a control group's path that is a service, as systemd names it.
    private static func unit(_ number: Int32) -> String? {
        let bytes = (try? SettingsFiles.read("/proc/\(number)/cgroup")) ?? []
        let parts = String(decoding: bytes, as: UTF8.self).split { $0 == "/" || $0 == "\n" }
        return parts.last { $0.hasSuffix(".service") }.map(String.init)
    }

    private static func link(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(path, &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

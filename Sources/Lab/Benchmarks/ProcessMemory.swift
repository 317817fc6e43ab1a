import Glibc

/// The kernel's own count of this process's memory.
enum ProcessMemory {
    /// Starts the peak anew (`5` to clear_refs, see proc(5)); without the right to, the peak is that
    /// of the whole run.
    static func forgetPeak() {
        guard let file = unsafe fopen("/proc/self/clear_refs", "w") else { return }
        unsafe fputs("5", file)
        unsafe fclose(file)
    }

    /// VmHWM, in KiB; 0 where the kernel does not tell.
    static func peakKibibytes() -> Int {
        guard let file = unsafe fopen("/proc/self/status", "r") else { return 0 }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while unsafe fgets(&line, 256, file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
            guard text.hasPrefix("VmHWM:") else { continue }
            return Int(text.split(whereSeparator: { !$0.isNumber }).first ?? "") ?? 0
        }
        return 0
    }
}

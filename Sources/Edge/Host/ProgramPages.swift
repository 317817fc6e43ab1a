internal import Glibc

/// The code of this program and its libraries as it lies in memory.
public enum ProgramPages {
    /// Gives back the pages of code that are mapped now. What is needed again is mapped again out of
    /// the page cache, without a read from disk while that holds it: a daemon that did its start, which
    /// touched most of its libraries, keeps what it works with. Only mappings that are executable and
    /// were never written to are touched. Costs some microseconds a library, and a fault for each
    /// 64 KiB that is used again.
    /// - Returns: how many bytes of code are mapped from files, used or not.
    @discardableResult
    public static func giveBack() -> Int {
        guard let maps = try? WholeFile.read("/proc/self/maps", limit: 1 << 20) else { return 0 }
        var sum = 0
        for line in maps.split(separator: UInt8(ascii: "\n")) {
            guard let range = codeRange(String(decoding: line, as: UTF8.self)),
                let start = unsafe UnsafeMutableRawPointer(bitPattern: range.lowerBound)
            else { continue }
            if unsafe madvise(start, range.count, MADV_DONTNEED) == 0 { sum += range.count }
        }
        return sum
    }

    /// Of a line such as `55d0c0a09000-55d0c1851000 r-xp 00209000 fe:01 1307 /usr/bin/earshot-hotspot`;
    /// nil for what is no file's code.
    static func codeRange(_ line: String) -> Range<UInt>? {
        let words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
        guard words.count == 6, words[1] == "r-xp",
            words[5].drop(while: { $0 == " " }).hasPrefix("/")
        else { return nil }
        let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard ends.count == 2, ends[0] < ends[1] else { return nil }
        return ends[0]..<ends[1]
    }
}

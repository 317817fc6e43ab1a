#if !FUZZER
import Fuzzing
import Glibc

/// `earshot-fuzz NAME FILE…` runs each file through the named parser: so a finding is replayed.
/// With -DFUZZER (`script/fuzz`) libFuzzer makes the inputs instead.
@main
struct FuzzDriver {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard let target = FuzzTarget.named(arguments.first ?? "") else {
            print("usage: earshot-fuzz NAME FILE…")
            for target in FuzzTarget.all { print("  \(target.name)") }
            exit(2)
        }
        for path in arguments.dropFirst() { replay(path, through: target) }
    }

    /// Says the file's name first: a trap then shows which one it was.
    private static func replay(_ path: String, through target: FuzzTarget) {
        guard let bytes = contents(of: path) else {
            print("cannot read \(path)")
            exit(1)
        }
        print("\(path): \(bytes.count) bytes")
        target.run(unsafe bytes.span.bytes)
    }

    private static func contents(of path: String) -> [UInt8]? {
        guard let file = unsafe fopen(path, "r") else { return nil }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
        }
    }
}
#endif

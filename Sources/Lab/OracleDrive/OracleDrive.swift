import Attestation
import Glibc
import Host
import Notation
import Primitives
import WebDrive

/// What `earshot-network` takes in a second, for `script/soak oracle-load`.
///
/// oracle-drive constant: the product's own server of HTTP, which reads a request to `/BYTES` and
/// answers so many bytes; says `ready HOST:PORT`, and ends with its input.
///
/// oracle-drive load ORACLE PROCESS CONSTANT PROCESS NETWORK STATEMENTS EACH LINES: posts so many
/// seals, EACH in a post, over so many connections, to both, and prints what came of it.
@main struct OracleDrive {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            if words == ["constant"] { return try ConstantServer.run() }
            guard words.count == 9, words[0] == "load", let load = Load(words) else {
                print("oracle-drive constant, or oracle-drive load ORACLE PROCESS CONSTANT")
                print("  PROCESS NETWORK STATEMENTS EACH LINES")
                exit(2)
            }
            try load.run()
        } catch {
            print("oracle-drive: \(error)")
            exit(1)
        }
    }
}

struct Wrong: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A server that is measured, and whose processor time is counted.
struct MeasuredServer {
    let address: SocketName
    let process: Int32

    init?(_ address: String, _ process: String) {
        guard let address = try? SocketName(parsing: address), let process = Int32(process) else {
            return nil
        }
        (self.address, self.process) = (address, process)
    }

    /// Of all its threads since its start, in microseconds.
    var processorTime: UInt64 {
        var clock = clockid_t()
        var time = timespec()
        guard unsafe clock_getcpuclockid(process, &clock) == 0,
            unsafe clock_gettime(clock, &time) == 0
        else { return 0 }
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1_000
    }
}

public import Diagnosis
internal import Glibc

/// Whether a UDP port of 127.0.0.1 can be listened on, and who has it.
public enum UDPPort {
    /// Tries it, which is the only answer that counts; the port is free again afterwards.
    public static func observe(_ port: UInt16) -> PortObservation {
        let descriptor = socket(
            AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return .unclear(reason: SystemError.last.description) }
        defer { close(descriptor) }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = unsafe withUnsafeBytes(of: &name) { bytes in
            unsafe bind(
                descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count))
        }
        if result == 0 { return .free }
        guard errno == EADDRINUSE else { return .unclear(reason: SystemError.last.description) }
        let holders = Processes.holding(sockets(of: port))
        return holders.isEmpty ? .heldUnseen : .held(holders)
    }

    /// As the links of descriptors name them.
    private static func sockets(of port: UInt16) -> [String] {
        ["/proc/net/udp", "/proc/net/udp6"].flatMap { path -> [String] in
            let text = String(decoding: (try? SettingsFiles.read(path)) ?? [], as: UTF8.self)
            return text.split(separator: "\n").dropFirst().compactMap { line in
                inode(in: line, port: port).map { "socket:[\($0)]" }
            }
        }
    }

    /// `sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …`, the address as
    /// `0100007F:0690`.
    private static func inode(in line: Substring, port: UInt16) -> Substring? {
        let fields = line.split(separator: " ")
        guard fields.count > 9, let colon = fields[1].lastIndex(of: ":"),
            UInt16(fields[1][fields[1].index(after: colon)...], radix: 16) == port
        else { return nil }
        return fields[9]
    }
}

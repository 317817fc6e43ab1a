import Foundation
import Glibc
import Testing

/// A packet forwarder as plain as can be: GWMP version 2 over UDP to a port of this machine.
final class UDPForwarder {
    private let descriptor: Int32
    private var token: UInt16 = 1
    static let eui: [UInt8] = [0, 0x16, 0xC0, 1, 0xFF, 0x10, 0xA1, 0xB2]

    enum Kind: UInt8 {
        case pushData = 0, pushAcknowledged, pullData, pullResponse, pullAcknowledged, sent
    }

    init(to port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = UInt16(port).bigEndian
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let descriptor = descriptor
        let result = unsafe withUnsafePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0)
    }

    deinit { close(descriptor) }

    @discardableResult
    func send(raw bytes: [UInt8]) -> Bool {
        unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    func send(_ kind: Kind, _ json: String = "", token: UInt16? = nil) {
        self.token &+= 1
        let token = token ?? self.token
        send(
            raw: [2, UInt8(token >> 8), UInt8(token & 255), kind.rawValue] + Self.eui
                + Array(json.utf8))
    }

    /// A frame of a device, as heard; data rate SF7BW125 at 868.1 MHz.
    func push(_ frame: [UInt8], at counter: UInt32) {
        let data = Data(frame).base64EncodedString()
        send(
            .pushData,
            #"{"rxpk":[{"tmst":\#(counter),"freq":868.1,"stat":1,"modu":"LORA","#
                + #""datr":"SF7BW125","codr":"4/5","rssi":-60,"lsnr":7.5,"#
                + #""size":\#(frame.count),"data":"\#(data)"}]}"#)
    }

    /// Waits, at most so long, for a datagram of a kind: its token and what it carries.
    func hears(_ kind: Kind, within seconds: Double = 20) -> (token: UInt16, json: String)? {
        let end = Date() + seconds
        var room = [UInt8](repeating: 0, count: 4096)
        while Date() < end {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&waiting, 1, 100) == 1 else { continue }
            let count = unsafe recv(descriptor, &room, room.count, 0)
            guard count >= 4, room[3] == kind.rawValue else { continue }
            return (
                UInt16(room[1]) << 8 | UInt16(room[2]),
                String(decoding: room[4..<count], as: UTF8.self)
            )
        }
        return nil
    }
}

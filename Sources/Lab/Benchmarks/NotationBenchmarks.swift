import Notation

/// The size and shape of one packet as a gateway reports it.
private let message = Array(
    """
    {"rxpk":[{"tmst":3512348611,"time":"2026-11-21T02:18:00.123456Z","chan":2,"rfch":0,\
    "freq":868.1,"stat":1,"modu":"LORA","datr":"SF7BW125","codr":"4/5","lsnr":5.1,"rssi":-35,\
    "size":32,"data":"QAEAASYAAAABcgfTbKhnR0x2Cz2b8qZzXc7Ue1Yj3uA="}],"stat":{"rxnb":2,"rxok":2,\
    "ackr":100.0,"dwnb":2}}
    """.utf8)

private let packet = (0..<256).map { UInt8(truncatingIfNeeded: $0 &* 37) }
private let packetInHex = Array(Hex.text(of: packet).utf8)
private let packetInBase64 = Array(Base64.text(of: packet).utf8)

func notationBenchmarks() -> [Benchmark] {
    [
        Benchmark(group: "notation", name: "json read \(message.count) bytes", operations: 1) {
            guard let value = try? unsafe JSON(parsing: message.span.bytes) else { return 0 }
            return value["rxpk"] == nil ? 0 : 1
        },
        Benchmark(group: "notation", name: "hex write 256 bytes", operations: 1) {
            UInt64(Hex.text(of: packet).utf8.count)
        },
        Benchmark(group: "notation", name: "hex read 256 bytes", operations: 1) {
            guard let bytes = try? unsafe Hex.bytes(from: packetInHex.span.bytes) else { return 0 }
            return UInt64(bytes[255])
        },
        Benchmark(group: "notation", name: "base64 write 256 bytes", operations: 1) {
            UInt64(Base64.text(of: packet).utf8.count)
        },
        Benchmark(group: "notation", name: "base64 read 256 bytes", operations: 1) {
            guard let bytes = try? unsafe Base64.bytes(from: packetInBase64.span.bytes) else {
                return 0
            }
            return UInt64(bytes[255])
        },
    ]
}

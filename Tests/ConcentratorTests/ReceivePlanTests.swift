import Airwaves
import Concentrator
import Testing
import Units

@Suite("Receive plan: only what the radios can do")
struct ReceivePlanTests {
    static func plan(
        centre: UInt64 = 868_500_000, offset: Int32 = 0, count: Int = 1, clock: Radio = .a,
        radio: Radio = .a, service: Bandwidth? = nil, serviceOffset: Int32 = 0
    ) throws(ReceivePlanError) -> ReceivePlan {
        try ReceivePlan(
            radioA: RadioSetting(centre: Hertz(centre)), radioB: nil, clock: clock,
            channels: (0..<count).map { _ in ChannelSetting(radio, offset) },
            service: service.map {
                ServiceSetting(ChannelSetting(.a, serviceOffset), .sf7, $0)
            })
    }

    @Test("a channel lies within 800 kHz with half its bandwidth, to the hertz")
    func offsets() throws {
        for sign in [Int32(1), -1] {
            _ = try Self.plan(offset: sign * 737_500)
            #expect(
                throws: ReceivePlanError.offsetTooLarge(
                    ChannelSetting(.a, sign * 737_501), .kHz125)
            ) { try Self.plan(offset: sign * 737_501) }
        }
        #expect(throws: ReceivePlanError.offsetTooLarge(ChannelSetting(.a, .min), .kHz125)) {
            try Self.plan(offset: .min)
        }
        _ = try Self.plan(service: .kHz500, serviceOffset: 550_000)
        #expect(throws: ReceivePlanError.offsetTooLarge(ChannelSetting(.a, 550_001), .kHz500)) {
            try Self.plan(service: .kHz500, serviceOffset: 550_001)
        }
    }

    @Test("a centre lies in a band that can be calibrated, its ends included")
    func bands() throws {
        let bands: [(UInt64, UInt64)] = [
            (430, 440), (470, 510), (779, 787), (863, 870), (902, 928),
        ]
        for (low, high) in bands {
            _ = try Self.plan(centre: low * 1_000_000)
            _ = try Self.plan(centre: high * 1_000_000)
            for outside in [low * 1_000_000 - 1, high * 1_000_000 + 1] {
                #expect(throws: ReceivePlanError.noSuchBand(.a, Hertz(outside))) {
                    try Self.plan(centre: outside)
                }
            }
        }
    }

    @Test("the rest of the refusals")
    func others() throws {
        _ = try Self.plan(count: 8)
        #expect(throws: ReceivePlanError.tooManyChannels(found: 9)) { try Self.plan(count: 9) }
        #expect(throws: ReceivePlanError.nothingToHear) { try Self.plan(count: 0) }
        #expect(throws: ReceivePlanError.radioUnused(.b)) { try Self.plan(clock: .b) }
        #expect(throws: ReceivePlanError.radioUnused(.b)) { try Self.plan(radio: .b) }
        #expect(throws: ReceivePlanError.bandwidthTooNarrow(.kHz62)) {
            try Self.plan(service: .kHz62)
        }
    }
}

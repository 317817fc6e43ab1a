import Air
import Airwaves
import Concentrator
import ConcentratorSamples
import CoreCell
import Foundation
import Primitives
import Signing
import Testing
import Units

/// Runs the driver's start against the emulator to its end.
struct DriverStart {
    var client: VendorClient
    var end: ConcentratorStart.Effect?

    init(
        _ plan: ReceivePlan, _ settings: CoreCellSettings = CoreCellSettings(eui: VendorClient.eui),
        pieces: Int = .max
    ) throws {
        client = VendorClient(settings)
        var start = ConcentratorStart(
            plan: plan, gain: try Self.firmware(.gain), arbiter: try Self.firmware(.arbiter))
        var effect = start.handle(.begin)
        while end == nil {
            switch effect {
            case .send(let request):
                client.effects.clear()
                client.radio.take(request.rawSpan, at: client.now, effects: &client.effects)
                var answer = client.effects.outgoing[...]
                client.now = client.now + Nanoseconds(500_000)
                effect = .receive
                while !answer.isEmpty, effect == .receive {
                    effect = start.handle(.received(Array(answer.prefix(pieces))))
                    answer = answer.dropFirst(pieces)
                }
            case .wait(let time):
                client.wait(milliseconds: UInt64(time))
                effect = start.handle(.waited)
            case .receive: effect = start.handle(.timedOut)
            case .done, .failed: end = effect
            }
        }
    }

    static func firmware(_ controller: Controller) throws -> ControllerFirmware {
        try ControllerFirmware(
            MadeUpFirmware.image(for: controller), for: controller, hashing: SHA256.self,
            acceptUnknown: true)
    }
}

@Suite("CoreCell: the driver's start runs against the emulator")
struct DriverStartTests {
    @Test("done, with the image derived from the vendor's tables", arguments: SamplePlan.allCases)
    func image(sample: SamplePlan) throws {
        var run = try DriverStart(try sample.plan())
        guard case .done(let identity) = run.end else {
            Issue.record("\(String(describing: run.end))")
            return
        }
        #expect(identity.eui == VendorClient.eui)
        #expect(identity.bridge.version == .current)
        let text = try String(
            contentsOf: Vectors.folder.appendingPathComponent("\(sample).image"), encoding: .utf8)
        var compared = 0
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            let address = try #require(UInt16(parts[0], radix: 16))
            let value = try #require(UInt8(parts[1], radix: 16))
            // What only the chip writes is its own business.
            let mask = ~(RegisterMap.readOnlyBits(of: address) ?? 0)
            let found = try run.client.get(address)
            #expect(found & mask == value & mask, "\(parts[0]): \(String(found, radix: 16))")
            compared += 1
        }
        #expect(compared == Array(RegisterMap.addresses).count)
    }

    @Test("whatever the pieces are that the answers come in", arguments: [1, 3, 64])
    func pieces(pieces: Int) throws {
        let run = try DriverStart(try SamplePlan.eu868.plan(), pieces: pieces)
        guard case .done = run.end else {
            Issue.record("\(String(describing: run.end))")
            return
        }
    }

    @Test("with the bridge's older firmware")
    func olderBridge() throws {
        let settings = CoreCellSettings(bridge: .older, eui: VendorClient.eui)
        let run = try DriverStart(try SamplePlan.eu868.plan(), settings)
        guard case .done(let identity) = run.end else {
            Issue.record("\(String(describing: run.end))")
            return
        }
        #expect(identity.bridge.version == .older)
    }

    @Test("fine timestamps need an SX1303")
    func fineTimestamps() throws {
        let plan = try SamplePlan.eu868.plan(timestamps: .fine)
        let able = try DriverStart(plan)
        guard case .done = able.end else {
            Issue.record("\(String(describing: able.end))")
            return
        }
        let unable = try DriverStart(
            plan, CoreCellSettings(chip: .sx1302, eui: VendorClient.eui))
        #expect(unable.end == .failed(.wrongModel(found: 0x02)))
    }
}

enum Vectors {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Vectors/concentrator")
}

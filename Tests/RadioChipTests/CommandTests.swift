import RadioChip
import Testing

@Suite("RadioChip: commands have the bytes of the data sheet's chapter 13")
struct CommandTests {
    static func hex(_ build: (inout Transfer) -> Void) -> String {
        var transfer = Transfer()
        build(&transfer)
        return bytes(transfer).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }

    @Test("each command and its parameters")
    func commands() throws {
        let power = try #require(PowerSetting(centiDBm: -300, model: .sx1262))
        let cases: [(String, (inout Transfer) -> Void)] = [
            ("8000", { $0.setStandby(.rc) }),
            ("8001", { $0.setStandby(.oscillator) }),
            ("9702000140", { $0.setDIO3AsTcxoCtrl(.millivolts1800, steps: 320) }),
            ("98d7db", { $0.calibrateImage(ImageBand(hertz: 868_000_000)) }),
            ("863641999a", { $0.setRfFrequency(FrequencyWord(hertz: 868_100_000)) }),
            ("8b07040100", { $0.setModulationParams(ChipBench.europe) }),
            (
                "8b0c050401",
                {
                    var slow = ChipBench.europe
                    (slow.spreadingFactor, slow.bandwidth, slow.codingRate) = (12, .kHz250, 4)
                    $0.setModulationParams(slow)
                }
            ),
            ("8c000800ff0100", { $0.setPacketParams(ChipBench.europe, length: 255) }),
            (
                "8c012c010d0001",
                {
                    var other = ChipBench.europe
                    (other.preambleSymbols, other.hasImplicitHeader) = (300, true)
                    (other.hasCRC, other.isInverted) = (false, true)
                    $0.setPacketParams(other, length: 13)
                }
            ),
            ("9504070001", { $0.setPaConfig(power) }),
            ("8efd02", { $0.setTxParams(power) }),
            ("080062002200000000", { $0.setDioIrqParams(.listening, pin: .listeningPin) }),
            ("0203ff", { $0.clearIrqStatus(.all) }),
            ("82ffffff", { $0.setRxContinuous() }),
            ("83012345", { $0.setTx(steps: 0x012345) }),
            ("0d0740", { $0.writeRegister(Register.syncWord) }),
            ("1d07400000 00".replacing(" ", with: ""), { $0.readRegister(0x0740, count: 2) }),
            ("1e400000", { $0.readBuffer(at: 0x40, count: 1) }),
            ("c000", { $0.ask(.getStatus, zeros: 1) }),
        ]
        for (expected, build) in cases { #expect(Self.hex(build) == expected) }
    }

    @Test("the longest transfer is a read of 255 bytes")
    func longest() {
        var transfer = Transfer()
        transfer.readBuffer(at: 0, count: 255)
        #expect(transfer.count == Transfer.capacity)
    }

    @Test("faults have numbers of their own")
    func faultNumbers() {
        let faults: [ChipFault] = [
            .busyTooLong(after: nil), .busyTooLong(after: .setTx), .silence(.getStatus),
            .wrongStatus(after: .setRx, status: 0xda), .wrongMode(status: 0x22),
            .unknownChip(register: 0x2121), .deviceErrors([.pllLock]), .wrongBuffer(offset: 3),
            .sendsTooLong, .sendTimedOut, .sendsTooShort,
        ]
        let numbers: [UInt32] = [
            0x01ff_0000, 0x0183_0000, 0x02c0_0000, 0x0382_00da, 0x0400_0022, 0x0500_2121,
            0x0000_0040, 0x0600_0003, 0x0700_0000, 0x0800_0000, 0x0900_0000,
        ]
        #expect(faults.map(\.number) == numbers)
    }
}

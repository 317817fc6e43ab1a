import Air
import Airwaves
import Radios
import Units

/// A demodulation channel as the registers set it.
struct ListenedChannel {
    enum Kind {
        /// All spreading factors of the mask, bit 0 for SF5, at 125 kHz.
        case multiple(factors: UInt8)
        case service(ServiceModem)
        case fsk(ticksPerBit: UInt16)
    }

    /// As in a record of the receive buffer.
    let number: UInt8
    let radio: Int
    let centre: Int64
    /// Hertz from the radio's centre, as drivers understand the register: cut towards zero.
    let offset: Int64
    /// What the channel was meant to be, by the roundest number.
    let nominal: Int64
    let kind: Kind

    /// `register` is the channel's distance in steps of 15,625/32 Hz, 13 bits in two's complement.
    init(_ number: UInt8, on radio: Int, centre: Int64, register: UInt16, _ kind: Kind) {
        self.number = number
        self.radio = radio
        self.centre = centre
        self.kind = kind
        let steps = Int64(Int16(bitPattern: register << 3) >> 3)
        offset = steps * 15_625 / 32
        // Every offset that rounds towards zero to these steps.
        let least = (steps.magnitude * 15_625 + 31) / 32
        let most = ((steps.magnitude + 1) * 15_625 - 1) / 32
        let range: ClosedRange<Int64> =
            switch steps.signum() {
            case 0: -Int64(most)...Int64(most)
            case 1: Int64(least)...Int64(most)
            default: -Int64(most) ... -Int64(least)
            }
        nominal = RoundNumber.roundest(
            in: centre + range.lowerBound...centre + range.upperBound)
    }
}

/// The one channel with a spreading factor and a bandwidth of its own.
struct ServiceModem {
    let modulation: (factor: SpreadingFactor, bandwidth: Bandwidth)
    let peaks: (UInt8, UInt8)
    let isOptimised: Bool
    /// Of an implicit header: what the sender must agree to.
    let implicit: (length: UInt8, rate: UInt8, hasChecksum: Bool)?
}

extension ConcentratorChip {
    /// Channels whose radio's signal reaches a modem that is enabled.
    var channels: [ListenedChannel] {
        var found: [ListenedChannel] = []
        let enabled = memory[0x5820] & memory[0x5821]
        if memory.isSet(0x5605, bit: 1) {
            for number in UInt8(0)..<8 where enabled >> number & 1 == 1 {
                let radio = memory.isSet(0x5810, bit: number) ? 1 : 0
                add(
                    number, radio, 0x5800 + 2 * UInt16(number), .multiple(factors: memory[0x5822]),
                    to: &found)
            }
        }
        if memory.isSet(0x5605, bit: 0), memory.isSet(0x5B22, bit: 3), let modem = serviceModem {
            add(8, Int(memory.field(0x5B02, 0, 0)), 0x5B00, .service(modem), to: &found)
        }
        if memory.isSet(0x5605, bit: 2), hasNetworkPattern {
            let kind = ListenedChannel.Kind.fsk(ticksPerBit: memory[word: 0x5B5B])
            add(9, Int(memory.field(0x5B54, 1, 1)), 0x5B50, kind, to: &found)
        }
        return found
    }

    private func add(
        _ number: UInt8, _ radio: Int, _ register: UInt16, _ kind: ListenedChannel.Kind,
        to found: inout [ListenedChannel]
    ) {
        guard hearing[radio] != nil else { return }
        found.append(
            ListenedChannel(
                number, on: radio, centre: radios[radio].frequency,
                register: memory[word: register] & 0x1FFF, kind))
    }

    private var serviceModem: ServiceModem? {
        let codes: [UInt8: Bandwidth] = [4: .kHz125, 5: .kHz250, 6: .kHz500]
        guard let bandwidth = codes[memory.field(0x5B21, 7, 4)],
            let factor = SpreadingFactor(rawValue: memory.field(0x5B21, 3, 0))
        else { return nil }
        let isImplicit = memory.isSet(0x5B23, bit: 1)
        return ServiceModem(
            modulation: (factor, bandwidth),
            peaks: (memory.field(0x5B2E, 4, 0), memory.field(0x5B2F, 4, 0)),
            isOptimised: memory.field(0x5B22, 5, 4) != 0,
            implicit: isImplicit
                ? (memory[0x5B24], memory.field(0x5B22, 2, 0), memory.isSet(0x5B23, bit: 0))
                : nil)
    }

    /// LoRaWAN's sync word C194C1, three bytes; the air carries no other with FSK.
    private var hasNetworkPattern: Bool {
        memory.field(0x5B53, 5, 3) == 2
            && Array(memory.slice(0x5B5D, count: 3)) == [0xC1, 0x94, 0xC1]
    }

    /// Where the modems of the eight channels look for a factor's sync word.
    func peaks(of factor: SpreadingFactor) -> (UInt8, UInt8) {
        let place: UInt16 =
            switch factor {
            case .sf5: 0x588A
            case .sf6: 0x588C
            default: 0x588E
            }
        return (memory.field(place, 4, 0), memory.field(place + 1, 4, 0))
    }
}

import Airwaves
import Attestation
import PacketRouting
import Primitives
import Radios
import Units

extension CarriageBench {
    /// RX1 of an uplink that ended a while ago, by the radio's extended counter; nil: at once.
    static func window(
        counter: UInt64? = nil, at: Nanoseconds? = nil, hertz: UInt64 = 868_100_000,
        power: Int32 = 1_400, radio: UInt64 = 0, sf: UInt64? = 7, bitRate: UInt64? = nil,
        bandwidth: UInt64 = 125_000
    ) -> TransmitWindow {
        TransmitWindow(
            counterMicroseconds: counter, at: at, frequency: Hertz(hertz),
            bandwidth: Hertz(bandwidth), power: SignalLevel(hundredths: power), radio: radio,
            spreadingFactor: sf, bitRate: bitRate)
    }
}

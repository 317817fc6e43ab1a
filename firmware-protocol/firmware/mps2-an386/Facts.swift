import FirmwareProtocol
import RadioBoard
import RadioChip

/// What this board says of itself: an SX1262 with a crystal, as the Lab's model has it.
func boardFacts() -> BoardFacts {
    BoardFacts(
        serial: 0, name: ShortBytes("mps2-an386"), firmware: ShortBytes("earshot-firmware 0.2"),
        // The oscillator is not specified closer; 100 parts per million is any crystal's.
        clockErrorPPB: 100_000, lowestHertz: 430_000_000, highestHertz: 928_000_000,
        measuresTemperature: false,
        fitting: ChipFitting(
            model: .sx1262, hasInductor: true, tcxo: nil, dio2SwitchesAntenna: true,
            // The model's pins carry the time of the change itself.
            interruptErrorMicroseconds: 1,
            // Some 25 transfers, each a round trip to another process; 10 ms on a machine that has
            // nothing else to do. With real SPI all of it takes 3 ms.
            preparationMicroseconds: 300_000))
}

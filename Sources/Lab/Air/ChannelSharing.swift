internal import Airwaves
internal import Radios
internal import Units

/// What one frame needs to survive, beside noise and beside another frame.
extension AirFrame {
    /// What it takes of the band. FSK by Carson's rule, with the deviation of LoRaWAN's 50 kbit/s.
    var width: Hertz {
        switch modulation {
        case .loRa(let modulation): modulation.bandwidth.hertz
        case .fsk(let rate): Hertz(UInt64(rate) * 2)
        }
    }

    func noiseFloor(of receiver: AirReceiver) -> SignalLevel {
        switch modulation {
        case .loRa(let modulation):
            modulation.bandwidth.noiseFloor(noiseFigure: receiver.noiseFigure)
        case .fsk:
            thermalNoisePerHertz + (Decibels(ratio: width.value, to: 1) ?? Decibels(hundredths: 0))
                + receiver.noiseFigure
        }
    }

    /// The least ratio of signal to noise with which it can be read.
    var demodulationFloor: Decibels {
        switch modulation {
        case .loRa(let modulation): modulation.spreadingFactor.demodulationFloor
        case .fsk: fskFloor
        }
    }

    /// The least ratio of this frame to another in the same band with which this one survives.
    ///
    /// Chirps of the same steepness: 6 dB. Other spreading factors of the same bandwidth: measured
    /// (`rejection`). Anything else is as good as noise.
    func survivalRatio(beside other: AirFrame) -> Decibels {
        guard case .loRa(let mine) = modulation, case .loRa(let theirs) = other.modulation else {
            return demodulationFloor
        }
        guard hasInvertedPolarity == other.hasInvertedPolarity else { return demodulationFloor }
        if mine.steepness == theirs.steepness { return captureRatio }
        guard mine.bandwidth == theirs.bandwidth else { return demodulationFloor }
        return Self.rejection(of: theirs.spreadingFactor, by: mine.spreadingFactor)
            ?? demodulationFloor
    }

    /// How much of the other's power falls into this frame's band; nil for none. Filters are taken
    /// to be perfect: what SX1302 data sheets promise beside the channel is past 60 dB.
    func share(of other: AirFrame) -> Decibels? {
        let (mine, theirs) = (edges, other.edges)
        let (low, high) = (max(mine.low, theirs.low), min(mine.high, theirs.high))
        guard low < high else { return nil }
        return Decibels(ratio: UInt64(high - low), to: UInt64(theirs.high - theirs.low))
    }

    /// In half hertz, so that an odd width has whole edges. An `Airspace` takes no frequency or bit
    /// rate that does not fit.
    private var edges: (low: Int64, high: Int64) {
        let (centre, half) = (2 * Int64(frequency.value), Int64(width.value))
        return (centre - half, centre + half)
    }

    /// Whether one demodulator would take both for the same kind of frame, so that it hears the one
    /// it locked to and misses the other.
    func occupiesDemodulator(of other: AirFrame) -> Bool {
        switch (modulation, other.modulation) {
        case (.loRa(let mine), .loRa(let theirs)):
            mine.spreadingFactor == theirs.spreadingFactor && mine.bandwidth == theirs.bandwidth
                && hasInvertedPolarity == other.hasInvertedPolarity && isNear(other)
        case (.fsk, .fsk): isNear(other)
        default: false
        }
    }

    /// Near enough for a receiver of one to find the other: a quarter of the bandwidth.
    private func isNear(_ other: AirFrame) -> Bool {
        frequency.gap(to: other.frequency).value * 4 <= width.value
    }

    /// Signal to interference at which a receiver of `own` still decodes, when a frame of another
    /// spreading factor lies over it: rows and columns SF7...SF12, in decibels. Measured by Croce,
    /// Gucciardo, Mangione, Santaromita and Tinnirello, "Impact of LoRa Imperfect Orthogonality",
    /// IEEE Communications Letters 22 (2018). Their diagonal (1 dB) is replaced by `captureRatio`.
    /// Nobody has published figures for SF5 and SF6.
    private static let rejections: [[Int32]] = [
        [0, -8, -9, -9, -9, -9],
        [-11, 0, -11, -12, -13, -13],
        [-15, -13, 0, -13, -14, -15],
        [-19, -18, -17, 0, -17, -18],
        [-22, -22, -21, -20, 0, -20],
        [-25, -25, -25, -24, -23, 0],
    ]

    static func rejection(of other: SpreadingFactor, by own: SpreadingFactor) -> Decibels? {
        guard own >= .sf7, other >= .sf7, own != other else { return nil }
        let (row, column) = (Int(own.rawValue) - 7, Int(other.rawValue) - 7)
        return Decibels(hundredths: 100 * rejections[row][column])
    }
}

/// How much stronger than another of its kind a frame must be (Semtech's SX1272 data sheet, co-channel
/// rejection; Goursaud and Gorce 2015).
private let captureRatio = Decibels(hundredths: 600)

/// Of a non-coherent FSK receiver, for one bit error in a thousand or so. It is its ratio for
/// interference too.
private let fskFloor = Decibels(hundredths: 900)

private let thermalNoisePerHertz = SignalLevel(hundredths: -17_400)

extension LoRaModulation {
    /// Chirps that rise equally fast, whatever their length: bandwidth squared by chips. As the
    /// chip's duration squared times the chips, which is whole.
    fileprivate var steepness: UInt64 {
        let chip = bandwidth.chipDuration.value
        return chip * chip * spreadingFactor.chipsPerSymbol
    }
}

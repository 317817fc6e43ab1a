public import Units

extension RegionalPlan {
    /// What a plan allows. Facts of the LoRa Alliance's regional parameters and of national rules,
    /// gathered in `maps/regions/plans.csv` with what was doubtful about them.
    public struct Rules: Sendable {
        public let plan: RegionalPlan
        /// The canonical name.
        public let name: String
        /// The channels a beacon is drawn from, ascending; each with its whole width inside `band`.
        public let beaconChannels: [Hertz]
        /// The LoRaWAN number of the first beacon channel, in plans that number theirs.
        public let firstChannelNumber: UInt8?
        public let bandwidth: Bandwidth
        /// The strongest radiated power, antenna gain included.
        public let maximumEIRP: SignalLevel
        /// The uplink data rates of `bandwidth`, by number: slowest first.
        public let uplinkRates: [UplinkRate]
        /// The spreading factors that carry a beacon frame of 24 bytes within the dwell limit,
        /// ascending from SF7, in the order PROTOCOL 3.3 draws from. Never empty.
        public let beaconRates: [BeaconRate]
        /// The longest single transmission.
        public let dwellLimit: Nanoseconds?
        /// Where and how much of the time one may send. Empty: no such limit. Otherwise nothing is
        /// allowed outside these bands.
        public let dutyCycles: [DutyCycle]
        public let listenBeforeTalk: ListenBeforeTalk?
        /// The edges of the band, not the centres of its outermost channels.
        public let band: ClosedRange<Hertz>
        public let firstWindow: FirstWindow
        public let secondWindow: SecondWindow

        /// The duty cycle that binds a transmission centred on a frequency.
        public func dutyCycle(at frequency: Hertz) -> DutyCycle? {
            dutyCycles.first { $0.band.contains(frequency) }
        }

        /// The longest frame a rate carries, header to check: within the rate's size and the dwell
        /// limit. Nothing for a spreading factor the plan does not beacon with.
        public func longestBeacon(at spreadingFactor: SpreadingFactor) -> Int? {
            beaconRates.first { $0.spreadingFactor == spreadingFactor }?.longestFrame
        }
    }

    /// A LoRaWAN data rate.
    public struct UplinkRate: Hashable, Sendable {
        public let spreadingFactor: SpreadingFactor
        /// The largest application payload without frame options, in bytes; 0 where the dwell limit
        /// forbids the rate.
        public let largestPayload: Int

        init(_ spreadingFactor: SpreadingFactor, payload: Int) {
            self.spreadingFactor = spreadingFactor
            largestPayload = payload
        }
    }

    /// A spreading factor that beacons, with the longest frame it carries (24...255 bytes).
    public struct BeaconRate: Hashable, Sendable {
        public let spreadingFactor: SpreadingFactor
        public let longestFrame: Int

        init(_ spreadingFactor: SpreadingFactor, longest: Int) {
            self.spreadingFactor = spreadingFactor
            longestFrame = longest
        }
    }

    /// The share of the time one may send in a band, per thousand.
    public struct DutyCycle: Hashable, Sendable {
        public let band: ClosedRange<Hertz>
        public let perMille: Int

        init(_ low: UInt64, _ high: UInt64, perMille: Int) {
            band = Hertz(low)...Hertz(high)
            self.perMille = perMille
        }
    }

    /// A channel counts as free after this long below this level.
    public struct ListenBeforeTalk: Hashable, Sendable {
        public let threshold: SignalLevel
        public let duration: Nanoseconds

        init(below hundredths: Int32, nanoseconds: UInt64) {
            threshold = SignalLevel(hundredths: hundredths)
            duration = Nanoseconds(nanoseconds)
        }
    }

    /// Where the first downlink window listens.
    public enum FirstWindow: Hashable, Sendable {
        /// On the channel of the uplink.
        case uplinkChannel
        /// On `first + step * (channel number mod count)`.
        case table(first: Hertz, step: Hertz, count: UInt64)
    }

    /// Where the second downlink window listens, before a network moves it.
    public struct SecondWindow: Hashable, Sendable {
        public let frequency: Hertz
        public let spreadingFactor: SpreadingFactor
        public let bandwidth: Bandwidth

        init(_ frequency: Hertz, _ spreadingFactor: SpreadingFactor, _ bandwidth: Bandwidth) {
            self.frequency = frequency
            self.spreadingFactor = spreadingFactor
            self.bandwidth = bandwidth
        }
    }

    static func hertz(_ values: UInt64...) -> [Hertz] { values.map { Hertz($0) } }
}

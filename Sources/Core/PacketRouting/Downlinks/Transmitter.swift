public import Airwaves
public import Attestation
public import Radios
public import Units

/// What one of the box's radios may send now, and how its counter stands to other clocks. The box's
/// own beacons and the router's downlinks both go through it, so that the antenna's limits hold for
/// their sum.
public struct Transmitter: Sendable {
    /// Nil while the radio is away.
    public private(set) var identity: RadioIdentity?
    /// Nil while place or plan is unknown: nothing is sent.
    public private(set) var plan: RegionalPlan?
    /// Nil while nobody said it: nothing is sent, for the plan limits what leaves the antenna.
    public private(set) var antennaGain: Decibels?
    /// One for each plan that ever was in force here: who crosses a border and comes back has not won
    /// a new hour of duty cycle.
    private var guards: [TransmitGuard] = []
    private var clock = RadioClock()

    public init() {}

    /// Why nothing can be sent at all, as a router is told; nil when something can.
    public var obstacle: DownlinkOutcome? {
        if plan == nil { return .placeUnknown }
        if identity == nil { return .radioAway }
        return antennaGain == nil ? .powerRefused : nil
    }

    /// The greatest radiated power of the plan.
    public var greatestPower: SignalLevel? { plan?.rules.maximumEIRP }

    // MARK: What changes

    public mutating func becameReady(_ identity: RadioIdentity, at time: BoxTime) {
        self.identity = identity
        clock.begin(at: time.uptime)
    }

    public mutating func wentAway() { identity = nil }

    public mutating func limit(to plan: RegionalPlan?, antennaGain: Decibels?) {
        self.plan = plan
        self.antennaGain = antennaGain
        guard let plan, let antennaGain, place(of: plan, antennaGain) == nil else { return }
        guards.append(TransmitGuard(plan: plan, antennaGain: antennaGain))
    }

    /// The radio's clock now.
    public mutating func reads(_ radio: RadioTime, at time: BoxTime) {
        clock.reads(radio, at: time.uptime)
    }

    /// The radio's clock at a pulse of its GNSS receiver, which comes with each whole second of UTC.
    public mutating func pulsed(_ radio: RadioTime, at time: BoxTime) {
        clock.pulsed(radio, at: time)
    }

    private func place(of plan: RegionalPlan, _ gain: Decibels) -> Int? {
        guards.firstIndex { $0.plan == plan && $0.antennaGain == gain }
    }

    // MARK: Permission

    /// Allows a transmission by the limits of the plan in force; `settle` must be told how it ended.
    public mutating func permit(
        _ transmission: Radios.Transmission, at time: BoxTime
    ) throws(TransmitRefusal) -> PermittedTransmission {
        guard let identity, let plan, let antennaGain,
            let place = place(of: plan, antennaGain)
        else { throw .notReady }
        var delay = Nanoseconds(0)
        if case .at(let start) = transmission.start, let now = clock.now(at: time.uptime),
            start > now
        {
            delay = Nanoseconds((start.microseconds - now.microseconds) &* 1_000)
        }
        return try guards[place].permit(
            transmission, by: identity, at: time.uptime, in: delay)
    }

    /// How a permitted transmission ended. A number nobody knows is nothing.
    public mutating func settle(_ number: UInt32, _ outcome: TransmitOutcome) {
        for place in guards.indices { guards[place].settle(number, outcome) }
    }

    /// What a duty cycle has used of its hour; empty where the plan has none.
    public func usage(at time: BoxTime) -> [(cycle: RegionalPlan.DutyCycle, used: Nanoseconds)] {
        guard let plan, let antennaGain, let place = place(of: plan, antennaGain) else { return [] }
        return guards[place].usage(at: time.uptime)
    }

    // MARK: Clocks

    /// The counter as routers see it: the radio's, moved so that it goes on rising when the radio's
    /// begins anew. A counter from before a restart is therefore past, never a wrong time to come.
    public mutating func extended(_ radio: RadioTime) -> UInt64 { clock.extended(radio) }

    /// The radio's time of an extended counter; nil for one of before the radio's last start.
    public func radioTime(ofExtended counter: UInt64) -> RadioTime? {
        clock.radioTime(ofExtended: counter)
    }

    /// The radio's time of an instant of GPS-disciplined UTC; nil without recent pulses.
    public func radioTime(of utc: Nanoseconds, at time: BoxTime) -> RadioTime? {
        clock.radioTime(of: utc, at: time)
    }

    /// The radio's clock now, to about a millisecond; nil before it was read.
    public func now(at time: BoxTime) -> RadioTime? { clock.now(at: time.uptime) }

    /// UTC of an instant of the radio's clock within some minutes of now; nil when the clock was not
    /// read lately.
    public func utc(of radio: RadioTime, at time: BoxTime) -> Nanoseconds? {
        guard let now = clock.now(at: time.uptime) else { return nil }
        let ago = Int64(bitPattern: now.microseconds &- radio.microseconds)
        guard ago.magnitude < 600_000_000 else { return nil }
        return time.utc(microsecondsAgo: ago)
    }
}

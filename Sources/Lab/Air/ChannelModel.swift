internal import Airwaves
public import Units

/// What lies between two antennas. The one seam behind which every world puts its paths: terrain,
/// buildings, weather. There is never a second air.
public protocol ChannelModel: Sendable {
    /// The loss between isotropic antennas while one emission is on air. What does not move must be
    /// the same both ways: draw it from `draws.pair`. What differs from frame to frame comes from
    /// `draws.frame`. The answer must depend on nothing but the arguments.
    func loss(
        from sender: AirStation, to receiver: AirStation, of emission: Emission,
        draws: ChannelDraws
    ) -> Decibels
}

/// Where a channel's chance comes from. Each use begins anew, so the order of questions is free.
public struct ChannelDraws: Sendable {
    let seed: UInt64
    let lower: UInt64
    let upper: UInt64
    let sender: UInt64
    let emission: UInt64

    init(seed: UInt64, sender: String, receiver: String, emission: UInt64) {
        let (first, second) = (SeededDraws.key(of: sender), SeededDraws.key(of: receiver))
        self.seed = seed
        lower = min(first, second)
        upper = max(first, second)
        self.sender = first
        self.emission = emission
    }

    /// The same for both directions, and for all time.
    public var pair: SeededDraws { SeededDraws(seed: seed, keys: 1, lower, upper) }

    /// Of one emission at one receiver.
    public var frame: SeededDraws {
        SeededDraws(seed: seed, keys: 2, lower, upper, sender, emission)
    }
}

/// Flat, empty ground: free space near by, two rays far away (`FlatGround`), and for each pair a
/// shadow that does not move. A pair without two places has a loss of its own.
public struct OpenGround: ChannelModel {
    /// The loss of a pair of which one is nowhere in particular.
    public var unplacedLoss: Decibels
    /// Standard deviation of what stands between the two of a pair; measured in towns: about 8 dB.
    public var shadowing: Decibels
    /// Standard deviation from frame to frame: leaves, cars, people.
    public var fading: Decibels

    /// 100 dB is about 2.7 km of free space at 868 MHz: everybody hears everybody, well.
    public static let usualUnplacedLoss = Decibels(hundredths: 10_000)
    public static let usualShadowing = Decibels(hundredths: 600)
    /// By so much a frame may at most be stronger than through free space: two rays in step double
    /// the field. Rule W-14 allows as much, so that no honest report breaks it (decision 0255).
    public static let mostReflected = Decibels(hundredths: 600)

    public init(
        unplacedLoss: Decibels = usualUnplacedLoss, shadowing: Decibels = usualShadowing,
        fading: Decibels = Decibels(hundredths: 0)
    ) {
        self.unplacedLoss = unplacedLoss
        self.shadowing = shadowing
        self.fading = fading
    }

    public func loss(
        from sender: AirStation, to receiver: AirStation, of emission: Emission,
        draws: ChannelDraws
    ) -> Decibels {
        var frame = draws.frame
        let fade = frame.bell(sigma: fading)
        guard let here = sender.place, let there = receiver.place else {
            return unplacedLoss + fade
        }
        let distance = here.coordinate.distance(to: there.coordinate)
        let frequency = emission.frame.frequency
        let freeSpace = Decibels.freeSpaceLoss(distance: distance, frequency: frequency)
        let ground = FlatGround.leastLoss(
            distance: distance, frequency: frequency, heights: here.height, there.height)
        var pair = draws.pair
        // No shadow makes a path better than none at all.
        let shadowed = max(freeSpace, ground) + pair.bell(sigma: shadowing)
        return max(max(shadowed, freeSpace) + fade, freeSpace - Self.mostReflected)
    }
}

/// Losses written down pair by pair, for tests and for benches with attenuators.
public struct LossTable: ChannelModel {
    private var losses: [Pair: Decibels] = [:]
    public var otherwise: Decibels

    private struct Pair: Hashable {
        let first: String
        let second: String

        init(_ one: String, _ other: String) {
            first = min(one, other)
            second = max(one, other)
        }
    }

    public init(otherwise: Decibels = OpenGround.usualUnplacedLoss) { self.otherwise = otherwise }

    public subscript(_ one: String, _ other: String) -> Decibels {
        get { losses[Pair(one, other)] ?? otherwise }
        set { losses[Pair(one, other)] = newValue }
    }

    public func loss(
        from sender: AirStation, to receiver: AirStation, of emission: Emission,
        draws: ChannelDraws
    ) -> Decibels { self[sender.name, receiver.name] }
}

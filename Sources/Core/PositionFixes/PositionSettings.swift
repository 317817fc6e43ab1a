internal import Attestation
public import Notation
public import Settings
public import Units

/// Section `[position]`: where the box learns its place from.
public enum PositionSettings: Equatable, Sendable {
    case gpsd(SocketName)
    case fixed(Position)
    /// Nobody measures; only the asserted place counts (rule B-2: not judged).
    case nothing

    public static let usualGPSD = "127.0.0.1:2947"

    public static let settings: [Setting] = [
        Setting(
            "position.source", .choice(["gpsd", "fixed", "none"]), default: "gpsd",
            "who says where the box is: a receiver through gpsd, this file, or nobody"),
        Setting(
            "position.gpsd", .text, default: usualGPSD, "where gpsd listens"),
        Setting(
            "position.fixed", .text,
            "the place for source fixed, latitude and longitude such as \"47.3769,8.5417\""),
        Setting(
            "position.fixed_accuracy_m", .integer(1...1_000_000), default: "50", unit: "m",
            "how far the box may be from position.fixed"),
    ]

    public init(reading settings: Settings) throws(PositionSettingsError) {
        let place = settings.text("position.fixed")
        let source = settings.text("position.source") ?? "gpsd"
        guard source == "fixed" || place == nil else { throw .unusedPlace(source: source) }
        switch source {
        case "fixed":
            guard let place else { throw .noPlace }
            let accuracy = Int64(settings.integer("position.fixed_accuracy_m") ?? 50)
            self = .fixed(
                Position(
                    place: try Self.coordinate(place), accuracy: Metres(accuracy),
                    source: .configured))
        case "none": self = .nothing
        default:
            do throws(SocketNameError) {
                let text = settings.text("position.gpsd") ?? Self.usualGPSD
                self = .gpsd(try SocketName(parsing: text))
            } catch { throw .address(error) }
        }
    }

    private static func coordinate(_ text: String) throws(PositionSettingsError) -> Coordinate {
        do throws(CoordinateError) {
            return try Coordinate(parsing: text)
        } catch { throw .place(error) }
    }
}

/// Why section `[position]` makes no sense.
public enum PositionSettingsError: Error, Equatable, CustomStringConvertible {
    case noPlace
    case unusedPlace(source: String)
    case place(CoordinateError)
    case address(SocketNameError)

    public var description: String {
        switch self {
        case .noPlace:
            "position.source is fixed, but no place is given: add position.fixed = "
                + "\"47.3769,8.5417\" with the place of the box"
        case .unusedPlace(let source):
            "position.fixed is given, but position.source is \(source): write position.source = "
                + "\"fixed\", or remove position.fixed"
        case .place(let error): "position.fixed: \(error)"
        case .address(let error): "position.gpsd: \(error)"
        }
    }
}

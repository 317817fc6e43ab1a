import Primitives
import Units

extension FuzzTarget {
    /// What a person types for a quantity: what is accepted is printed as it was typed.
    static let quantity = FuzzTarget(name: "quantity") { bytes in
        let text = String(decoding: [UInt8](copying: bytes), as: UTF8.self)
        let printed = [
            (try? Hertz(parsing: text))?.description,
            (try? Decibels(parsing: text))?.description,
            (try? SignalLevel(parsing: text))?.description,
            (try? Metres(parsing: text))?.description,
            (try? Grains(parsing: text))?.description,
        ]
        for spelling in printed {
            precondition(
                spelling == nil || spelling == text, "\(text) is printed as \(spelling ?? "")")
        }
    }

    /// A place from a command line or a file: what is accepted, printed, is the same place again.
    static let coordinate = FuzzTarget(name: "coordinate") { bytes in
        let text = String(decoding: [UInt8](copying: bytes), as: UTF8.self)
        guard let place = try? Coordinate(parsing: text) else { return }
        precondition((try? Coordinate(parsing: place.description)) == place, "\(text) as \(place)")
    }
}

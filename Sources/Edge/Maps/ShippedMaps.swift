public import Airwaves
internal import CPlaces

/// The map data that is part of every program, so that no file can be missing or be another.
public enum ShippedMaps {
    /// The place map of this version. The first use checks it, once: two milliseconds.
    public static let places = unsafe check(placesBytes)

    /// The bytes of `maps/places.bin` at the time of the build.
    public static var placesBytes: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: earshot_places(), count: earshot_places_length())
    }

    private static func check(_ bytes: UnsafeRawBufferPointer) -> PlaceMap {
        do throws(PlaceMapError) {
            return try unsafe PlaceMap(checking: bytes)
        } catch {
            preconditionFailure("this program was built with a bad maps/places.bin: \(error)")
        }
    }
}

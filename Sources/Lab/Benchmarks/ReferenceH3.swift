import Glibc

/// The C library of H3 as `script/build-reference-h3` builds it, loaded only to be measured beside
/// HexGrid. A missing library leaves its rows out of the table and is said.
@safe struct ReferenceH3 {
    typealias Encode =
        @convention(c) (UnsafeRawPointer, Int32, UnsafeMutablePointer<UInt64>) -> UInt32
    typealias Decode = @convention(c) (UInt64, UnsafeMutableRawPointer) -> UInt32
    typealias Disk = @convention(c) (UInt64, Int32, UnsafeMutablePointer<UInt64>) -> UInt32
    typealias Distance = @convention(c) (UInt64, UInt64, UnsafeMutablePointer<Int64>) -> UInt32
    typealias Compact =
        @convention(c) (UnsafePointer<UInt64>, UnsafeMutablePointer<UInt64>, Int64) -> UInt32
    typealias Uncompact =
        @convention(c) (
            UnsafePointer<UInt64>, Int64, UnsafeMutablePointer<UInt64>, Int64, Int32
        ) -> UInt32
    typealias IsValid = @convention(c) (UInt64) -> Int32
    typealias FillSize =
        @convention(c) (UnsafeRawPointer, Int32, UInt32, UnsafeMutablePointer<Int64>) -> UInt32
    typealias Fill =
        @convention(c) (
            UnsafeRawPointer, Int32, UInt32, Int64, UnsafeMutablePointer<UInt64>
        ) -> UInt32
    typealias Outline =
        @convention(c) (UnsafePointer<UInt64>, Int64, UnsafeMutableRawPointer) -> UInt32
    typealias Free = @convention(c) (UnsafeMutableRawPointer) -> Void
    typealias Parse = @convention(c) (UnsafePointer<CChar>, UnsafeMutablePointer<UInt64>) -> UInt32
    typealias Print = @convention(c) (UInt64, UnsafeMutablePointer<CChar>, Int) -> UInt32

    let latLngToCell: Encode
    let cellToLatLng: Decode
    let cellToBoundary: Decode
    let cellAreaKm2: Decode
    let cellToParent: Disk
    let cellToChildren: Disk
    let cellToCenterChild: Disk
    let gridDisk: Disk
    let gridRing: Disk
    let gridDistance: Distance
    let compactCells: Compact
    let uncompactCells: Uncompact
    let isValidCell: IsValid
    let fillSize: FillSize
    let fill: Fill
    let cellsToMultiPolygon: Outline
    let destroyGeoMultiPolygon: Free
    let stringToH3: Parse
    let h3ToString: Print

    static let path = ".cache/h3/libh3.so"

    init?() {
        guard let library = unsafe dlopen(Self.path, RTLD_NOW) else { return nil }
        func symbol<Function>(_ name: String, as: Function.Type) -> Function {
            guard let address = unsafe dlsym(library, name) else {
                preconditionFailure("\(Self.path) has no \(name)")
            }
            return unsafe unsafeBitCast(address, to: Function.self)
        }
        unsafe latLngToCell = unsafe symbol("latLngToCell", as: Encode.self)
        unsafe cellToLatLng = unsafe symbol("cellToLatLng", as: Decode.self)
        unsafe cellToBoundary = unsafe symbol("cellToBoundary", as: Decode.self)
        unsafe cellAreaKm2 = unsafe symbol("cellAreaKm2", as: Decode.self)
        unsafe cellToParent = unsafe symbol("cellToParent", as: Disk.self)
        unsafe cellToChildren = unsafe symbol("cellToChildren", as: Disk.self)
        unsafe cellToCenterChild = unsafe symbol("cellToCenterChild", as: Disk.self)
        unsafe gridDisk = unsafe symbol("gridDisk", as: Disk.self)
        unsafe gridRing = unsafe symbol("gridRing", as: Disk.self)
        unsafe gridDistance = unsafe symbol("gridDistance", as: Distance.self)
        unsafe compactCells = unsafe symbol("compactCells", as: Compact.self)
        unsafe uncompactCells = unsafe symbol("uncompactCells", as: Uncompact.self)
        isValidCell = symbol("isValidCell", as: IsValid.self)
        unsafe fillSize = unsafe symbol("maxPolygonToCellsSizeExperimental", as: FillSize.self)
        unsafe fill = unsafe symbol("polygonToCellsExperimental", as: Fill.self)
        unsafe cellsToMultiPolygon = unsafe symbol("cellsToMultiPolygon", as: Outline.self)
        unsafe destroyGeoMultiPolygon = unsafe symbol("destroyGeoMultiPolygon", as: Free.self)
        unsafe stringToH3 = unsafe symbol("stringToH3", as: Parse.self)
        unsafe h3ToString = unsafe symbol("h3ToString", as: Print.self)
    }
}

/// H3's own structures.
struct ReferenceAngles {
    var latitude = 0.0
    var longitude = 0.0
}

@safe struct ReferenceLoop {
    var count: Int32 = 0
    var points: UnsafeMutablePointer<ReferenceAngles>?
}

@safe struct ReferencePolygon {
    var outer = unsafe ReferenceLoop(points: nil)
    var holeCount: Int32 = 0
    var holes: UnsafeMutablePointer<ReferenceLoop>?
}

@safe struct ReferenceMultiPolygon {
    var count: Int32 = 0
    var polygons: UnsafeMutablePointer<ReferencePolygon>?
}

/// Room for ten points and their number.
struct ReferenceBoundary {
    var count: Int32 = 0
    var points = InlineArray<10, ReferenceAngles>(repeating: ReferenceAngles())
}

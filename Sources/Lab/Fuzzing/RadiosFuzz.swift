import Primitives
import Radios

extension FuzzTarget {
    /// Where a radio is, as typed: what is accepted is printed as it was typed.
    static let radioAddress = FuzzTarget(name: "radio-address") { bytes in
        let text = String(decoding: [UInt8](copying: bytes), as: UTF8.self)
        guard let address = try? RadioAddress(parsing: text) else { return }
        precondition(
            address.description.utf8.elementsEqual(text.utf8), "\(text) is printed as \(address)")
    }
}

public import Concentrator
internal import Radios
internal import Signing

extension BoxSettings {
    /// The concentrator's board that is named; nil where none is.
    public func board() throws(BoardError) -> Board? {
        guard let name = radio.board else { return nil }
        return try Board(parsing: name)
    }
}

extension FirmwareRead {
    /// The controllers' code that a concentrator is started with, of the first folder that has files.
    public static func code(
        in folders: [String], acceptUnknown: Bool
    ) throws(FirmwareError) -> ConcentratorCode {
        try ConcentratorCode(
            from: all(in: folders).compactMap(\.found), acceptUnknown: acceptUnknown,
            hashing: SHA256.self)
    }
}

public import Attestation

/// Why bytes are no registry, and at which record, from 0.
public struct RegistryFormatError: Error, Equatable, Sendable, CustomStringConvertible {
    public let record: Int
    public let reason: Reason

    public enum Reason: Equatable, Sendable {
        case cbor(CBORError)
        case registry(RegistryError)
        case flaw(Flaw)
    }

    public enum Flaw: String, CaseIterable, Sendable {
        case noHead, otherNetwork, kind, order, value, unknownAccount, unknownHotspot, keyTwice
        case noVersion, message
    }

    public var description: String {
        switch reason {
        case .cbor(let error): "registry, record \(record): \(error)"
        case .registry(let error): "registry, record \(record): \(error)"
        case .flaw(let flaw): "registry, record \(record): \(flaw.sentence)"
        }
    }
}

extension RegistryFormatError.Flaw {
    var sentence: String {
        switch self {
        case .noHead: "a registry begins with its head, and has one"
        case .otherNetwork: "it is another network's"
        case .kind: "a kind of record this program does not know"
        case .order: "records ascend by kind, then by number, key or log index, each one once"
        case .value: "a number beyond its bounds"
        case .unknownAccount: "it names an account that stands in no record"
        case .unknownHotspot: "it names a hotspot that stands in no record"
        case .keyTwice: "a key is two hotspots'"
        case .noVersion: "a hotspot has a place, a key and an owner"
        case .message: "a change is no message of its type"
        }
    }
}

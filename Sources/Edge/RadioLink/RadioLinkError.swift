public import Diagnosis
public import Host
public import Notation
public import Radios
internal import Units

/// Why a radio's line could not be opened, or why it does not work any more. Each says what a person
/// can do. The line is then to be closed.
public enum RadioLinkError: Error, Equatable, Sendable {
    case notFound(RadioAddress)
    /// Two devices claim one serial number; the places where they are plugged in.
    case ambiguous(serial: String, places: [String])
    case notPermitted(NodeDenial)
    /// Held by processes, as far as this user may see, or by what nobody may see.
    case busy(node: String, holders: [ProcessObservation])
    case wrongDevice(RadioAddress, WrongDevice)
    case unplugged(RadioAddress)
    case timedOut(LineTask)
    /// The device refused to go on with a pipe; it was told that it may.
    case stalled(LineTask)
    /// The line was lost, or the time was up, in the middle of a write.
    case truncatedWrite(sent: Int, of: Int)
    /// A transfer came back damaged: mostly a cable, a hub, or a plug being pulled.
    case busError(LineTask)
    /// The device sent more than a packet may hold.
    case overflow
    case interrupted(LineTask)
    case noSuchHost(SocketName)
    case refused(SocketName)
    case system(LineTask, SystemError)
    /// libusb's own words for what has no better name here.
    case library(LineTask, String)

    /// What was tried.
    public enum LineTask: String, CaseIterable, Sendable {
        case open, claim, configure, read, write, list, watch
    }

    public enum WrongDevice: Equatable, Sendable {
        /// Neither a CDC-ACM control and data interface, nor what stands for them.
        case noSerialInterface
        case notATerminal
        case unconfigured
    }
}

extension RadioLinkError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notFound(.tcp(let name)): "nothing listens at \(name)"
        case .notFound(let address):
            "\(address) is not plugged in; earshot radio list shows what is"
        case .ambiguous(let serial, let places):
            "\(places.count) devices call themselves \(serial); choose one by its place: "
                + places.map { "usb:@\($0)" }.joined(separator: ", ")
        case .notPermitted(let denial): denial.description
        case .busy(let node, let holders): Self.busyText(node, holders)
        case .wrongDevice(let address, let reason): "\(address) \(reason)"
        case .unplugged(.tcp(let name)): "\(name) ended the connection"
        case .unplugged(let address): "\(address) was unplugged"
        case .timedOut(let task): "the radio took no part in \(task.phrase) in time"
        case .stalled(let task): "the radio stalled \(task.phrase)"
        case .truncatedWrite(let sent, let count):
            "only \(sent) of \(count) bytes reached the radio"
        case .busError(let task):
            "\(task.phrase) failed on the bus; look at the cable, the hub and the power supply"
        case .overflow: "the radio sent more than a USB packet holds"
        case .interrupted(let task): "\(task.phrase) was ended"
        case .noSuchHost(let name): "no way leads to \(name); is the address right?"
        case .refused(let name): "\(name) refuses connections; is the emulator running there?"
        case .system(let task, let error): "\(task.phrase): \(error)"
        case .library(let task, let text): "\(task.phrase): libusb says \(text)"
        }
    }

    private static func busyText(_ node: String, _ holders: [ProcessObservation]) -> String {
        guard let first = holders.first else {
            return "\(node) is in use by a program that this user may not see; "
                + "sudo fuser -v \(node) names it"
        }
        let names = holders.map { "\($0.name) (process \($0.identifier))" }.joined(separator: ", ")
        let advice =
            first.name == "ModemManager"
            ? "it takes radios for modems; the udev rule \(UdevRule.fileName) keeps it away "
                + "(earshot doctor --fix installs it)"
            : "stop it first"
        return "\(node) is in use by \(names); \(advice)"
    }
}

extension RadioLinkError.LineTask {
    var phrase: String {
        switch self {
        case .open: "opening the line"
        case .claim: "claiming the device"
        case .configure: "setting up the line"
        case .read: "reading"
        case .write: "writing"
        case .list: "listing devices"
        case .watch: "watching for devices"
        }
    }
}

extension RadioLinkError.WrongDevice: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSerialInterface: "has no serial interface (CDC-ACM), so it is no radio of ours"
        case .notATerminal: "is no terminal device"
        case .unconfigured: "has no active USB configuration; plug it in again"
        }
    }
}

internal import Diagnosis
internal import Glibc
internal import Host

/// Why this user may not open a device node, and what helps.
public struct NodeDenial: Equatable, Sendable, CustomStringConvertible {
    public let node: String
    /// To whom it belongs, as in `root:dialout 0660`; empty when even that is hidden.
    public let owner: String
    public let advice: String

    /// - Parameter number: errno of the refused open.
    init(of node: String, refused number: Int32) {
        self.node = node
        guard let status = NodeStatus(of: node) else {
            owner = ""
            advice = "the directory it is in may not be read"
            return
        }
        owner = status.owner
        advice = Self.advice(status, number)
    }

    private static func advice(_ status: NodeStatus, _ number: Int32) -> String {
        if status.mayOpen || number == EPERM {
            return "this process is kept from devices: a container needs the device passed in, a "
                + "systemd service DeviceAllow="
        }
        if status.groupMayOpen {
            return "join the group and log in again: sudo usermod -aG \(status.group) "
                + MachineState.user().name
        }
        return "the udev rule \(UdevRule.fileName) gives it to the group \(UdevRule.group): "
            + "sudo earshot doctor --fix"
    }

    public var description: String {
        let whose = owner.isEmpty ? "" : ", which is \(owner)"
        return "\(MachineState.user().name) may not open \(node)\(whose); \(advice)"
    }
}

/// A device node's owner and mode, and what the system would say to opening it.
struct NodeStatus {
    let group: String
    let owner: String
    /// The mode gives the group both reading and writing, and the group is not root's.
    let groupMayOpen: Bool
    /// By mode and access lists, for this user; devices may be kept away by other means.
    let mayOpen: Bool

    init?(of node: String) {
        var status = stat()
        guard unsafe stat(node, &status) == 0 else { return nil }
        let user =
            unsafe getpwuid(status.st_uid).map { unsafe String(cString: $0.pointee.pw_name) }
            ?? "user \(status.st_uid)"
        group =
            unsafe getgrgid(status.st_gid).map { unsafe String(cString: $0.pointee.gr_name) }
            ?? "group \(status.st_gid)"
        let mode = String(status.st_mode & 0o7777, radix: 8)
        owner =
            "\(user):\(group) "
            + String(repeating: "0", count: max(0, 4 - mode.utf8.count)) + mode
        groupMayOpen = status.st_mode & 0o060 == 0o060 && status.st_gid != 0
        mayOpen = unsafe access(node, R_OK | W_OK) == 0
    }
}

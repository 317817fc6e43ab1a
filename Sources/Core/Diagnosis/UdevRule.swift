/// What udev is told of Earshot's radios, so that they can be opened without root, keep their name
/// when the port changes, and are left alone by ModemManager.
public enum UdevRule {
    public static let fileName = "60-earshot.rules"
    /// Where an administrator's rules are; written by `earshot doctor --fix`.
    public static let directory = "/etc/udev/rules.d"
    /// Where packages put theirs.
    public static let packagedDirectories = ["/usr/lib/udev/rules.d", "/lib/udev/rules.d"]
    /// Who may open the radios. Debian's group for serial lines.
    public static let group = "dialout"

    /// The package has the same text (`packaging/60-earshot.rules`); a test compares them.
    ///
    /// The CoreCell bridge and radio boards with the firmware link share STMicroelectronics'
    /// identifier of any virtual serial port, 0483:5740.
    public static let text = """
        # Earshot: LoRa radios on USB. Brought by the Debian package, or by `earshot doctor --fix` in
        # /etc/udev/rules.d; delete it there to undo.
        # 0483:5740 is any STM32 with a virtual serial port, the CoreCell bridge among them.
        ACTION=="remove", GOTO="earshot_end"
        SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ATTR{idVendor}=="0483", \
        ATTR{idProduct}=="5740", GROUP="\(group)", MODE="0660", ENV{ID_MM_DEVICE_IGNORE}="1"
        SUBSYSTEM=="tty", ATTRS{idVendor}=="0483", ATTRS{idProduct}=="5740", \
        GROUP="\(group)", MODE="0660", ENV{ID_MM_PORT_IGNORE}="1", \
        SYMLINK+="lora/$attr{serial}", TAG+="systemd"
        LABEL="earshot_end"

        """
}

/// Whether the rule is there.
public enum UdevObservation: Equatable, Sendable {
    /// Nothing reads rules here, as in a container.
    case noUdev
    case absent
    case present(path: String)
    /// A rule of that name with another text.
    case other(path: String)
}

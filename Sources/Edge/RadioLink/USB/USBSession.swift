internal import CUSB
internal import Glibc
internal import Host
internal import Units

/// libusb's state for one line or one watch: devices as they were plugged in when it began, and what
/// it waits on. A new one sees new devices also where no udev tells of them. One thread's.
@safe final class USBSession {
    let context: OpaquePointer
    private var waits: [pollfd] = []

    init() throws(RadioLinkError) {
        var made: OpaquePointer?
        let result = unsafe libusb_init(&made)
        guard result == 0, let made = unsafe made else { throw USBStatus.failure(.open, result) }
        unsafe context = made
    }

    deinit { unsafe libusb_exit(context) }

    /// Calls back for what has happened, without waiting.
    func handleEvents() throws(RadioLinkError) {
        var none = timeval()
        let result = unsafe libusb_handle_events_timeout_completed(context, &none, nil)
        guard result == 0 || result == LIBUSB_ERROR_INTERRUPTED.rawValue else {
            throw USBStatus.failure(.read, result)
        }
    }

    /// Waits until something happens, and calls back for it. libusb's own waiting cannot be ended by
    /// a descriptor of ours, so the waiting is done here on its descriptors. No transfer of ours has
    /// a time-out of libusb's, so nothing but these wakes it.
    func wait(wake: Int32, until deadline: Nanoseconds) throws(RadioLinkError) -> Poll.Waited {
        guard let list = unsafe libusb_get_pollfds(context) else {
            throw .library(.read, "no memory")
        }
        waits.removeAll(keepingCapacity: true)
        var next = unsafe list
        while let entry = unsafe next.pointee {
            waits.append(
                pollfd(fd: unsafe entry.pointee.fd, events: unsafe entry.pointee.events, revents: 0)
            )
            unsafe next += 1
        }
        unsafe libusb_free_pollfds(list)
        let waited = Poll.wait(&waits, wake: wake, until: deadline)
        if waited == .ready { try handleEvents() }
        return waited
    }

    /// The device at a place; the caller gives it back by `libusb_unref_device`.
    func device(bus: UInt8, address: UInt8) -> OpaquePointer? {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = unsafe libusb_get_device_list(context, &list)
        guard count >= 0, let list = unsafe list else { return nil }
        defer { unsafe libusb_free_device_list(list, 1) }
        for index in 0..<count {
            guard let device = unsafe list[index],
                unsafe libusb_get_bus_number(device) == bus,
                unsafe libusb_get_device_address(device) == address
            else { continue }
            return unsafe libusb_ref_device(device)
        }
        return nil
    }
}

/// What libusb's numbers mean.
enum USBStatus {
    static func failure(_ task: RadioLinkError.LineTask, _ code: Int32) -> RadioLinkError {
        switch code {
        case LIBUSB_ERROR_TIMEOUT.rawValue: .timedOut(task)
        case LIBUSB_ERROR_PIPE.rawValue: .stalled(task)
        case LIBUSB_ERROR_OVERFLOW.rawValue: .overflow
        case LIBUSB_ERROR_IO.rawValue: .busError(task)
        default: .library(task, text(code))
        }
    }

    static func text(_ code: Int32) -> String {
        guard let name = unsafe libusb_error_name(code) else { return "error \(code)" }
        return unsafe String(cString: name)
    }
}

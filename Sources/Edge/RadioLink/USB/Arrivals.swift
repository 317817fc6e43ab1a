internal import CUSB
internal import Glibc
public import Host
public import Units

/// Tells when a USB device is plugged in, so that a lost radio need not wait for the next look. Where
/// no udev runs nothing is told; whoever waits looks from time to time anyway (`ReopenDelay`).
/// One thread's.
@safe public final class Arrivals {
    private let session: USBSession
    private let wake: Wake
    /// How many have come; written by libusb's callback inside our own `handleEvents`.
    private let count: UnsafeMutablePointer<Int32>
    private let callback: libusb_hotplug_callback_handle

    public enum Waited: Equatable, Sendable { case arrived, timeOut, woken }

    public init(wake: Wake) throws(RadioLinkError) {
        session = try USBSession()
        self.wake = wake
        let count = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
        unsafe count.initialize(to: 0)
        var callback: libusb_hotplug_callback_handle = 0
        let any = LIBUSB_HOTPLUG_MATCH_ANY
        let result = unsafe libusb_hotplug_register_callback(
            session.context, Int32(LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED.rawValue), 0, any, any, any,
            Self.body, count, &callback)
        guard result == 0 else {
            unsafe count.deallocate()
            throw USBStatus.failure(.watch, result)
        }
        unsafe self.count = count
        self.callback = callback
    }

    /// Not in an actor's context: C calls it.
    private static let body: libusb_hotplug_callback_fn = { _, _, _, user in
        guard let user = unsafe user else { return 0 }
        unsafe user.assumingMemoryBound(to: Int32.self).pointee &+= 1
        return 0
    }

    /// Waits until a device has arrived since the last call.
    public func wait(until deadline: Nanoseconds) throws(RadioLinkError) -> Waited {
        while true {
            try session.handleEvents()
            if unsafe count.pointee != 0 {
                unsafe count.pointee = 0
                return .arrived
            }
            switch try session.wait(wake: wake.descriptor, until: deadline) {
            case .ready: continue
            case .timeOut: return .timeOut
            case .woken: return .woken
            }
        }
    }

    deinit {
        unsafe libusb_hotplug_deregister_callback(session.context, callback)
        unsafe count.deallocate()
    }
}

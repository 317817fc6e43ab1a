internal import CCurl
internal import Glibc
internal import Host
internal import Settings
internal import Units

/// libcurl's handles: one for requests, and one that waits for them and keeps their connections.
@safe final class Session {
    private let curl: UnsafeMutableRawPointer
    private let multi: UnsafeMutableRawPointer
    /// libcurl writes what went wrong here.
    private let words: UnsafeMutablePointer<CChar>
    private var headers: UnsafeMutablePointer<curl_slist>?
    /// Stays where it is while libcurl reads from it.
    private var body: UnsafeMutableRawBufferPointer?

    /// Once for the process.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init() throws(WebError) {
        guard Self.isReady else { throw .library("any server", "libcurl does not start") }
        guard let multi = unsafe curl_multi_init() else { throw Self.noMemory }
        guard let curl = unsafe curl_easy_init() else {
            unsafe curl_multi_cleanup(multi)
            throw Self.noMemory
        }
        unsafe self.curl = curl
        unsafe self.multi = multi
        unsafe words = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        // The server, and one more while it moves.
        unsafe _ = earshot_curl_multi_long(multi, CURLMOPT_MAXCONNECTS, 2)
    }

    deinit {
        unsafe curl_easy_cleanup(curl)
        unsafe curl_multi_cleanup(multi)
        release()
        unsafe words.deallocate()
    }

    private static let noMemory = WebError.library("any server", "no memory")

    /// How libcurl ended a request.
    enum Result: Equatable { case finished(CURLcode), timedOut, cancelled }

    /// What libcurl knows of a request that ended.
    struct Facts {
        let result: Result
        let status: UInt16
        /// Of the certificate, by OpenSSL.
        let verification: Int
        let errno: Int32
        let isLookedUp: Bool
        let isConnected: Bool
        /// libcurl's own words.
        let words: String
    }

    // MARK: A request

    func prepare(
        _ request: WebRequest, _ settings: WebSettings, _ transfer: Transfer
    ) throws(WebError) {
        unsafe curl_easy_reset(curl)
        release()
        unsafe words.update(repeating: 0, count: Int(CURL_ERROR_SIZE))
        for (option, value) in rules + limits(request, settings) {
            try done(unsafe earshot_curl_long(curl, option, value), option)
        }
        try text(CURLOPT_URL, request.address)
        // Only the scheme of the address: it is what was checked.
        try text(CURLOPT_PROTOCOLS_STR, request.server.isEncrypted ? "https" : "http")
        // An empty text: no proxy, whatever the environment says.
        try text(CURLOPT_PROXY, "")
        try text(CURLOPT_USERAGENT, settings.userAgent)
        try authorities(settings)
        try method(request)
        try headers(request)
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        unsafe _ = earshot_curl_pointer(curl, CURLOPT_ERRORBUFFER, words)
        unsafe _ = earshot_curl_pointer(curl, CURLOPT_WRITEDATA, context)
        unsafe _ = earshot_curl_pointer(curl, CURLOPT_HEADERDATA, context)
        unsafe _ = earshot_curl_call(curl, CURLOPT_WRITEFUNCTION, Transfer.receiveBody)
        unsafe _ = earshot_curl_call(curl, CURLOPT_HEADERFUNCTION, Transfer.receiveHeader)
    }

    /// The same for every request.
    private var rules: [(CURLoption, Int)] {
        [
            (CURLOPT_NOSIGNAL, 1),
            // A look-up that hangs must not hold up the end of a request.
            (CURLOPT_QUICK_EXIT, 1),
            (CURLOPT_FOLLOWLOCATION, 0),
            (CURLOPT_SSL_VERIFYPEER, 1),
            (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
            (CURLOPT_HTTP09_ALLOWED, 0),
            (CURLOPT_PATH_AS_IS, 1),
            (CURLOPT_DISALLOW_USERNAME_IN_URL, 1),
            (CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue)),
            (CURLOPT_TCP_KEEPALIVE, 1),
            (CURLOPT_TCP_KEEPIDLE, 60),
            // Its buffers, of 16 KiB by default, and of 64 for what is sent.
            (CURLOPT_BUFFERSIZE, 16_384),
            (CURLOPT_UPLOAD_BUFFERSIZE, 16_384),
        ]
    }

    private func limits(_ request: WebRequest, _ settings: WebSettings) -> [(CURLoption, Int)] {
        [
            (CURLOPT_CONNECTTIMEOUT_MS, settings.connectLimit.milliseconds),
            (CURLOPT_LOW_SPEED_LIMIT, WebRequest.slowest),
            (CURLOPT_LOW_SPEED_TIME, (request.patience.milliseconds + 999) / 1000),
        ]
    }

    /// In the folder, a certificate is looked up by the hash of its name; one file of all
    /// authorities of a machine would be read whole, which costs a megabyte.
    private func authorities(_ settings: WebSettings) throws(WebError) {
        try text(CURLOPT_CAPATH, settings.folder)
        if let file = settings.authorities {
            try text(CURLOPT_CAINFO, file)
        } else {
            unsafe _ = earshot_curl_text(curl, CURLOPT_CAINFO, nil)
        }
    }

    private func method(_ request: WebRequest) throws(WebError) {
        switch request.method {
        case .get: break
        case .head: unsafe _ = earshot_curl_long(curl, CURLOPT_NOBODY, 1)
        case .delete: try text(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        case .post, .put:
            unsafe _ = earshot_curl_long(curl, CURLOPT_POST, 1)
            if request.method == .put { try text(CURLOPT_CUSTOMREQUEST, "PUT") }
            // One byte at least: libcurl takes nothing at nowhere for a body still to come.
            let copy = UnsafeMutableRawBufferPointer.allocate(
                byteCount: max(1, request.body.count), alignment: 1)
            unsafe copy.copyBytes(from: request.body)
            unsafe body = copy
            unsafe _ = earshot_curl_size(
                curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
            unsafe _ = earshot_curl_pointer(curl, CURLOPT_POSTFIELDS, copy.baseAddress)
        }
    }

    private func headers(_ request: WebRequest) throws(WebError) {
        // Without "Expect", which makes a server think before it answers.
        var lines = ["Expect:"] + request.headers.map { "\($0.name): \($0.value)" }
        if request.method == .post || request.method == .put,
            !request.headers.contains(where: { $0.name == "content-type" })
        {
            lines.append("Content-Type: application/octet-stream")
        }
        for line in lines {
            guard let longer = unsafe curl_slist_append(headers, line) else {
                throw Self.noMemory
            }
            unsafe headers = longer
        }
        unsafe _ = earshot_curl_pointer(curl, CURLOPT_HTTPHEADER, headers)
    }

    private func release() {
        unsafe curl_slist_free_all(headers)
        unsafe headers = nil
        unsafe body?.deallocate()
        unsafe body = nil
    }

    private func text(_ option: CURLoption, _ value: String) throws(WebError) {
        try done(unsafe earshot_curl_text(curl, option, value), option)
    }

    private func done(_ code: CURLcode, _ option: CURLoption) throws(WebError) {
        guard code == CURLE_OK else {
            throw .library("any server", "option \(option.rawValue): \(Self.name(code))")
        }
    }

    // MARK: Its run

    /// Until it is finished, its time is up, or it is stopped.
    func run(until deadline: Nanoseconds, stop: Wake) throws(WebError) -> Result {
        guard unsafe curl_multi_add_handle(multi, curl) == CURLM_OK else { throw Self.noMemory }
        defer { unsafe curl_multi_remove_handle(multi, curl) }
        while true {
            var running: Int32 = 0
            guard unsafe curl_multi_perform(multi, &running) == CURLM_OK else {
                throw Self.noMemory
            }
            if let code = finished() { return .finished(code) }
            let now = Uptime.now
            guard now < deadline else { return .timedOut }
            var wake = curl_waitfd(
                fd: stop.descriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)
            let rest = min(deadline.gap(to: now).milliseconds + 1, 1000)
            guard unsafe curl_multi_poll(multi, &wake, 1, Int32(rest), nil) == CURLM_OK else {
                throw Self.noMemory
            }
            if wake.revents != 0 { return .cancelled }
        }
    }

    private func finished() -> CURLcode? {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            if unsafe message.pointee.msg == CURLMSG_DONE {
                return unsafe earshot_curl_result(message)
            }
        }
        return nil
    }

    func facts(_ result: Result) -> Facts {
        Facts(
            result: result, status: UInt16(clamping: number(CURLINFO_RESPONSE_CODE)),
            verification: number(CURLINFO_SSL_VERIFYRESULT),
            errno: Int32(clamping: number(CURLINFO_OS_ERRNO)),
            isLookedUp: time(CURLINFO_NAMELOOKUP_TIME_T) > 0,
            isConnected: time(CURLINFO_PRETRANSFER_TIME_T) > 0, words: unsafe String(cString: words)
        )
    }

    private func number(_ what: CURLINFO) -> Int {
        var value = 0
        return unsafe earshot_curl_get_long(curl, what, &value) == CURLE_OK ? value : 0
    }

    private func time(_ what: CURLINFO) -> Int64 {
        var value: curl_off_t = 0
        return unsafe earshot_curl_get_time(curl, what, &value) == CURLE_OK ? Int64(value) : 0
    }

    static func name(_ code: CURLcode) -> String {
        guard let text = unsafe curl_easy_strerror(code) else { return "error \(code.rawValue)" }
        return unsafe String(cString: text)
    }
}

extension Nanoseconds {
    /// Rounded up: nought would stand for no limit.
    var milliseconds: Int { max(1, Int(min(value, 1 << 50) + 999_999) / 1_000_000) }
}

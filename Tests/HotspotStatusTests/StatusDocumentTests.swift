import HotspotStatus
import Notation
import Primitives
import Seeds
import Testing
import Units

@Suite("The box's documents") struct StatusDocumentTests {
    @Test("what is written is what is read, 300 of each") func sameThereAndBack() throws {
        for seed in 0..<300 as Range<UInt64> {
            var samples = Samples(seed: seed)
            try check(samples.status())
            try check(samples.frames())
            try check(samples.report())
        }
    }

    private func check(_ document: some StatusDocument) throws {
        let json = document.json
        #expect(try type(of: document).init(parsing: json.rawSpan) == document)
    }

    @Test("an empty status has every part, and the names of issue 4") func names() throws {
        let json = try JSON(parsing: BoxStatus().json.rawSpan)
        #expect(json["schema"]?.string == "earshot.status/1")
        for name in [
            "name", "address", "radio", "gps", "clock", "oracle", "router", "region", "spool",
            "beacon", "counters",
        ] {
            #expect(json[name] != nil, "\(name)")
        }
        for name in ["records", "bytes", "evicted", "acknowledged"] {
            #expect(json["spool"]?[name] != nil, "spool.\(name)")
        }
        #expect(json["beacon"]?["next"] == .null)
        #expect(json["beacon"]?["last"] == .null)
        #expect(json["counters"]?["drops"] == .object([]))
        for (name, _) in BoxStatus().parts {
            for member in ["state", "since", "why", "do"] {
                #expect(json[name]?[member] != nil, "\(name).\(member)")
            }
        }
    }

    @Test("for people: parts, since when and what to do, figures; harmless to a terminal")
    func people() {
        var status = BoxStatus()
        status.name = "keen-sage\u{1b}[2J"
        status.address = "ear1qqq"
        status.network = "demo"
        status.region.plan = "EU868"
        status.started = .at(1_795_000_000)
        status.at = .at(1_795_003_661)
        status.radio.condition = .fail(
            since: .at(1_795_003_600), why: "the radio is unplugged", do: "plug\u{7} it in")
        status.gps.condition = .off(why: "position.source is none")
        status.counters.heard = 7
        status.counters.badChecksums = 2
        status.counters.drops = [NamedCount("no_room", 2), NamedCount("late", 0)]
        let text = status.text(coloured: false)
        #expect(
            text == #"""
                keen-sage\u{1b}[2J  demo  EU868  up 1h1m1s
                ear1qqq  at 2026-11-18T12:07:41Z
                 FAIL radio   the radio is unplugged
                              since 2026-11-18T12:06:40Z, 1m1s
                              do: plug\u{7} it in
                 OFF  gps     position.source is none
                 OFF  clock   not known yet
                 OFF  oracle  not known yet
                 OFF  router  not known yet
                 OFF  region  not known yet
                 OFF  spool   not known yet
                 OFF  beacon  not known yet
                 heard 7 frames, 2 of them damaged; sent 0
                 made 0 statements; carried 0 packets, 0 downlinks
                 evidence 0 acknowledged, 0 lost for want of room
                 dropped: no_room 2

                """#)
        #expect(!text.utf8.contains { $0 < 0x20 && $0 != 0x0a })
        #expect(status.text(coloured: true).contains("\u{1b}[31mFAIL\u{1b}[0m radio"))
    }

    @Test("one part's text, to the byte") func bytes() {
        var status = GPSStatus()
        status.condition = .fail(
            since: .at(1_795_000_000), why: "gpsd does not answer", do: "start it")
        status.source = "gpsd at 127.0.0.1:2947"
        var whole = BoxStatus()
        whole.gps = status
        let text = String(decoding: whole.json, as: UTF8.self)
        let part =
            #""gps":{"state":"fail","since":"2026-11-18T11:06:40Z","why":"gpsd does not answer","#
            + #""do":"start it","source":"gpsd at 127.0.0.1:2947","latitude_e7":null,"#
            + #""longitude_e7":null,"accuracy_m":null,"satellites_used":null,"#
            + #""satellites_seen":null}"#
        #expect(text.contains(part), "\(text)")
    }

    @Test("the whole is as bad as its worst part") func worst() {
        var status = BoxStatus()
        #expect(status.state == .off)
        status.radio.condition = .ok(since: nil)
        #expect(status.state == .ok)
        status.gps.condition = .warn(since: .at(1), why: "a", do: "b")
        #expect(status.state == .warn)
        status.spool.condition = .fail(since: .at(1), why: "a", do: "b")
        #expect(status.state == .fail)
    }
}

@Suite("Refusals of a document") struct StatusRefusalTests {
    static func full() -> BoxStatus {
        // A seed whose status has nothing left out: optional objects and lists are there.
        for seed in 0..<10_000 as Range<UInt64> {
            var samples = Samples(seed: seed)
            let status = samples.status()
            if status.beacon.last != nil, !status.radio.devices.isEmpty { return status }
        }
        preconditionFailure("no seed gives a full status")
    }

    @Test("each member that is missing is named") func missing() throws {
        let whole = try JSON(parsing: Self.full().json.rawSpan)
        var count = 0
        forEachMember(of: whole, path: "") { changed, path, _ in
            guard !path.hasPrefix("counters.drops.") else { return }
            count += 1
            #expect(throws: StatusError.missing(path)) {
                try BoxStatus(parsing: Array(changed(nil).text.utf8).rawSpan)
            }
        }
        #expect(count > 80)
    }

    @Test("each member of a wrong kind is named") func wrongKind() throws {
        let whole = try JSON(parsing: Self.full().json.rawSpan)
        forEachMember(of: whole, path: "") { changed, path, old in
            let other: JSON = if case .array = old { .integer(1) } else { .array([]) }
            do throws(StatusError) {
                _ = try BoxStatus(parsing: Array(changed(other).text.utf8).rawSpan)
                Issue.record("\(path) may be \(other.text)")
            } catch {
                guard case .wrong(path, _, other.kind) = error else {
                    Issue.record("\(path): \(error)")
                    return
                }
            }
        }
    }

    @Test("a member that nobody knows is passed over") func unknown() throws {
        let status = Self.full()
        var text = String(decoding: status.json, as: UTF8.self)
        text = "{\"later\":[1]," + text.dropFirst()
        #expect(try BoxStatus(parsing: Array(text.utf8).rawSpan) == status)
    }

    static let rows: [(name: String, text: String, error: StatusError)] = [
        ("no object", "[]", .notJSON("it is a list")),
        (
            "another schema", #"{"schema":"earshot.status/2"}"#,
            .otherSchema("earshot.status/2", wanted: "earshot.status/1")
        ),
    ]

    @Test(arguments: rows) func refused(name: String, text: String, error: StatusError) {
        #expect(throws: error) { try BoxStatus(parsing: Array(text.utf8).rawSpan) }
        #expect(!error.description.isEmpty)
    }

    @Test("what is red without since, why or do is refused", arguments: ["since", "why", "do"])
    func unexplained(name: String) throws {
        var status = BoxStatus()
        status.router.condition = .fail(since: .at(1), why: "a", do: "b")
        let whole = try JSON(parsing: status.json.rawSpan)
        forEachMember(of: whole, path: "") { changed, path, _ in
            guard path == "router.\(name)" else { return }
            #expect(
                throws: StatusError.broken("router.", "state fail without since, why or do")
            ) {
                try BoxStatus(parsing: Array(changed(.null).text.utf8).rawSpan)
            }
        }
    }

    /// Calls with every member, at any depth: a function that gives the whole with that member
    /// changed, or left out; its path; its value.
    private func forEachMember(
        of json: JSON, path: String, _ body: (@escaping (JSON?) -> JSON, String, JSON) -> Void
    ) {
        switch json {
        case .object(let object):
            for (index, member) in object.members.enumerated() {
                let changed: (JSON?) -> JSON = { value in
                    var members = object.members
                    members.remove(at: index)
                    if let value {
                        members.insert(.init(name: member.name, value: value), at: index)
                    }
                    return .object(JSONObject(members: members))
                }
                body(changed, path + member.name, member.value)
                forEachMember(of: member.value, path: "\(path)\(member.name).") {
                    inner, path, old in
                    body({ changed(inner($0)) }, path, old)
                }
            }
        case .array(let items):
            guard let first = items.first else { return }
            forEachMember(of: first, path: path) { inner, path, old in
                body({ .array([inner($0)] + items.dropFirst()) }, path, old)
            }
        default: break
        }
    }
}

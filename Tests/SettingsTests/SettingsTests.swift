import Notation
import Settings
import Testing
import Units

private let table = SettingTable([
    Setting("name", .text, "What people call it"),
    Setting("log.format", .choice(["text", "json"]), default: "text", "How the log is written"),
    Setting("log.level", .choice(["info", "error"]), default: "info", "How much the log says"),
    Setting("radio.power", .integer(0...27), default: "14", unit: "dBm", "Power on the antenna"),
    Setting("radio.enabled", .flag, default: "true", "Whether the radio sends"),
    Setting("router.patience", .duration, default: "30s", "How long to wait"),
    Setting("router.hosts", .list, "Where routers are"),
    Setting("router.token", .text, isSecret: true, "What the router knows us by"),
])

private func read(
    files: [(String, String)] = [], environment: [(name: String, value: String)] = [],
    secrets: [SettingSources.Secret] = [], flags: [SettingSources.Flag] = []
) -> Settings {
    var sources = SettingSources()
    sources.files = files.map { .init(path: $0.0, text: Array($0.1.utf8)) }
    sources.environment = environment
    sources.secrets = secrets
    sources.flags = flags
    return table.read(sources)
}

@Suite("Settings: every value knows where it came from")
struct SettingsTests {
    @Test func laterSourcesWin() {
        let first = ("a.toml", "[radio]\npower = 1\nenabled = false\n[log]\nformat = 'json'")
        let second = ("conf.d/b.toml", "radio.power = 2")
        #expect(read().integer("radio.power") == 14)
        #expect(read().origin(of: "radio.power") == .builtIn)
        #expect(read(files: [first]).integer("radio.power") == 1)
        let both = read(files: [first, second])
        #expect(both.integer("radio.power") == 2)
        #expect(
            both.origin(of: "radio.power")
                == .file(path: "conf.d/b.toml", TextPosition(line: 1, column: 7)))
        #expect(both.flag("radio.enabled") == false)
        #expect(both.origin(of: "log.format").description == "a.toml:5:1")
        let environment = [(name: "EARSHOT_RADIO__POWER", value: "3")]
        let third = read(files: [first, second], environment: environment)
        #expect(third.integer("radio.power") == 3)
        #expect(third.origin(of: "radio.power") == .environment("EARSHOT_RADIO__POWER"))
        let flags = [SettingSources.Flag(key: "radio.power", name: "--power", value: "4")]
        let fourth = read(files: [first, second], environment: environment, flags: flags)
        #expect(fourth.integer("radio.power") == 4)
        #expect(fourth.origin(of: "radio.power") == .flag("--power"))
        #expect(fourth.problems.isEmpty)
    }

    @Test func typesAreRead() {
        let settings = read(
            files: [("f", "router.patience = '1h30m'\nrouter.hosts = ['a', 'b']\nname = 'x'")],
            environment: [(name: "EARSHOT_ROUTER__HOSTS", value: "c,d")])
        #expect(settings.duration("router.patience") == Nanoseconds(5_400_000_000_000))
        #expect(settings.list("router.hosts") == ["c", "d"])
        #expect(settings.text("name") == "x")
        #expect(settings.text("router.token") == nil)
    }

    static let problems: [(String, String)] = [
        (
            "[radio]\npowr = 1",
            "f:2:1: there is no setting \"radio.powr\"; did you mean \"radio.power\"?"
        ),
        ("[radoi]\npower = 1", "f:1:2: there is no setting \"radoi\""),
        (
            "radio.power = 28",
            "f:1:7: radio.power: it must be a whole number from 0 to 27, this is 28"
        ),
        (
            "radio.power = 'x'",
            "f:1:7: radio.power: it must be a whole number from 0 to 27, this is a text"
        ),
        (
            "radio.power = -1",
            "f:1:7: radio.power: it must be a whole number from 0 to 27, this is -1"
        ),
        (
            "radio.enabled = 1",
            "f:1:7: radio.enabled: it must be true or false, this is a whole number"
        ),
        (
            "log.format = 'jsno'",
            "f:1:5: log.format: it must be one of text, json; did you mean \"json\"?"
        ),
        (
            "router.patience = '30'",
            "f:1:8: router.patience: \"30\" has a number without a unit: write it as in 30s or 5m"
        ),
        ("router.hosts = [1]", "f:1:8: router.hosts: it must be a list of texts"),
        ("name = 1", "f:1:1: name: it must be a text, this is a whole number"),
        ("log = 1", "f:1:1: there is no setting \"log\""),
        ("x = ", "f:1:5: a value should stand here, not the end of the file"),
        ("router.token = 5", "f:1:8: router.token: it must be a text"),
    ]

    @Test("a wrong file is explained by file, line and column", arguments: problems)
    func explains(text: String, problem: String) {
        #expect(read(files: [("f", text)]).problems.map(\.description) == [problem])
    }

    @Test func allProblemsComeAtOnce() {
        let settings = read(files: [("f", "a = 1\nb = 2\nname = 'ok'\nradio.power = 99")])
        #expect(settings.problems.count == 3)
        #expect(settings.text("name") == "ok")
        #expect(settings.problemList.split(separator: "\n").count == 3)
    }

    static let environments: [(String, String?)] = [
        (
            "EARSHOT_RADIO__POWR",
            "environment EARSHOT_RADIO__POWR: there is no such setting; did you mean EARSHOT_RADIO__POWER?"
        ),
        (
            "EARSHOT_RADIO_POWER",
            "environment EARSHOT_RADIO_POWER: there is no such setting; did you mean EARSHOT_RADIO__POWER?"
        ),
        (
            "EARSHOT_QUITE__ELSEWHERE_ENTIRELY",
            "environment EARSHOT_QUITE__ELSEWHERE_ENTIRELY: there is no such setting"
        ),
        ("EARSHOT_API", nil), ("OTHER__THING", nil), ("EARSHOT_ROUTER__TOKEN_FILE", nil),
    ]

    @Test("a slip in a variable's name is not overlooked", arguments: environments)
    func environmentNames(name: String, problem: String?) {
        let settings = read(environment: [(name: name, value: "1")])
        #expect(settings.problems.first?.description == problem)
    }

    @Test func secretsAreNeverShown() {
        let value = "correct horse"
        let secret = SettingSources.Secret(key: "router.token", path: "/run/token", value: value)
        let settings = read(secrets: [secret])
        #expect(settings.text("router.token") == value)
        #expect(settings.origin(of: "router.token") == .secretFile(path: "/run/token"))
        #expect(settings.shown(withOrigin: true).contains("router.token = (secret, set)"))
        #expect(!settings.shown(withOrigin: true).contains(value))
        #expect(!settings.template().contains(value))
        let wanted = table.secretFiles(
            environment: [(name: "EARSHOT_ROUTER__TOKEN_FILE", value: "/t")],
            credentialsDirectory: "/creds")
        #expect(wanted.map(\.path) == ["/creds/router.token", "/t"])
        #expect(wanted.map(\.mustExist) == [false, true])
    }

    @Test func theTemplateIsTOMLAndReadsBackTheSame() throws {
        let settings = read(files: [
            ("f", "name = \"q\\\"\\u0007é\"\nradio.power = 7\nrouter.hosts=['a']")
        ])
        let template = settings.template()
        let again = read(files: [("t", template)])
        #expect(again.problems.isEmpty, "\(template)")
        for item in settings.items { #expect(again[item.setting.key] == item.value) }
        // Every commented key is a valid line once its mark is taken away.
        let open = template.split(separator: "\n").map { line in
            line.hasPrefix("# ") && line.contains(" = ") && !line.hasSuffix(".")
                ? String(line.dropFirst(2)) : String(line)
        }.joined(separator: "\n")
        #expect(read(files: [("t", open)]).problems.isEmpty, "\(open)")
    }

    @Test("the manual page has every setting under its section, and no secret's value")
    func manualPage() {
        let page = table.manualPage(
            name: "a.toml", version: "1.2.3", folder: "/etc/a",
            of: ConfiguredProgram(
                subject: "an a", command: "a config", unit: "a-daemon", manuals: ["a", "b-c"]))
        #expect(page.hasPrefix(".TH \"A.TOML\" 5 \"\" \"1.2.3\"\n.SH NAME\na.toml \\- "))
        #expect(page.contains(".I /etc/a/a.toml\n"))
        for (entry, section) in [
            (".B name\nWhat people call it: a text.\nNot set by default.", "NO SECTION"),
            (
                ".B power\nPower on the antenna: a whole number from 0 to 27, in dBm.\nDefault: 14.",
                "[radio]"
            ),
            (
                ".B token\nWhat the router knows us by: a text.\nSecret: its value is never shown.",
                "[router]"
            ),
        ] {
            let parts = page.split(separator: ".SH \"\(section)\"\n")
            #expect(parts.count == 2, "\(section)")
            let body = parts.last?.split(separator: ".SH").first ?? ""
            #expect(body.contains(".TP\n\(entry)\n"), "\(section)")
        }
        #expect(page.contains("EARSHOT_SECTION__KEY_FILE"))
    }

    @Test func showPrintsOrigins() {
        let shown = read(files: [("f", "radio.power = 7")]).shown(withOrigin: true)
        #expect(shown.contains("radio.power = 7  # f:1:7\n"))
        #expect(shown.contains("log.format = \"text\"  # default\n"))
        #expect(shown.contains("name = (not set)\n"))
    }
}

@Suite("API addresses: strict, and plain http only to this machine")
struct APIEndpointTests {
    static let good = [
        "https://map.example", "https://map.example:8473/v1/x", "http://127.0.0.1:8473",
        "http://localhost", "http://[::1]:8473", "https://[2001:db8::1]", "https://1.2.3.4",
        "http://127.255.0.1/a", "https://a-b.c1",
    ]

    @Test(arguments: good)
    func roundTrips(text: String) throws {
        #expect(try APIEndpoint(parsing: text).description == text)
    }

    static let bad: [(String, APIEndpointError)] = [
        ("map.example", .noScheme("\"map.example\"")),
        ("ftp://x", .noScheme("\"ftp://x\"")),
        ("http://map.example", .notEncrypted("\"http://map.example\"")),
        ("http://128.0.0.1", .notEncrypted("\"http://128.0.0.1\"")),
        ("http://127.example.com", .notEncrypted("\"http://127.example.com\"")),
        ("http://localhost.evil.example", .notEncrypted("\"http://localhost.evil.example\"")),
        ("https://u@x.example", .extraPart("\"https://u@x.example\"")),
        ("https://x.example?a", .extraPart("\"https://x.example?a\"")),
        ("https://x.example/a#b", .extraPart("\"https://x.example/a#b\"")),
        ("https://x.example:0", .wrongPort("\"https://x.example:0\"")),
        ("https://x.example:65536", .wrongPort("\"https://x.example:65536\"")),
        ("https://x.example:08", .wrongPort("\"https://x.example:08\"")),
        ("https://x.example:443", .ownPort("\"https://x.example:443\"")),
        ("https://X.example", .wrongHost("\"https://X.example\"")),
        ("https://256.1.1.1", .wrongHost("\"https://256.1.1.1\"")),
        ("https://1.2.3", .wrongHost("\"https://1.2.3\"")),
        ("https://-a.example", .wrongHost("\"https://-a.example\"")),
        ("https://[1::2::3]", .wrongHost("\"https://[1::2::3]\"")),
        ("https://", .wrongHost("\"https://\"")),
        ("https://x.example/", .notAPath("\"https://x.example/\"")),
        ("https://x.example/a/../b", .notAPath("\"https://x.example/a/../b\"")),
        ("https://x.example/a b", .notAnAddress("\"https://x.example/a b\"")),
    ]

    @Test(arguments: bad)
    func refuses(text: String, error: APIEndpointError) {
        #expect(throws: error) { try APIEndpoint(parsing: text) }
    }

    @Test func flagThenEnvironmentThenThisMachine() throws {
        let flag = try APIEndpoint(parsing: "https://a.example")
        let environment = "https://b.example"
        #expect(try APIEndpoint.chosen(flag: flag, environment: environment) == flag)
        #expect(
            try APIEndpoint.chosen(flag: nil, environment: environment).description == environment)
        #expect(
            try APIEndpoint.chosen(flag: nil, environment: nil).description
                == "http://127.0.0.1:8473")
    }
}

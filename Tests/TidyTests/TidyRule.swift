import Foundation

/// A rule of docs/house-style.md that a machine can check.
struct TidyRule: Sendable {
    let name: String
    /// Which files it speaks of.
    let applies: @Sendable (SourceFile) -> Bool
    /// The lines (from 0) that break it, each with a sentence.
    let broken: @Sendable (SourceFile) -> [(line: Int, sentence: String)]

    func violations(in file: SourceFile) -> [String] {
        guard applies(file) else { return [] }
        return broken(file).map { "\(file.path):\($0.line + 1): \(name): \($0.sentence)" }
    }

    /// A rule that no line of code may match a pattern, unless it gives a reason behind a mark.
    static func forbids(
        _ name: String, in folder: String, pattern: String, unless mark: String? = nil,
        except files: [String] = [], because sentence: String
    ) -> TidyRule {
        TidyRule(
            name: name,
            applies: { file in
                file.isIn(folder) && !files.contains { file.path.hasPrefix("Sources/" + $0) }
            },
            broken: { file in
                file.code.indices.filter { index in
                    file.code[index].range(of: pattern, options: .regularExpression) != nil
                        && !(mark.map { file.reason($0, at: index) } ?? false)
                }.map { ($0, sentence) }
            })
    }
}

extension TidyRule {
    static let all: [TidyRule] = [
        coreImports, coreClock, coreRandomness, coreConcurrency, coreOrder, coreFloatingPoint,
        forcedUnwrap, unchecked, forcedTry, unfinished, fileLength, oneImporterPerLibrary,
    ]

    /// The folders of Core; each is a module.
    static let coreModules =
        (try? FileManager.default.contentsOfDirectory(
            atPath: Repository.top.appendingPathComponent("Sources/Core").path))?.sorted() ?? []

    /// What Core may import: itself, nothing that acts.
    static let coreImports = forbids(
        "core-imports", in: "Sources/Core",
        pattern:
            #"\bimport\s+(?!(\#(coreModules.joined(separator: "|")))\b)"#,
        because: "Core imports only Core: no Foundation, no C library, no input or output")

    static let coreClock = forbids(
        "core-clock", in: "Sources/Core",
        pattern: #"\b(ContinuousClock|SuspendingClock|clock_gettime|gettimeofday|Date\(\))"#,
        because: "time arrives in Core as an argument")

    static let coreRandomness = forbids(
        "core-randomness", in: "Sources/Core",
        pattern:
            #"(\.random\(|\.randomElement|\.shuffled?\(|SystemRandomNumberGenerator|\bgetrandom\b)"#,
        because: "randomness arrives in Core as an argument")

    static let coreConcurrency = forbids(
        "core-concurrency", in: "Sources/Core", pattern: #"\b(async|await|Task|actor)\b"#,
        because: "Core is synchronous: Edge owns threads")

    /// Swift's hash seed differs per process, so the order of these must not reach bytes.
    static let coreOrder = forbids(
        "core-order", in: "Sources/Core",
        pattern:
            #"\b(Set|Dictionary)\s*[<(]|\[[A-Za-z0-9.]+\s*:\s*[A-Za-z0-9.\[\]?]+\]\s*[(={),]|:\s*\[[A-Za-z0-9.]+\s*:\s*[A-Za-z]"#,
        unless: "order",
        because: "a Set or Dictionary in Core says behind '// order: ' why its order is never seen")

    static let coreFloatingPoint = forbids(
        "core-floating-point", in: "Sources/Core", pattern: #"\b(Double|Float|Float32|Float64)\b"#,
        except: floatingPointIsAtHome,
        because: "no floating point near what is signed, compared or paid; fixed point instead")

    /// Geometry turns into integers or cells by a named rule before anything decides; text formats
    /// carry numbers that people wrote.
    static let floatingPointIsAtHome = [
        "Core/Units/DeterministicMath",
        "Core/Units/Constants/",
        "Core/Units/Quantities/Coordinate",
        "Core/HexGrid/",
        "Core/Notation/JSON",
        "Core/Notation/TOML",
        "Core/Notation/DecimalText",
        "Core/CommandTable/Line.swift",
    ]

    static let forcedUnwrap = forbids(
        "forced-unwrap", in: "Sources", pattern: #"([A-Za-z0-9_)\]>?](?<!\btry)!(?!=))"#,
        unless: "unwrap", because: "an unwrap by force says behind '// unwrap: ' why it cannot fail"
    )

    static let unchecked = forbids(
        "unchecked", in: "Sources", pattern: #"@unchecked\s+Sendable|nonisolated\(unsafe\)"#,
        unless: "unchecked", because: "says behind '// unchecked: ' what makes it safe")

    static let forcedTry = forbids(
        "forced-try", in: "Sources", pattern: #"\btry!"#,
        because: "use a precondition with the values instead")

    static let unfinished = TidyRule(
        name: "unfinished", applies: { $0.isIn("Sources") },
        broken: { file in
            file.lines.indices.filter {
                file.lines[$0].range(
                    of: #"\b(TODO|FIXME|XXX|HACK)\b"#, options: .regularExpression) != nil
            }.map { ($0, "finish it, or open an issue") }
        })

    static let longestFile = 400

    /// Tables of constants may be long, when their first lines name the script that made them.
    static let fileLength = TidyRule(
        name: "file-length", applies: { $0.isIn("Sources") },
        broken: { file in
            let made = file.lines.prefix(3).contains { $0.contains("Made by script/") }
            guard file.lines.count > longestFile + 1, !made else { return [] }
            return [(longestFile, "\(file.lines.count) lines: is there a second subject inside?")]
        })

    /// Which Edge module owns each C library.
    static let owners = [
        "CSQLite": "Sources/Edge/SQLiteStore",
        "CSodium": "Sources/Edge/Signing", "CCrypto": "Sources/Edge/Signing",
        "CPlaces": "Sources/Edge/Maps", "CMachine": "Sources/Edge/Host",
        "CUSB": "Sources/Edge/RadioLink", "CCurl": "Sources/Edge/WebClient",
        "CSSL": "Sources/Edge/RouterLink", "CWebTLS": "Sources/Edge/WebServer",
    ]

    static let oneImporterPerLibrary = TidyRule(
        name: "one-importer",
        applies: { $0.isIn("Sources") && !$0.isIn("Sources/Lab") },
        broken: { file in
            file.code.indices.compactMap { index in
                let words = file.code[index].split(separator: " ")
                guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
                    let owner = owners[String(words[place + 1])], !file.isIn(owner)
                else { return nil }
                return (index, "\(words[place + 1]) belongs to \(owner) alone")
            }
        })
}

import Foundation
import Testing

@Suite("Package.swift: what a target imports, it declares")
struct ManifestTests {
    private let manifest: Manifest

    init() throws { manifest = Manifest(try Repository.text("Package.swift")) }

    /// SwiftPM's own check passes over an import that another target's needs bring along.
    @Test("every import of ours is among the needs of its target")
    func imports() throws {
        #expect(manifest.targets.count >= 130)
        var missing: [String] = []
        for target in manifest.targets {
            for file in SourceFile.all(under: target.path)
            where !file.path.contains("/Fixtures/") {
                for (line, module) in file.imports
                where manifest.modules.contains(module) && module != target.name
                    && !target.needs.contains(module)
                {
                    missing.append("\(file.path):\(line + 1): \(target.name) needs \(module)")
                }
            }
        }
        #expect(missing.isEmpty, "\(missing.prefix(20).joined(separator: "\n"))")
    }

    @Test("a target whose needs lack a module is seen")
    func bites() {
        let manifest = Manifest(
            """
            let package = Package(
                targets: [
                    core("One"),
                    edge(
                        "Two-b",
                        needs: ["One"]),
                    .target(
                        name: "Three", dependencies: ["One"], path: "Elsewhere"),
                    library("CSome", pkgConfig: "some", apt: "some"),
                ])
            """)
        #expect(manifest.targets.map(\.name) == ["One", "Two_b", "Three"])
        #expect(manifest.targets.map(\.needs) == [[], ["One"], ["One"]])
        #expect(
            manifest.targets.map(\.path) == ["Sources/Core/One", "Sources/Edge/Two-b", "Elsewhere"])
        #expect(manifest.modules == ["One", "Two_b", "Three", "CSome"])
        let file = SourceFile(
            path: "Sources/Edge/Two-b/A.swift",
            text: "public import One\n@testable import Three\nimport struct Two.A\nlet a = 1\n")
        #expect(file.imports.map(\.module) == ["One", "Three", "Two"])
        #expect(file.imports.map(\.line) == [0, 1, 2])
    }
}

@Suite("docs/threats.md: every answer names its rule and a test that is there")
struct ThreatTableTests {
    @Test("each row")
    func rows() throws {
        let files = Set(
            SourceFile.all(under: "Tests").map { file in
                let parts = file.path.split(separator: "/")
                return "\(parts[1])/\(parts[parts.count - 1].dropLast(6))"
            })
        let rows = try Repository.text("docs/threats.md").split(separator: "\n")
            .filter { $0.wholeMatch(of: #/\| [ABC][0-9].*/#) != nil }
        #expect(rows.count >= 40)
        for row in rows {
            let cells = row.split(separator: "|").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard cells.count == 5 else {
                Issue.record("\(cells[0]): its rule and its tests are missing")
                continue
            }
            if cells[2] == "dropped" { continue }
            #expect(!cells[3].isEmpty && cells[3] != "-", "\(cells[0]) names no rule")
            let tests = cells[4].matches(of: #/`([^`]+)`/#).map { String($0.output.1) }
            #expect(!tests.isEmpty, "\(cells[0]) names no test")
            for test in tests { #expect(files.contains(test), "\(cells[0]): no \(test)") }
        }
    }
}

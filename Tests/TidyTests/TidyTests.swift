import Foundation
import Testing

@Suite("Tidy: what house style asks of every file")
struct TidyTests {
    static let sources = SourceFile.all(under: "Sources")

    @Test("the tree breaks no rule", arguments: TidyRule.all.map(\.name))
    func tree(name: String) throws {
        let rule = try #require(TidyRule.all.first { $0.name == name })
        let found = Self.sources.flatMap(rule.violations)
        #expect(found.count == 0, "\(found.prefix(20).joined(separator: "\n"))")
    }

    /// Each fixture stands where its first line says and breaks one rule.
    @Test(
        "each rule bites on its fixture, which breaks no other", arguments: TidyRule.all.map(\.name)
    )
    func bites(name: String) throws {
        let fixture = try fixture(named: name)
        let broken = TidyRule.all.filter { !$0.violations(in: fixture).isEmpty }.map(\.name)
        #expect(broken == [name])
    }

    @Test("a file that gives its reasons and keeps its order breaks nothing")
    func clean() throws {
        let fixture = try fixture(named: "clean")
        #expect(TidyRule.all.flatMap { $0.violations(in: fixture) }.isEmpty)
    }

    @Test("forced unwraps and unchecked claims do not grow in number")
    func counted() {
        let code = Self.sources.flatMap(\.lines)
        #expect(code.count { $0.contains("// unwrap: ") } <= 0)
        #expect(code.count { $0.contains("// unchecked: ") } <= 5)
    }

    @Test("every Core module has a page that says what it is for")
    func modulePages() throws {
        let core = Repository.top.appendingPathComponent("Sources/Core").path
        let modules = try FileManager.default.contentsOfDirectory(atPath: core)
        #expect(modules.count >= 8)
        for module in modules {
            let page = try Repository.text("Sources/Core/\(module)/\(module).docc/\(module).md")
            #expect(page.hasPrefix("# ``\(module)``"), "\(module)'s page is another's")
        }
    }

    @Test("decisions are numbered once each, and each names its choice")
    func decisions() throws {
        let folder = Repository.top.appendingPathComponent("docs/decisions")
        let pages = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".md") }.sorted()
        let numbers = pages.map { $0.prefix(4) }
        #expect(Set(numbers).count == pages.count, "two decisions share a number")
        for page in pages {
            let text = try Repository.text("docs/decisions/\(page)")
            for part in ["Question", "Options", "Choice", "Consequences"] {
                let isThere = text.contains("## \(part)") || text.contains("**\(part).**")
                #expect(isThere, "\(page) lacks its \(part)")
            }
        }
    }

    @Test("every path that the documents name exists")
    func namedPaths() throws {
        let names = try #require(FileManager.default.enumerator(atPath: Repository.top.path))
            .compactMap { $0 as? String }
            .filter { $0.hasSuffix(".md") && !$0.hasPrefix(".") && !$0.contains("/.") }
        let path =
            /`((?:Sources|Tests|script|docs|maps|networks|firmware-protocol)\/[A-Za-z0-9_.\/-]+)`/
        for name in names {
            for match in try Repository.text(name).matches(of: path) {
                let target = Repository.top.appendingPathComponent(String(match.1)).path
                #expect(
                    FileManager.default.fileExists(atPath: target), "\(name) names \(match.1)")
            }
        }
    }

    private func fixture(named name: String) throws -> SourceFile {
        let text = try Repository.text("Tests/TidyTests/Fixtures/\(name).swift.txt")
        let first = try #require(text.split(separator: "\n").first)
        let place = try #require(first.wholeMatch(of: /\/\/ As if at (.+)/))
        return SourceFile(path: String(place.1), text: text)
    }
}

import Foundation
import Fuzzing
import Testing

@Suite("Corpus: every input that ever mattered to a parser")
struct CorpusTests {
    static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Corpus")

    /// A trap ends the run and names the target; what the parser answers is the business of its own
    /// tests.
    @Test("each parser returns for each file of its corpus", arguments: FuzzTarget.all.map(\.name))
    func returns(name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let folder = Self.corpus.appendingPathComponent(name)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!files.isEmpty, "a parser without a seed starts blind")
        for file in files.sorted() {
            let bytes = try Data(contentsOf: folder.appendingPathComponent(file))
            unsafe bytes.withUnsafeBytes { bytes in target.run(unsafe bytes.bytes) }
        }
    }

    @Test("each folder of the corpus belongs to a parser, and no two parsers share a name")
    func noneForgotten() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path)
        let names = FuzzTarget.all.map(\.name).sorted()
        #expect(folders.sorted() == names)
    }
}

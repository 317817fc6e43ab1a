import CommandTable
import Foundation
import Host
import Settings
import Testing

@Suite("Host: files, drop-ins and secrets as they lie on disk")
struct SettingsFilesTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "earshot-host-\(UUID().uuidString)")

    @Test func filesInOrderAndRefusals() throws {
        try FileManager.default.createDirectory(
            at: folder.appending(path: "conf.d"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let main = folder.appending(path: "earshot.toml").path
        try "a = 1".write(toFile: main, atomically: true, encoding: .utf8)
        let dropIns = folder.appending(path: "conf.d").path
        for name in ["20-b.toml", "10-a.toml", "notes.txt", ".hidden.toml"] {
            try "a = 2".write(toFile: "\(dropIns)/\(name)", atomically: true, encoding: .utf8)
        }
        let table = SettingTable(
            environmentPrefix: "EARSHOT_HOST_TEST_",
            [Setting("a", .integer(0...9), "A number")])
        let sources = try SettingsFiles.sources(of: table, paths: [main, dropIns])
        #expect(
            sources.files.map(\.path) == [main, "\(dropIns)/10-a.toml", "\(dropIns)/20-b.toml"])
        #expect(table.read(sources).integer("a") == 2)
        do throws(SettingsFileError) {
            _ = try SettingsFiles.sources(of: table, paths: [folder.path + "/none.toml"])
            Issue.record("a missing file was read")
        } catch {
            #expect(error.description.hasSuffix("none.toml: No such file or directory"))
        }
        let long = folder.appending(path: "long.toml")
        try Data(count: (1 << 20) + 1).write(to: long)
        #expect(throws: SettingsFileError.tooLong(path: long.path)) {
            try SettingsFiles.read(long.path)
        }
    }

    @Test func logLinesReachTheDescriptor() throws {
        let pipe = Pipe()
        let log = Log(
            to: pipe.fileHandleForWriting.fileDescriptor, least: .warning, showsTime: false)
        log.write(.info, "too quiet")
        log.write(.error, "loud", [("n", .integer(1))])
        for _ in 0..<10 { log.write(.warning, "again") }
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let again = String(repeating: "level=warning event=again\n", count: 5)
        #expect(text == "level=error event=loud n=1\n" + again)
    }
}

import Foundation

/// What Package.swift declares of each target, read as text.
struct Manifest {
    struct Target {
        let name: String
        let path: String
        let needs: Set<String>
    }

    let targets: [Target]
    /// Names as `import` writes them.
    let modules: Set<String>

    init(_ text: String) {
        let declaration =
            #/(?m)^ +(?:(core|edge|lab|program|tests)|\.(?:target|executableTarget|testTarget))\(\s*(?:name: )?"([\w-]+)"/#
        let folders = [
            "core": "Sources/Core/", "edge": "Sources/Edge/", "lab": "Sources/Lab/",
            "tests": "Tests/",
        ]
        var targets: [Target] = []
        for match in text.matches(of: declaration) {
            let (kind, name) = (match.output.1.map(String.init), String(match.output.2))
            let body = Self.inParentheses(of: text[match.range.lowerBound...])
            let list = body.firstMatch(of: #/(?:needs|dependencies): \[([^\]]*)\]/#)?.output.1
            let needs = (list ?? "").matches(of: #/"([\w-]+)"/#).map {
                Self.module(String($0.output.1))
            }
            let path = body.firstMatch(of: #/path: "([^"]+)"/#).map { String($0.output.1) }
            guard let place = path ?? kind.flatMap({ folders[$0] }).map({ $0 + name })
            else { continue }
            targets.append(Target(name: Self.module(name), path: place, needs: Set(needs)))
        }
        self.targets = targets
        let libraries = text.matches(of: #/library\(\s*"(\w+)"/#).map { String($0.output.1) }
        modules = Set(targets.map(\.name) + libraries)
    }

    private static func module(_ name: String) -> String {
        name.replacingOccurrences(of: "-", with: "_")
    }

    /// From the first parenthesis to the one that closes it.
    private static func inParentheses(of text: Substring) -> Substring {
        var depth = 0
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" {
                depth -= 1
                if depth == 0 { return text[...index] }
            }
        }
        return text
    }
}

extension SourceFile {
    /// What the file imports, with the line from 0.
    var imports: [(line: Int, module: String)] {
        let form =
            #/\s*(?:@\w+ )*(?:(?:public|internal|package|private|fileprivate) )?import (?:(?:struct|class|enum|func|protocol|typealias|let|var) )?(\w+).*/#
        return code.enumerated().compactMap { line, text in
            text.wholeMatch(of: form).map { (line, String($0.output.1)) }
        }
    }
}

internal import Glibc

/// The environment the program was started with.
public enum Environment {
    /// One variable's value; nil when it is not set.
    public static subscript(name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// All variables whose name begins with a prefix, by name.
    public static func all(prefix: String) -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let text = unsafe String(cString: entry)
            if text.hasPrefix(prefix), let mark = text.firstIndex(of: "=") {
                found.append((String(text[..<mark]), String(text[text.index(after: mark)...])))
            }
            unsafe next = unsafe next.advanced(by: 1)
        }
        return found.sorted { $0.name < $1.name }
    }
}

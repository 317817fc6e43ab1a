import Radios
import Settings

extension LogLevel {
    init(_ level: Remark.Level) {
        self =
            switch level {
            case .error: .error
            case .warning: .warning
            case .info: .info
            case .debug: .debug
            }
    }
}

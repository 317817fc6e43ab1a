internal import CBuild

/// What this program was built from.
public enum Build {
    /// Semantic version of everything in this repository.
    public static let version = "0.1.0"

    /// The first twelve digits of the git commit, `+` behind it when files had been changed;
    /// `unknown` for a build outside git.
    public static var commit: String { unsafe String(cString: earshot_build_commit()) }
}

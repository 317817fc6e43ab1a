/// A file of the page, as part of the program.
struct PageFile: Sendable {
    let path: String
    let type: String
    /// Of its content: what a browser has already is not sent again.
    let tag: String
    let text: StaticString
}

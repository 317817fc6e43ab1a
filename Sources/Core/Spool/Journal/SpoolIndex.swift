/// Where a live record stands: 16 bytes.
struct SpoolEntry: Equatable, Sendable {
    let number: UInt64
    /// Segment, its low 11 bits, and offset in it, 21 bits; of a record that waits to be written,
    /// the offset among those.
    private(set) var place: UInt32
    let length: UInt16
    let kind: UInt8
    private(set) var state: State

    enum State: UInt8 {
        case stored
        /// Waits to be written, and stands nowhere else.
        case waiting
        /// Stands in a segment, and waits to be written again into a newer one.
        case moving
    }

    init(_ header: RecordHeader, segment: UInt32, offset: Int) {
        number = header.number
        length = header.length
        kind = header.kind
        place = Self.place(segment, offset)
        state = .stored
    }

    init(waiting header: RecordHeader, offset: Int) {
        number = header.number
        length = header.length
        kind = header.kind
        place = Self.place(0, offset)
        state = .waiting
    }

    private static func place(_ segment: UInt32, _ offset: Int) -> UInt32 {
        precondition(offset < 1 << 21, "offset \(offset)")
        return segment << 21 | UInt32(offset)
    }

    mutating func store(in segment: UInt32, at offset: Int) {
        place = Self.place(segment, offset)
        state = .stored
    }

    mutating func beginMove() { state = .moving }

    var offset: Int { Int(place & 0x1F_FFFF) }
    /// What the record takes in a segment.
    var byteCount: Int { RecordHeader.overhead + Int(length) }

    /// The segment, of those from `first` on.
    func segment(from first: UInt32) -> UInt32 { first &+ (place >> 21 &- first) & 0x7FF }
}

/// The live records in order of their numbers, in pages of up to 1,024: finding costs two searches
/// by halves, taking one out moves 16 KiB at most. Two neighbours always hold more than half a page
/// together, so memory is at most 64 bytes a record and mostly 16.
struct SpoolIndex: Sendable {
    private var pages: [[SpoolEntry]] = []
    private(set) var count = 0

    static let page = 1_024

    subscript(number: UInt64) -> SpoolEntry? {
        guard let (page, index) = find(number) else { return nil }
        return pages[page][index]
    }

    /// Puts a record in; one of its number is replaced and returned.
    mutating func insert(_ entry: SpoolEntry) -> SpoolEntry? {
        guard var page = page(of: entry.number) else {
            pages.append([entry])
            count += 1
            return nil
        }
        let index = Self.place(of: entry.number, in: pages[page])
        if index < pages[page].count, pages[page][index].number == entry.number {
            let before = pages[page][index]
            pages[page][index] = entry
            return before
        }
        count += 1
        guard pages[page].count == Self.page else {
            pages[page].insert(entry, at: index)
            return nil
        }
        guard index < Self.page || page + 1 < pages.count else {
            pages.append([entry])
            return nil
        }
        let upper = Array(pages[page][(Self.page / 2)...])
        pages[page].removeLast(Self.page / 2)
        pages.insert(upper, at: page + 1)
        if index > Self.page / 2 { page += 1 }
        pages[page].insert(entry, at: index > Self.page / 2 ? index - Self.page / 2 : index)
        return nil
    }

    mutating func remove(_ number: UInt64) -> SpoolEntry? {
        guard let (page, index) = find(number) else { return nil }
        let entry = pages[page].remove(at: index)
        count -= 1
        joinNeighbours(of: page)
        return entry
    }

    /// Changes the record of a number in place, if it is there.
    mutating func update(_ number: UInt64, _ body: (inout SpoolEntry) -> Void) {
        guard let (page, index) = find(number) else { return }
        body(&pages[page][index])
    }

    /// The first record whose number is at least this.
    func first(from number: UInt64) -> SpoolEntry? {
        guard let page = page(of: number) else { return nil }
        let index = Self.place(of: number, in: pages[page])
        if index < pages[page].count { return pages[page][index] }
        return page + 1 < pages.count ? pages[page + 1].first : nil
    }

    /// In order of numbers, until `body` returns false.
    func forEach(_ body: (SpoolEntry) -> Bool) {
        for page in pages {
            for entry in page where !body(entry) { return }
        }
    }
}

extension SpoolIndex {
    /// The page a number belongs into: the last that begins at or below it, or the first.
    private func page(of number: UInt64) -> Int? {
        guard !pages.isEmpty else { return nil }
        var (low, high) = (0, pages.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if pages[middle][0].number <= number { low = middle } else { high = middle }
        }
        return low
    }

    /// Where in a page the number stands, or would stand.
    private static func place(of number: UInt64, in page: [SpoolEntry]) -> Int {
        // Owners write and forget at the ends.
        if let last = page.last, last.number < number { return page.count }
        var (low, high) = (0, page.count)
        while low < high {
            let middle = (low + high) / 2
            if page[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func find(_ number: UInt64) -> (page: Int, index: Int)? {
        guard let page = page(of: number) else { return nil }
        let index = Self.place(of: number, in: pages[page])
        guard index < pages[page].count, pages[page][index].number == number else { return nil }
        return (page, index)
    }

    private mutating func joinNeighbours(of page: Int) {
        if pages[page].isEmpty {
            pages.remove(at: page)
            if page > 0, page < pages.count { join(page - 1) }
            return
        }
        if page + 1 < pages.count, join(page) { return }
        if page > 0 { join(page - 1) }
    }

    /// Takes the page behind into this one, if both are at most half a page together.
    @discardableResult
    private mutating func join(_ page: Int) -> Bool {
        guard pages[page].count + pages[page + 1].count <= Self.page / 2 else { return false }
        let behind = pages.remove(at: page + 1)
        pages[page].append(contentsOf: behind)
        return true
    }
}

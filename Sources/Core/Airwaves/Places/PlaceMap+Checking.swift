extension PlaceMap {
    /// The checksum that belongs into bytes 20..<24 of a place map. For whoever makes one.
    public static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        unsafe CRC32.checksum(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(24)))
    }
}

extension Layout {
    /// Reads the header; what it promises about lengths and the checksum is true.
    init(checking reader: MapReader) throws(PlaceMapError) {
        guard reader.count >= Self.headerLength else { throw PlaceMapError(.tooShort, at: 0) }
        let magic: StaticString = "EARPLACE"
        for offset in 0..<8 where unsafe reader.byte(offset) != magic.utf8Start[offset] {
            throw PlaceMapError(.foreign, at: offset)
        }
        guard reader.word(8) == 1 else { throw PlaceMapError(.otherFormat, at: 8) }
        guard Int(reader.word(16)) == reader.count else {
            throw PlaceMapError(.wrongLength, at: 16)
        }
        guard unsafe PlaceMap.checksum(of: reader.bytes) == reader.word(20) else {
            throw PlaceMapError(.wrongChecksum, at: 20)
        }
        for offset in 44..<Self.headerLength where reader.byte(offset) != 0 {
            throw PlaceMapError(.reservedBytes, at: offset)
        }
        tableVersion = reader.word(12)
        planCount = try Self.count(reader, at: 24, 1...32, .planCount)
        countryCount = try Self.count(reader, at: 28, 1...250, .countryCount)
        cellCount = try Self.count(reader, at: 32, 0...Self.columns * Self.rows, .cellCount)
        speckCount = Int(reader.word(36))
        wordCount = Int(reader.word(40))
        guard end == reader.count else { throw PlaceMapError(.unequalSections, at: 40) }
    }

    private static func count(
        _ reader: MapReader, at offset: Int, _ allowed: ClosedRange<Int>,
        _ fault: PlaceMapError.Fault
    ) throws(PlaceMapError) -> Int {
        let count = Int(reader.word(offset))
        guard allowed.contains(count) else { throw PlaceMapError(fault, at: offset) }
        return count
    }
}

extension MapReader {
    func checkPlans(_ layout: Layout) throws(PlaceMapError) -> PlanNumbers {
        var numbers = PlanNumbers()
        var seen = PlanSet()
        for number in 0..<layout.planCount {
            let offset = layout.planNames + Layout.planNameLength * number
            guard let name = name(at: offset) else { throw PlaceMapError(.planName, at: offset) }
            guard let plan = RegionalPlan(parsing: name) else {
                throw PlaceMapError(.planUnheardOf, at: offset)
            }
            guard !seen.contains(plan) else { throw PlaceMapError(.planTwice, at: offset) }
            seen.insert(plan)
            numbers.set(number, plan)
        }
        return numbers
    }

    private func name(at offset: Int) -> String? {
        let field = (offset..<offset + Layout.planNameLength).map { byte($0) }
        let letters = field.prefix { $0 != 0 }
        guard !letters.isEmpty, letters.allSatisfy({ $0 < 0x80 }) else { return nil }
        guard field.dropFirst(letters.count).allSatisfy({ $0 == 0 }) else { return nil }
        return String(decoding: letters, as: UTF8.self)
    }

    func checkCountries(_ layout: Layout) throws(PlaceMapError) {
        var last: CountryCode?
        for number in 0..<layout.countryCount {
            let offset = layout.countries + 4 * number
            guard let code = CountryCode(byte(offset), byte(offset + 1)), byte(offset + 3) == 0
            else { throw PlaceMapError(.countryCode, at: offset) }
            if let last, last >= code { throw PlaceMapError(.countryOrder, at: offset) }
            last = code
            let plan = byte(offset + 2)
            guard plan == Layout.noPlan || Int(plan) < layout.planCount else {
                throw PlaceMapError(.countryPlan, at: offset + 2)
            }
        }
    }

    func checkCells(_ layout: Layout) throws(PlaceMapError) {
        var next = Int(Layout.firstBorders)
        for number in 0..<Layout.columns * Layout.rows {
            let offset = layout.cells + 2 * number
            let value = Int(half(offset))
            if value <= layout.countryCount { continue }
            guard value >= Int(Layout.firstBorders) else {
                throw PlaceMapError(.cellLand, at: offset)
            }
            guard value == next, value - Int(Layout.firstBorders) < layout.cellCount else {
                throw PlaceMapError(.cellOrder, at: offset)
            }
            next += 1
        }
        guard next - Int(Layout.firstBorders) == layout.cellCount else {
            throw PlaceMapError(.cellsMissing, at: layout.cells)
        }
    }

    /// The borders of each cell, and every line in them.
    func checkBorders(_ layout: Layout) throws(PlaceMapError) {
        var start = 0
        for number in 0...layout.cellCount {
            let offset = layout.borders + 4 * number
            let place = Int(word(offset) & 0xFF_FFFF)
            let isLast = number == layout.cellCount
            guard number == 0 ? place == 0 : place > start else {
                throw PlaceMapError(.bordersOrder, at: offset)
            }
            guard isLast ? place == layout.wordCount : place < layout.wordCount else {
                throw PlaceMapError(.bordersEnd, at: offset)
            }
            guard Int(word(offset) >> 24) <= (isLast ? 0 : layout.countryCount) else {
                throw PlaceMapError(.bordersLand, at: offset)
            }
            if number > 0 {
                try checkLines(from: layout.lines + 4 * start, to: layout.lines + 4 * place, layout)
            }
            start = place
        }
    }

    private func checkLines(
        from start: Int, to end: Int, _ layout: Layout
    ) throws(PlaceMapError) {
        var offset = start
        while offset < end {
            let line = Line(self, at: offset)
            guard line.left != line.right, Int(max(line.left, line.right)) <= layout.countryCount
            else { throw PlaceMapError(.lineLands, at: offset) }
            guard line.end - line.start >= 8, line.end <= end else {
                throw PlaceMapError(.lineLength, at: offset)
            }
            var last: UInt32?
            for place in stride(from: line.start, to: line.end, by: 4) {
                let vertex = word(place)
                guard vertex != last, max(vertex & 0xFFFF, vertex >> 16) <= Vertex.largest else {
                    throw PlaceMapError(.lineVertex, at: place)
                }
                last = vertex
            }
            offset = line.end
        }
    }

    func checkSpecks(_ layout: Layout) throws(PlaceMapError) {
        for number in 0..<layout.speckCount {
            let offset = layout.specks + 16 * number
            let isPlace =
                word(offset) < 360 * Vertex.largest && word(offset + 4) <= 180 * Vertex.largest
            guard isPlace else { throw PlaceMapError(.speckPlace, at: offset) }
            guard 90...4_500_000 ~= word(offset + 8) else {
                throw PlaceMapError(.speckRadius, at: offset + 8)
            }
            guard 1...UInt32(layout.countryCount) ~= word(offset + 12) else {
                throw PlaceMapError(.speckLand, at: offset + 12)
            }
        }
    }
}

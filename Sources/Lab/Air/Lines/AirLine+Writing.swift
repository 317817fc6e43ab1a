internal import Airwaves
internal import Notation
internal import Radios
internal import Units

extension AirLine.Request {
    /// One line, its end included.
    public var line: [UInt8] {
        message { writer in
            switch self {
            case .join(let station, let sentAt):
                writer.member("join") { writer in
                    writer.object { writer in
                        writer.member("version", AirLine.version)
                        writer.members(of: station)
                        writer.member("sent_ns", sentAt.value)
                    }
                }
            case .emit(let emission):
                writer.member("emit") { $0.object { $0.members(of: emission) } }
            case .ping(let sentAt):
                writer.member("ping") { $0.object { $0.member("sent_ns", sentAt.value) } }
            }
        }
    }
}

extension AirLine.Answer {
    /// One line, its end included.
    public var line: [UInt8] {
        message { writer in
            switch self {
            case .joined(let number, let clock, let sentAt):
                writer.member("joined") { writer in
                    writer.object { writer in
                        writer.member("version", AirLine.version)
                        writer.member("station", number.value)
                        writer.member("clock_ns", clock.value)
                        writer.member("sent_ns", sentAt.value)
                    }
                }
            case .pong(let clock, let sentAt):
                writer.member("pong") { writer in
                    writer.object { writer in
                        writer.member("clock_ns", clock.value)
                        writer.member("sent_ns", sentAt.value)
                    }
                }
            case .arrival(let arrival):
                writer.member("arrival") { $0.object { $0.members(of: arrival) } }
            case .refused(let reason):
                writer.member("refused") { $0.object { $0.member("reason", reason) } }
            }
        }
    }
}

private func message(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { body(&$0) }
    return writer.bytes + [0x0a]
}

extension JSONWriter {
    fileprivate mutating func members(of station: AirStation) {
        member("name", station.name)
        if let place = station.place {
            member("lat") { $0.double(place.coordinate.latitude) }
            member("lng") { $0.double(place.coordinate.longitude) }
            member("height_m", place.height.value)
        }
        member("gain_db", hundredths: station.antennaGain.hundredths)
        member("noise_figure_db", hundredths: station.receiver.noiseFigure.hundredths)
        if let crystal = station.crystalError { member("crystal_ppb", crystal) }
    }

    fileprivate mutating func members(of emission: Emission) {
        members(of: emission.frame)
        member("crc", emission.frame.framing.hasChecksum ? "ok" : "none")
        member("power_dbm", hundredths: emission.power.hundredths)
        payload(emission.frame.payload)
        member("start_ns", emission.start.value)
        member("end_ns", emission.end.value)
    }

    fileprivate mutating func members(of arrival: Arrival) {
        members(of: arrival.frame)
        members(of: arrival.checksum)
        member("rssi_dbm", hundredths: arrival.level.hundredths)
        member("snr_db", hundredths: arrival.signalToNoise.hundredths)
        if arrival.frequencyOffset != 0 { member("offset_hz", arrival.frequencyOffset) }
        payload(arrival.frame.payload)
        member("start_ns", arrival.start.value)
        member("end_ns", arrival.end.value)
    }

    mutating func members(of checksum: ChecksumVerdict) {
        switch checksum {
        case .good: member("crc", "ok")
        case .bad, .contradicted: member("crc", "bad")
        case .absent: member("crc", "none")
        }
    }
}

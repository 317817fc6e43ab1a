internal import Airwaves
public import Concentrator
internal import Units

/// The plans of Tests/Vectors/concentrator/make.py.
public enum SamplePlan: String, CaseIterable, Sendable {
    case eu868, us915, in865

    public func plan(timestamps: TimestampMode = .frameEnd) throws(ReceivePlanError) -> ReceivePlan
    {
        switch self {
        case .eu868:
            let onA = [Int32](arrayLiteral: -400_000, -200_000, 0, 200_000, 400_000)
            let onB = [Int32](arrayLiteral: -400_000, -200_000, 0)
            return try ReceivePlan(
                radioA: RadioSetting(centre: Hertz(867_500_000)),
                radioB: RadioSetting(centre: Hertz(868_500_000)),
                channels: onB.map { ChannelSetting(.b, $0) } + onA.map { ChannelSetting(.a, $0) },
                service: ServiceSetting(ChannelSetting(.b, -200_000), .sf7, .kHz250),
                fsk: ChannelSetting(.b, 300_000), timestamps: timestamps)
        case .us915:
            let onA = [Int32](arrayLiteral: -400_000, -200_000, 0, 200_000)
            let onB = [Int32](arrayLiteral: -300_000, -100_000, 100_000, 300_000)
            return try ReceivePlan(
                radioA: RadioSetting(centre: Hertz(904_300_000)),
                radioB: RadioSetting(centre: Hertz(905_000_000)),
                channels: onA.map { ChannelSetting(.a, $0) } + onB.map { ChannelSetting(.b, $0) },
                service: ServiceSetting(ChannelSetting(.a, 300_000), .sf8, .kHz500),
                timestamps: timestamps)
        case .in865:
            return try ReceivePlan(
                radioA: nil,
                radioB: RadioSetting(centre: Hertz(865_500_000), hasSingleInput: true), clock: .b,
                channels: [
                    ChannelSetting(.b, -437_500), nil, ChannelSetting(.b, -97_500),
                    ChannelSetting(.b, 485_000),
                ],
                service: ServiceSetting(ChannelSetting(.b, 0), .sf12, .kHz125),
                syncWord: .private, timestamps: timestamps)
        }
    }
}

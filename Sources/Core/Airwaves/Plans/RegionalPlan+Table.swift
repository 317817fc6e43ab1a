// Made by script/make-plans from maps/regions/plans.csv; change that, not this.
import Units

extension RegionalPlan {
    /// The version of the region tables under `maps/regions`, which every verdict carries.
    public static let tableVersion: UInt32 = 1

    /// In the order of the plans' numbers.
    static let table: [Rules] = [
        Rules(
            plan: .as923Group1, name: "AS923-1",
            beaconChannels: hertz(
                923_200_000, 923_400_000, 923_600_000, 923_800_000, 924_000_000, 924_200_000,
                924_400_000, 924_600_000),
            firstChannelNumber: nil, bandwidth: .kHz125,
            maximumEIRP: SignalLevel(hundredths: 1600),
            uplinkRates: [
                UplinkRate(.sf12, payload: 0), UplinkRate(.sf11, payload: 0),
                UplinkRate(.sf10, payload: 11), UplinkRate(.sf9, payload: 53),
                UplinkRate(.sf8, payload: 125), UplinkRate(.sf7, payload: 242),
            ],
            beaconRates: [
                BeaconRate(.sf7, longest: 255), BeaconRate(.sf8, longest: 138),
                BeaconRate(.sf9, longest: 66), BeaconRate(.sf10, longest: 24),
            ],
            dwellLimit: Nanoseconds(400_000_000),
            dutyCycles: [DutyCycle(915_000_000, 928_000_000, perMille: 10)], listenBeforeTalk: nil,
            band: Hertz(915_000_000)...Hertz(928_000_000),
            firstWindow: .uplinkChannel,
            secondWindow: SecondWindow(
                Hertz(923_200_000), .sf10, .kHz125)),
        Rules(
            plan: .as923Group1B, name: "AS923-1B",
            beaconChannels: hertz(
                922_000_000, 922_200_000, 922_400_000, 922_600_000, 922_800_000, 923_000_000,
                923_200_000, 923_400_000),
            firstChannelNumber: nil, bandwidth: .kHz125,
            maximumEIRP: SignalLevel(hundredths: 1600),
            uplinkRates: [
                UplinkRate(.sf12, payload: 0), UplinkRate(.sf11, payload: 0),
                UplinkRate(.sf10, payload: 11), UplinkRate(.sf9, payload: 53),
                UplinkRate(.sf8, payload: 125), UplinkRate(.sf7, payload: 242),
            ],
            beaconRates: [
                BeaconRate(.sf7, longest: 255), BeaconRate(.sf8, longest: 138),
                BeaconRate(.sf9, longest: 66), BeaconRate(.sf10, longest: 24),
            ],
            dwellLimit: Nanoseconds(400_000_000),
            dutyCycles: [DutyCycle(919_000_000, 924_000_000, perMille: 10)], listenBeforeTalk: nil,
            band: Hertz(919_000_000)...Hertz(924_000_000),
            firstWindow: .uplinkChannel,
            secondWindow: SecondWindow(
                Hertz(923_200_000), .sf10, .kHz125)),
        Rules(
            plan: .as923Group1C, name: "AS923-1C",
            beaconChannels: hertz(
                923_200_000, 923_400_000, 923_600_000, 923_800_000, 924_000_000, 924_200_000,
                924_400_000, 924_600_000),
            firstChannelNumber: nil, bandwidth: .kHz125,
            maximumEIRP: SignalLevel(hundredths: 3000),
            uplinkRates: [
                UplinkRate(.sf12, payload: 51), UplinkRate(.sf11, payload: 51),
                UplinkRate(.sf10, payload: 115), UplinkRate(.sf9, payload: 115),
                UplinkRate(.sf8, payload: 242), UplinkRate(.sf7, payload: 242),
            ],
            beaconRates: [
                BeaconRate(.sf7, longest: 255), BeaconRate(.sf8, longest: 255),
                BeaconRate(.sf9, longest: 128), BeaconRate(.sf10, longest: 128),
                BeaconRate(.sf11, longest: 64), BeaconRate(.sf12, longest: 64),
            ],
            dwellLimit: nil,
            dutyCycles: [DutyCycle(915_000_000, 928_000_000, perMille: 10)], listenBeforeTalk: nil,
            band: Hertz(915_000_000)...Hertz(928_000_000),
            firstWindow: .uplinkChannel,
            secondWindow: SecondWindow(
                Hertz(923_200_000), .sf10, .kHz125)),
        Rules(
            plan: .as923Group2, name: "AS923-2",
            beaconChannels: hertz(
                921_400_000, 921_600_000, 921_800_000, 922_000_000, 922_200_000, 922_400_000,
                922_600_000, 922_800_000),
            firstChannelNumber: nil, bandwidth: .kHz125,
            maximumEIRP: SignalLevel(hundredths: 1600),
            uplinkRates: [
                UplinkRate(.sf12, payload: 0), UplinkRate(.sf11, payload: 0),
                UplinkRate(.sf10, payload: 11), UplinkRate(.sf9, payload: 53),
                UplinkRate(.sf8, payload: 125), UplinkRate(.sf7, payload: 242),
            ],
            beaconRates: [
                BeaconRate(.sf7, longest: 255), BeaconRate(.sf8, longest: 138),
                BeaconRate(.sf9, longest: 66), BeaconRate(.sf10, longest: 24),
            ],
            dwellLimit: Nanoseconds(400_000_000),
            dutyCycles: [DutyCycle(920_000_000, 923_000_000, perMille: 10)], listenBeforeTalk: nil,
            band: Hertz(920_000_000)...Hertz(923_000_000),
            firstWindow: .uplinkChannel,
            secondWindow: SecondWindow(
                Hertz(921_400_000), .sf10, .kHz125)),
        Rules(
            plan: .as923Group3, name: "AS923-3",
            beaconChannels: hertz(
                916_600_000, 916_800_000, 917_000_000, 917_200_000, 917_400_000, 917_600_000,
                917_800_000, 918_000_000),
            firstChannelNumber: nil, bandwidth: .kHz125,
            maximumEIRP: SignalLevel(hundredths: 1600),
            uplinkRates: [
                UplinkRate(.sf12, payload: 0), UplinkRate(.sf11, payload: 0),
                UplinkRate(.sf10, payload: 11), UplinkRate(.sf9, payload: 53),
                UplinkRate(.sf8, payload: 125), UplinkRate(.sf7, payload: 242),
            ],
            beaconRates: [
                BeaconRate(.sf7, longest: 255), BeaconRate(.sf8, longest: 138),
                BeaconRate(.sf9, longest: 66), BeaconRate(.sf10, longest: 24),
            ],
            dwellLimit: Nanoseconds(400_000_000),
            dutyCycles: [DutyCycle(915_000_000, 921_000_000, perMille: 10)], listenBeforeTalk: nil,
            band: Hertz(915_000_000)...Hertz(921_000_000),
            firstWindow: .uplinkChannel,
            secondWindow: SecondWindow(
                Hertz(916_600_000), .sf10, .kHz125)),
        Rules(
            plan: .as923Group4, name: "AS923-4",
            beaconChannels: hertz(
                917_300_000, 917_500_000, 917_700_000, 917_900_000, 918_100_000, 918_300_000,
                918_500_000, 918_700_000),
            firstChannelNumber: nil, bandwidth: .kHz125,
            maximumEIRP: SignalLevel(hundredths: 1600),
            uplinkRates: [
                UplinkRate(.sf12, payload: 0), UplinkRate(.sf11, payload: 0),
                UplinkRate(.sf10, payload: 11), UplinkRate(.sf9, payload: 53),
                UplinkRate(.sf8, payload: 125), UplinkRate(.sf7, payload: 242),
            ],
            beaconRates: [
                BeaconRate(.sf7, longest: 255), BeaconRate(.sf8, longest: 138),
                BeaconRate(.sf9, longest: 66), BeaconRate(.sf10, longest: 24),
            ],
            dwellLimit: Nanoseconds(400_000_000),
            dutyCycles: [DutyCycle(917_000_000, 920_000_000, perMille: 10)], listenBeforeTalk: nil,
            band: Hertz(917_000_000)...Hertz(920_000_000),
            firstWindow: .uplinkChannel,
            secondWindow: SecondWindow(
                Hertz(917_300_000), .sf10, .kHz125)),
        Rules(
            plan: .au915, name: "AU915",
            beaconChannels: hertz(
                916_800_000, 917_000_000, 917_200_000, 917_400_000, 917_600_000, 917_800_000,
                918_000_000, 918_200_000),
            firstChannelNumber: 8, bandwidth: .kHz125,
            maximumEIRP: SignalLevel(hundredths: 3000),
            uplinkRates: [
                UplinkRate(.sf12, payload: 51), UplinkRate(.sf11, payload: 51),
                UplinkRate(.sf10, payload: 51), UplinkRate(.sf9, payload: 115),
                UplinkRate(.sf8, payload: 242), UplinkRate(.sf7, payload: 242),
            ],
            beaconRates: [
                BeaconRate(.sf7, longest: 255), BeaconRate(.sf8, longest: 255),
                BeaconRate(.sf9, longest: 128), BeaconRate(.sf10, longest: 64),
                BeaconRate(.sf11, longest: 64), BeaconRate(.sf12, longest: 64),
            ],
            dwellLimit: nil,
            dutyCycles: [], listenBeforeTalk: nil,
            band: Hertz(915_000_000)...Hertz(928_000_000),
            firstWindow: .table(first: Hertz(923_300_000), step: Hertz(600_000), count: 8),
            secondWindow: SecondWindow(
                Hertz(923_300_000), .sf12, .kHz500)),
        Rules(
            plan: .au915Sub1, name: "AU915-SB1",
            beaconChannels: hertz(
                915_200_000, 915_400_000, 915_600_000, 915_800_000, 916_000_000, 916_200_000,
                916_400_000, 916_600_000),
            firstChannelNumber: 0, bandwidth: .kHz125,
            maximumEIRP: SignalLevel(hundredths: 3000),
            uplinkRates: [
                UplinkRate(.sf12, payload: 51), UplinkRate(.sf11, payload: 51),
                UplinkRate(.sf10, payload: 51), UplinkRate(.sf9, payload: 115),
                UplinkRate(.sf8, payload: 242), UplinkRate(.sf7, payload: 242),
            ],
            beaconRates: [
                BeaconRate(.sf7, longest: 255), BeaconRate(.sf8, longest: 255),
                BeaconRate(.sf9, longest: 128), BeaconRate(.sf10, longest: 64),
                BeaconRate(.sf11, longest: 64), BeaconRate(.sf12, longest: 64),
            ],
            dwellLimit: nil,
            dutyCycles: [], listenBeforeTalk: nil,
            band: Hertz(915_000_000)...Hertz(928_000_000),
            firstWindow: .table(first: Hertz(923_300_000), step: Hertz(600_000), count: 8),
            secondWindow: SecondWindow(
                Hertz(923_300_000), .sf12, .kHz500)),
        Rules(
            plan: .cn470, name: "CN470",
            beaconChannels: hertz(
                486_300_000, 486_500_000, 486_700_000, 486_900_000, 487_100_000, 487_300_000,
                487_500_000, 487_700_000),
            firstChannelNumber: 80, bandwidth: .kHz125,
            maximumEIRP: SignalLevel(hundredths: 1915),
            uplinkRates: [
                UplinkRate(.sf12, payload: 0), UplinkRate(.sf11, payload: 23),
                UplinkRate(.sf10, payload: 86), UplinkRate(.sf9, payload: 184),
                UplinkRate(.sf8, payload: 242), UplinkRate(.sf7, payload: 242),
            ],
            beaconRates: [
                BeaconRate(.sf7, longest: 255), BeaconRate(.sf8, longest: 255),
                BeaconRate(.sf9, longest: 197), BeaconRate(.sf10, longest: 99),
                BeaconRate(.sf11, longest: 36),
            ],
            dwellLimit: Nanoseconds(1_000_000_000),
            dutyCycles: [], listenBeforeTalk: nil,
            band: Hertz(470_000_000)...Hertz(510_000_000),
            firstWindow: .table(first: Hertz(500_300_000), step: Hertz(200_000), count: 48),
            secondWindow: SecondWindow(
                Hertz(505_300_000), .sf12, .kHz125)),
        Rules(
            plan: .eu433, name: "EU433",
            beaconChannels: hertz(433_175_000, 433_375_000, 433_575_000),
            firstChannelNumber: nil, bandwidth: .kHz125,
            maximumEIRP: SignalLevel(hundredths: 1215),
            uplinkRates: [
                UplinkRate(.sf12, payload: 51), UplinkRate(.sf11, payload: 51),
                UplinkRate(.sf10, payload: 51), UplinkRate(.sf9, payload: 115),
                UplinkRate(.sf8, payload: 242), UplinkRate(.sf7, payload: 242),
            ],
            beaconRates: [
                BeaconRate(.sf7, longest: 255), BeaconRate(.sf8, longest: 255),
                BeaconRate(.sf9, longest: 128), BeaconRate(.sf10, longest: 64),
                BeaconRate(.sf11, longest: 64), BeaconRate(.sf12, longest: 64),
            ],
            dwellLimit: nil,
            dutyCycles: [DutyCycle(433_050_000, 434_790_000, perMille: 10)], listenBeforeTalk: nil,
            band: Hertz(433_050_000)...Hertz(434_790_000),
            firstWindow: .uplinkChannel,
            secondWindow: SecondWindow(
                Hertz(434_665_000), .sf12, .kHz125)),
        Rules(
            plan: .eu868, name: "EU868",
            beaconChannels: hertz(
                867_100_000, 867_300_000, 867_500_000, 867_700_000, 867_900_000, 868_100_000,
                868_300_000, 868_500_000),
            firstChannelNumber: nil, bandwidth: .kHz125,
            maximumEIRP: SignalLevel(hundredths: 1615),
            uplinkRates: [
                UplinkRate(.sf12, payload: 51), UplinkRate(.sf11, payload: 51),
                UplinkRate(.sf10, payload: 51), UplinkRate(.sf9, payload: 115),
                UplinkRate(.sf8, payload: 242), UplinkRate(.sf7, payload: 242),
            ],
            beaconRates: [
                BeaconRate(.sf7, longest: 255), BeaconRate(.sf8, longest: 255),
                BeaconRate(.sf9, longest: 128), BeaconRate(.sf10, longest: 64),
                BeaconRate(.sf11, longest: 64), BeaconRate(.sf12, longest: 64),
            ],
            dwellLimit: nil,
            dutyCycles: [
                DutyCycle(863_000_000, 865_000_000, perMille: 1),
                DutyCycle(865_000_000, 868_600_000, perMille: 10),
                DutyCycle(868_700_000, 869_200_000, perMille: 1),
                DutyCycle(869_400_000, 869_650_000, perMille: 100),
                DutyCycle(869_700_000, 870_000_000, perMille: 10),
            ], listenBeforeTalk: nil,
            band: Hertz(863_000_000)...Hertz(870_000_000),
            firstWindow: .uplinkChannel,
            secondWindow: SecondWindow(
                Hertz(869_525_000), .sf12, .kHz125)),
        Rules(
            plan: .in865, name: "IN865",
            beaconChannels: hertz(865_062_500, 865_402_500, 865_985_000),
            firstChannelNumber: nil, bandwidth: .kHz125,
            maximumEIRP: SignalLevel(hundredths: 3000),
            uplinkRates: [
                UplinkRate(.sf12, payload: 51), UplinkRate(.sf11, payload: 51),
                UplinkRate(.sf10, payload: 51), UplinkRate(.sf9, payload: 115),
                UplinkRate(.sf8, payload: 242), UplinkRate(.sf7, payload: 242),
            ],
            beaconRates: [
                BeaconRate(.sf7, longest: 255), BeaconRate(.sf8, longest: 255),
                BeaconRate(.sf9, longest: 128), BeaconRate(.sf10, longest: 64),
                BeaconRate(.sf11, longest: 64), BeaconRate(.sf12, longest: 64),
            ],
            dwellLimit: nil,
            dutyCycles: [], listenBeforeTalk: nil,
            band: Hertz(865_000_000)...Hertz(867_000_000),
            firstWindow: .uplinkChannel,
            secondWindow: SecondWindow(
                Hertz(866_550_000), .sf10, .kHz125)),
        Rules(
            plan: .kr920, name: "KR920",
            beaconChannels: hertz(
                922_100_000, 922_300_000, 922_500_000, 922_700_000, 922_900_000, 923_100_000,
                923_300_000),
            firstChannelNumber: nil, bandwidth: .kHz125,
            maximumEIRP: SignalLevel(hundredths: 1400),
            uplinkRates: [
                UplinkRate(.sf12, payload: 51), UplinkRate(.sf11, payload: 51),
                UplinkRate(.sf10, payload: 51), UplinkRate(.sf9, payload: 115),
                UplinkRate(.sf8, payload: 242), UplinkRate(.sf7, payload: 242),
            ],
            beaconRates: [
                BeaconRate(.sf7, longest: 255), BeaconRate(.sf8, longest: 255),
                BeaconRate(.sf9, longest: 128), BeaconRate(.sf10, longest: 64),
                BeaconRate(.sf11, longest: 64), BeaconRate(.sf12, longest: 64),
            ],
            dwellLimit: nil,
            dutyCycles: [], listenBeforeTalk: ListenBeforeTalk(below: -8000, nanoseconds: 128_000),
            band: Hertz(920_800_000)...Hertz(923_400_000),
            firstWindow: .uplinkChannel,
            secondWindow: SecondWindow(
                Hertz(921_900_000), .sf12, .kHz125)),
        Rules(
            plan: .ru864, name: "RU864",
            beaconChannels: hertz(
                864_100_000, 864_300_000, 864_500_000, 864_700_000, 864_900_000, 868_900_000,
                869_100_000),
            firstChannelNumber: nil, bandwidth: .kHz125,
            maximumEIRP: SignalLevel(hundredths: 1600),
            uplinkRates: [
                UplinkRate(.sf12, payload: 51), UplinkRate(.sf11, payload: 51),
                UplinkRate(.sf10, payload: 51), UplinkRate(.sf9, payload: 115),
                UplinkRate(.sf8, payload: 242), UplinkRate(.sf7, payload: 242),
            ],
            beaconRates: [
                BeaconRate(.sf7, longest: 255), BeaconRate(.sf8, longest: 255),
                BeaconRate(.sf9, longest: 128), BeaconRate(.sf10, longest: 64),
                BeaconRate(.sf11, longest: 64), BeaconRate(.sf12, longest: 64),
            ],
            dwellLimit: nil,
            dutyCycles: [DutyCycle(864_000_000, 870_000_000, perMille: 10)], listenBeforeTalk: nil,
            band: Hertz(864_000_000)...Hertz(870_000_000),
            firstWindow: .uplinkChannel,
            secondWindow: SecondWindow(
                Hertz(869_100_000), .sf12, .kHz125)),
        Rules(
            plan: .us915, name: "US915",
            beaconChannels: hertz(
                903_900_000, 904_100_000, 904_300_000, 904_500_000, 904_700_000, 904_900_000,
                905_100_000, 905_300_000),
            firstChannelNumber: 8, bandwidth: .kHz125,
            maximumEIRP: SignalLevel(hundredths: 3600),
            uplinkRates: [
                UplinkRate(.sf10, payload: 11), UplinkRate(.sf9, payload: 53),
                UplinkRate(.sf8, payload: 125), UplinkRate(.sf7, payload: 242),
            ],
            beaconRates: [
                BeaconRate(.sf7, longest: 255), BeaconRate(.sf8, longest: 138),
                BeaconRate(.sf9, longest: 66), BeaconRate(.sf10, longest: 24),
            ],
            dwellLimit: Nanoseconds(400_000_000),
            dutyCycles: [], listenBeforeTalk: nil,
            band: Hertz(902_000_000)...Hertz(928_000_000),
            firstWindow: .table(first: Hertz(923_300_000), step: Hertz(600_000), count: 8),
            secondWindow: SecondWindow(
                Hertz(923_300_000), .sf12, .kHz500)),
    ]
}

import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("What the core knows survives the wire and the store")
struct RoundTripTests {
    /// Each value goes to its message and back, for many random values; a failure prints the seed.
    private func expectSame<Model: Equatable, Message: SwiftProtobuf.Message>(
        _ make: (inout MappingRandom) -> Model, _ write: (Model) -> Message,
        _ read: (Message) throws -> Model
    ) throws {
        for seed in UInt64(1)...200 {
            var random = MappingRandom(seed: seed)
            let model = make(&random)
            let bytes: [UInt8] = try write(model).serializedBytes()
            let back = try read(try Message(serializedBytes: bytes))
            try #require(back == model, "seed \(seed)")
        }
    }

    @Test("A report comes back as it was written, absent amounts and empty topologies included")
    func inventory() throws {
        try expectSame({ $0.inventory() }, Berth_Tracker_V1_Inventory.init, { try Inventory($0) })
    }

    @Test("An instance comes back as it was written, with states, topology and devices asked for")
    func instance() throws {
        try expectSame({ $0.instance() }, Berth_Tracker_V1_Instance.init, { try Instance($0) })
    }

    @Test("A grant comes back as it was written, places, devices, units and times included")
    func grant() throws {
        try expectSame({ $0.grant() }, Berth_Tracker_V1_Grant.init, { try Grant($0) })
    }

    @Test("A migration comes back as it was written, an absent destination and absent sizes absent")
    func migration() throws {
        try expectSame({ $0.migration() }, Berth_Tracker_V1_Migration.init, { try Migration($0) })
    }

    @Test("A measurement comes back as it was written")
    func metric() throws {
        try expectSame({ $0.metric() }, Berth_Tracker_V1_Metric.init, { try Metric($0) })
    }

    @Test("A scheduler's limits come back as they were written, absent ones absent")
    func limits() throws {
        try expectSame({ $0.limits() }, Berth_Tracker_V1_Limits.init, { Limits($0) })
    }

    @Test("Amounts and ratios in force come back as they were written")
    func inForce() throws {
        try expectSame({ $0.reserved() }, Berth_Tracker_V1_Reserved.init, { try Reserved($0) })
        try expectSame({ $0.ratios() }, Berth_Tracker_V1_AllocationRatios.init, { try AllocationRatios($0) })
    }

    @Test(
        "A point in time comes back to the nanosecond, also before 1970 and at the ends of the range",
        arguments: [Int64.min, -1_000_000_001, -1_000_000_000, -1, 0, 1, 999_999_999, 1_000_000_000, Int64.max])
    func instant(nanoseconds: Int64) throws {
        let wire = Google_Protobuf_Timestamp(Instant(nanoseconds: nanoseconds))
        #expect((0..<1_000_000_000).contains(wire.nanos))
        #expect(try Instant(wire) == Instant(nanoseconds: nanoseconds))
    }

    @Test(
        "A length of time comes back to the nanosecond, also a negative one",
        arguments: [Int64.min, -1_500_000_000, -1, 0, 1, 1_500_000_000, Int64.max])
    func duration(length: Int64) throws {
        #expect(try nanoseconds(of: Google_Protobuf_Duration(nanoseconds: length)) == length)
    }

    @Test("Times that the core cannot hold are an error, not a trap")
    func timeOutOfRange() {
        #expect(throws: MappingError.self) { try Instant(Google_Protobuf_Timestamp(seconds: .max, nanos: 0)) }
        #expect(throws: MappingError.self) { try Instant(Google_Protobuf_Timestamp(seconds: .min, nanos: 999_999_999)) }
        #expect(throws: MappingError.self) { try Instant(Google_Protobuf_Timestamp(seconds: 0, nanos: -1)) }
        #expect(throws: MappingError.self) { try Instant(Google_Protobuf_Timestamp(seconds: 0, nanos: 1_000_000_000)) }
        #expect(throws: MappingError.self) { try nanoseconds(of: .init(seconds: 1, nanos: -1)) }
        #expect(throws: MappingError.self) { try nanoseconds(of: .init(seconds: .max, nanos: .max)) }
        #expect(throws: MappingError.self) { try nanoseconds(of: .init(seconds: .min, nanos: .min)) }
    }
}

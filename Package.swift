// swift-tools-version: 6.2
import PackageDescription

/// One strict language mode for every target; in continuous integration a warning is an error.
let strict: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (Context.environment["BERTH_WARNINGS_ARE_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// Leaves the check of overlapping accesses out of release builds of generated code.
///
/// Generated messages keep their fields in classes, where each access is checked at run time: a tenth of all that a
/// request costs. Nothing in them can overlap: they call nobody while they hold a field, and one that is shared is
/// copied before it changes. Debug builds, and so all tests, keep the check.
///
/// The Makefile asks for it; packages that depend on Berth, which may not use unsafe flags, do not.
let uncheckedInRelease: [SwiftSetting] =
    Context.environment["BERTH_UNCHECKED"] == nil
    ? [] : [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

let collections = Target.Dependency.product(name: "HashTreeCollections", package: "swift-collections")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let grpc = Target.Dependency.product(name: "GRPCCore", package: "grpc-swift-2")
let grpcProtobuf = Target.Dependency.product(name: "GRPCProtobuf", package: "grpc-swift-protobuf")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "berth",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "AMQP", targets: ["AMQP"]),
        .library(name: "BusClient", targets: ["BusClient", "Wire", "AMQP"]),
        .executable(name: "berthd", targets: ["berthd"]),
        .executable(name: "berth", targets: ["berth"]),
        // For tests only, which load it into the worker that they start.
        .library(name: "FaultShim", type: .dynamic, targets: ["FaultShim"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0",
            traits: ["YAML", "CommandLineArguments"]),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
    ],
    targets: [
        // C libraries of the system, found through pkg-config.
        .systemLibrary(name: "CRabbitMQ", pkgConfig: "librabbitmq", providers: [.apt(["librabbitmq-dev"])]),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

        // The layers, lowest first; a target imports only those above it in this list.
        .target(name: "Tracker", dependencies: [collections], swiftSettings: strict),
        .target(name: "AMQP", dependencies: ["CRabbitMQ", logging], swiftSettings: strict),
        .target(name: "Wire", dependencies: [protobuf], swiftSettings: strict + uncheckedInRelease),
        .target(name: "Journal", dependencies: [grdb], swiftSettings: strict),
        .target(
            name: "Worker",
            dependencies: [
                "Tracker", "AMQP", "Wire", "Journal", "CLibcrypto", deque, heap, protobuf, logging, lifecycle,
            ],
            swiftSettings: strict),
        .target(
            name: "BusClient", dependencies: ["Wire", "AMQP", grpc, grpcProtobuf, protobuf, logging],
            swiftSettings: strict),
        .executableTarget(
            name: "berthd",
            dependencies: [
                "Worker", "AMQP", "Journal", "Tracker", "Wire", configuration, logging, lifecycle, signals, system,
                yams,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "berth", dependencies: ["Worker", "Tracker", "BusClient", "Wire", "AMQP", logging, arguments],
            swiftSettings: strict),

        // What documentation shows is compiled, so that it stays true.
        .executableTarget(
            name: "ClaimExample", dependencies: ["BusClient", "Wire", "AMQP", grpc],
            path: "docs/examples/ClaimExample", swiftSettings: strict),

        // Harnesses that several test targets share.
        .target(name: "BrokerTestSupport", path: "Tests/BrokerTestSupport", swiftSettings: strict),
        .target(
            name: "EndToEndTestSupport",
            dependencies: ["AMQP", "Wire", "Worker", "BrokerTestSupport", protobuf, logging],
            path: "Tests/EndToEndTestSupport", swiftSettings: strict),
        // Put in front of the system's library in a worker that a test starts: makes disk and clock fail.
        .target(name: "FaultShim", path: "Tests/FaultShim"),
        // The worker's program, but for one message that kills it.
        .executableTarget(
            name: "FaultyWorker", dependencies: ["Worker", "AMQP", logging, lifecycle, signals],
            path: "Tests/FaultyWorker", swiftSettings: strict),
        .target(name: "CFuzz", path: "Tests/CFuzz"),
        .target(
            name: "SimulationSupport",
            dependencies: ["Worker", "Tracker", "Wire", "Journal", "AMQP", protobuf, logging],
            path: "Tests/SimulationSupport", swiftSettings: strict),
        .executableTarget(
            name: "simulate", dependencies: ["SimulationSupport"], path: "Tests/simulate", swiftSettings: strict),

        .testTarget(name: "TrackerTests", dependencies: ["Tracker", collections], swiftSettings: strict),
        .testTarget(
            name: "AMQPTests", dependencies: ["AMQP", "BrokerTestSupport", logging], swiftSettings: strict),
        .testTarget(name: "WireTests", dependencies: ["Wire", protobuf, yams], swiftSettings: strict),
        .testTarget(name: "JournalTests", dependencies: ["Journal", grdb], swiftSettings: strict),
        .testTarget(
            name: "WorkerTests",
            dependencies: [
                "Worker", "Tracker", "Wire", "Journal", "AMQP", "BrokerTestSupport", protobuf, logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "DaemonTests",
            dependencies: ["berthd", "Worker", "Tracker", "Wire", "Journal", "AMQP", configuration, yams],
            swiftSettings: strict),
        .testTarget(
            name: "BusClientTests", dependencies: ["BusClient", "Wire", "AMQP", grpc, protobuf],
            swiftSettings: strict),
        .testTarget(
            name: "ToolTests", dependencies: ["berth", "Worker", "Tracker", "BusClient", "Wire", "AMQP"],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "AMQP", "Wire", "BusClient", "Journal", "Tracker", "Worker", "berthd", "berth", "ClaimExample",
                "EndToEndTestSupport", "BrokerTestSupport", grpc, grpcProtobuf, protobuf, logging, yams,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "Faults",
            dependencies: [
                "AMQP", "Wire", "Journal", "Worker", "Tracker", "berthd", "FaultyWorker", "EndToEndTestSupport",
                "BrokerTestSupport",
                protobuf, logging, grdb,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FuzzTests",
            dependencies: [
                "AMQP", "Wire", "BusClient", "Tracker", "Journal", "Worker", "berthd", "berth", "CFuzz", "CRabbitMQ",
                protobuf, yams,
            ],
            exclude: ["Corpora"], swiftSettings: strict),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["SimulationSupport", "Worker", "Tracker", "Wire", "Journal", "AMQP"], swiftSettings: strict),
        .testTarget(name: "HouseTests", swiftSettings: strict),
    ] + benchmarks
)

/// `make bench` alone builds them, and says so in this variable: a test build need not.
var benchmarks: [Target] {
    guard Context.environment["BERTH_BENCHMARKS"] != nil else { return [] }
    return [
        .executableTarget(
            name: "BenchReference", dependencies: ["CRabbitMQ"], path: "Benchmarks/BenchReference",
            cSettings: [.define("_GNU_SOURCE")],
            linkerSettings: [.linkedLibrary("sqlite3"), .linkedLibrary("rabbitmq")]),
        .executableTarget(
            name: "BerthBench", dependencies: ["Worker", "Tracker", "Wire", "Journal", "AMQP", protobuf, logging],
            path: "Benchmarks/BerthBench", swiftSettings: strict),
    ]
}

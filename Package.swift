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
let uncheckedInRelease: [SwiftSetting] = [
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
]

let collections = Target.Dependency.product(name: "HashTreeCollections", package: "swift-collections")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "berth",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "AMQP", targets: ["AMQP"]),
        .executable(name: "berthd", targets: ["berthd"]),
        .executable(name: "berth", targets: ["berth"]),
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
                "Tracker", "AMQP", "Wire", "Journal", "CLibcrypto", deque, protobuf, logging, lifecycle,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "berthd",
            dependencies: [
                "Worker", "AMQP", "Journal", "Tracker", "Wire", configuration, logging, lifecycle, signals, system,
                yams,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "berth", dependencies: ["Worker", "Wire", "AMQP", logging, arguments], swiftSettings: strict),

        // Harnesses that several test targets share.
        .target(name: "BrokerTestSupport", path: "Tests/BrokerTestSupport", swiftSettings: strict),

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
        .testTarget(name: "ToolTests", dependencies: ["berth", "Wire", "AMQP"], swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["AMQP", "Wire", "Journal", "Worker", "berthd", "BrokerTestSupport", protobuf, logging],
            swiftSettings: strict),
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

import Testing
import Tracker

/// A flavor and an image, and what they ask for: 4 CPUs and 2048 MiB unless other sizes are given.
struct ConstraintCase: CustomTestStringConvertible {
    var title: String
    var vcpus: Int64 = 4
    var memory: Int64 = 2048
    /// Extra specifications; the keys stand without `hw:` if they have no prefix.
    var flavor: [String: String] = [:]
    /// Image properties; the keys stand without `hw_` if they have no prefix.
    var image: [String: String] = [:]
    /// As `answer` has it.
    var expected: String

    init(
        _ title: String, vcpus: Int64 = 4, memory: Int64 = 2048, flavor: [String: String] = [:],
        image: [String: String] = [:], _ expected: String
    ) {
        self.title = title
        self.vcpus = vcpus
        self.memory = memory
        self.flavor = flavor
        self.image = image
        self.expected = expected
    }

    var testDescription: String { title }

    /// The flavor with whole keys.
    var asked: Flavor {
        Flavor(
            vcpus: vcpus, memoryMebibytes: memory,
            extraSpecs: Dictionary(
                uniqueKeysWithValues: flavor.map { ($0.key.contains(":") ? $0.key : "hw:\($0.key)", $0.value) }))
    }

    /// The image's properties with whole keys.
    var properties: [String: String] {
        Dictionary(uniqueKeysWithValues: image.map { ($0.key.contains(":") ? $0.key : "hw_\($0.key)", $0.value) })
    }

    /// The requested topology.
    func topology() throws(ConstraintError) -> InstanceTopology? {
        try TopologyConstraints.topology(flavor: asked, imageProperties: properties)
    }

    /// The rule that is broken.
    func error() -> ConstraintError? {
        do throws(ConstraintError) {
            _ = try topology()
            return nil
        } catch {
            return error
        }
    }

    /// `none`, the reason of the error, or the cells as `[shared|dedicated] MiB` and what they have in common.
    func answer() -> String {
        do throws(ConstraintError) {
            return try topology().map(Self.text) ?? "none"
        } catch {
            return error.reason.rawValue
        }
    }

    private static func text(_ topology: InstanceTopology) -> String {
        let cells = topology.cells.map { cell in
            "[\(CPUSpecification(cell.cpuset).text)|\(CPUSpecification(cell.pcpuset).text)] \(cell.memoryMebibytes)"
        }
        // A cell that differs from the first would be seen as a line of its own.
        let common = Set(topology.cells.map(common)).sorted().joined(separator: " and ")
        let emulator = topology.emulatorThreads.map { ", emulator \($0.rawValue)" } ?? ""
        return cells.joined(separator: " ") + common + emulator
    }

    private static func common(_ cell: InstanceCell) -> String {
        (cell.cpuPolicy.map { ", \($0.rawValue)" } ?? "") + (cell.threadPolicy.map { ", threads \($0.rawValue)" } ?? "")
            + (cell.pageSizeKibibytes.map { ", pages \($0)" } ?? "")
    }
}

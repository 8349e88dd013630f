import ArgumentParser
import Foundation
import Tracker
import Wire

/// A flavor and the properties of an image, from files and options.
struct TopologyInput: ParsableArguments {
    @Option(help: ArgumentHelp("The flavor, a Flavor as JSON; - is standard input.", valueName: "file"))
    var flavor: String?

    @Option(
        help: ArgumentHelp(
            "The image's properties, a JSON object of texts or an ImageProperties; - is standard input.",
            valueName: "file"))
    var image: String?

    @Option(help: ArgumentHelp("Virtual CPUs.", valueName: "n"))
    var vcpus: Int64?

    @Option(help: ArgumentHelp("Memory in MiB.", valueName: "mib"))
    var memory: Int64?

    @OptionGroup var settings: SettingOptions

    func validate() throws {
        guard flavor != nil || (vcpus != nil && memory != nil) else {
            throw ValidationError("Give --flavor, or --vcpus and --memory.")
        }
        guard flavor != "-" || image != "-" else {
            throw ValidationError("Only one of --flavor and --image can be standard input.")
        }
    }

    /// The flavor of file and options.
    func readFlavor() throws(ToolError) -> Flavor {
        var wire = Berth_Tracker_V1_Flavor()
        if let flavor { wire = try JSONArgument.message(Berth_Tracker_V1_Flavor.self, fromFile: flavor) }
        return Flavor(
            id: wire.id, name: wire.name, vcpus: vcpus ?? wire.vcpus, memoryMebibytes: memory ?? wire.memoryMb,
            extraSpecs: wire.extraSpecs.merging(settings.extraSpecs) { $1 })
    }

    /// The image's properties of file and options.
    func readImageProperties() throws(ToolError) -> [String: String] {
        var properties: [String: String] = [:]
        if let image { properties = try Self.properties(fromFile: image) }
        return properties.merging(settings.imageProperties) { $1 }
    }

    private static func properties(fromFile path: String) throws(ToolError) -> [String: String] {
        let bytes = try JSONArgument.bytes(path == "-" ? "-" : "@\(path)")
        if let bare = try? JSONDecoder().decode([String: String].self, from: Data(bytes)) { return bare }
        do throws(WireError) {
            return try MessageCodec(.json).decode(Berth_Tracker_V1_ImageProperties.self, from: bytes).values
        } catch {
            throw ToolError(
                .invalidArgument, "\(path): neither a JSON object of texts nor an ImageProperties.",
                advice: #"Write it like {"hw_cpu_policy": "dedicated", "hw_numa_nodes": "2"}; numbers are texts too."#)
        }
    }
}

import ArgumentParser
import Wire

/// An instance and its size, for commands that ask for room.
struct FlavorOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The instance; a new one by default.", valueName: "uuid"))
    var uuid: String?

    @Option(help: ArgumentHelp("Its project.", valueName: "id"))
    var project = ""

    @Option(help: ArgumentHelp("Its user.", valueName: "id"))
    var user = ""

    @Option(help: ArgumentHelp("Virtual CPUs.", valueName: "n"))
    var vcpus: Int64

    @Option(help: ArgumentHelp("Memory in MiB.", valueName: "mib"))
    var memory: Int64

    @Option(help: ArgumentHelp("Root disk in GiB.", valueName: "gib"))
    var root: Int64 = 0

    @Option(help: ArgumentHelp("Ephemeral disk in GiB.", valueName: "gib"))
    var ephemeral: Int64 = 0

    @Option(help: ArgumentHelp("Swap in MiB.", valueName: "mib"))
    var swap: Int64 = 0

    @Flag(help: "The root disk is a volume and takes no local space.")
    var volumeBacked = false

    @OptionGroup var settings: SettingOptions
    @OptionGroup var devices: DeviceOptions
    @OptionGroup var capacity: LimitOptions

    func validate() throws {
        // What a request asks for itself takes the place of what the flavor's aliases say.
        guard devices.device.isEmpty || settings.extraSpecs["pci_passthrough:alias"] == nil else {
            throw ValidationError("Ask for devices either with --device or with pci_passthrough:alias.")
        }
    }

    /// The instance as a request carries it.
    ///
    /// - Parameter key: of the request; what has no identity gets one that is made from it.
    func instance(key: String) throws(ToolError) -> Berth_Tracker_V1_Instance {
        var instance = Berth_Tracker_V1_Instance()
        instance.uuid = uuid ?? KeyedIdentity.uuid(.instance, key: key)
        instance.projectID = project
        instance.userID = user
        instance.vmState = "building"
        instance.volumeBacked = volumeBacked
        instance.flavor.vcpus = vcpus
        instance.flavor.memoryMb = memory
        instance.flavor.rootGb = root
        instance.flavor.ephemeralGb = ephemeral
        instance.flavor.swapMb = swap
        instance.flavor.extraSpecs = settings.extraSpecs
        instance.imageProperties = settings.imageProperties
        instance.pciRequests = try devices.requests(key: key)
        return instance
    }

    /// The limits; nil when none was given.
    func limits() -> Berth_Tracker_V1_Limits? { capacity.limits() }
}

/// The limits that a scheduler computed.
struct LimitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The most memory that may be used on the node, in MiB, as a scheduler computed it.", valueName: "mib"))
    var limitMemory: Int64?

    @Option(help: ArgumentHelp("The most disk that may be used on the node, in GiB.", valueName: "gib"))
    var limitDisk: Int64?

    @Option(help: ArgumentHelp("The most virtual CPUs that may be used on the node.", valueName: "n"))
    var limitVcpus: Int64?

    /// The limits; nil when none was given.
    func limits() -> Berth_Tracker_V1_Limits? {
        guard limitMemory != nil || limitDisk != nil || limitVcpus != nil else { return nil }
        var limits = Berth_Tracker_V1_Limits()
        if let limitMemory { limits.memoryMb = limitMemory }
        if let limitDisk { limits.diskGb = limitDisk }
        if let limitVcpus { limits.vcpus = limitVcpus }
        return limits
    }
}

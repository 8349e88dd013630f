// The names are the reference's and speak for themselves; the section that says when each is given stands beside it.
extension ConstraintError.Reason {
    /// A text that cannot be read, or a size that nothing has (1.6, 2.10, 2.11).
    public static let invalid = Self(rawValue: "Invalid")
    /// An image property outside its vocabulary (2), or requests that exclude each other (2.7, 2.12).
    public static let invalidRequest = Self(rawValue: "InvalidRequest")

    /// Unknown CPU policy (2.2).
    public static let invalidCPUAllocationPolicy = Self(rawValue: "InvalidCPUAllocationPolicy")
    /// The image asks for more than the flavor's CPU policy gives (2.2).
    public static let imageCPUPinningForbidden = Self(rawValue: "ImageCPUPinningForbidden")
    /// Unknown thread policy (2.3).
    public static let invalidCPUThreadAllocationPolicy = Self(rawValue: "InvalidCPUThreadAllocationPolicy")
    /// The image has another thread policy than the flavor (2.3).
    public static let imageCPUThreadPolicyForbidden = Self(rawValue: "ImageCPUThreadPolicyForbidden")
    /// The realtime CPUs are none, not the guest's, or all without a place for emulator threads (2.4).
    public static let realtimeMaskNotFoundOrInvalid = Self(rawValue: "RealtimeMaskNotFoundOrInvalid")
    /// The dedicated CPUs are none, all, or not the guest's (2.5).
    public static let invalidMixedInstanceDedicatedMask = Self(rawValue: "InvalidMixedInstanceDedicatedMask")
    /// Unknown policy for emulator threads (2.6).
    public static let invalidEmulatorThreadsPolicy = Self(rawValue: "InvalidEmulatorThreadsPolicy")

    /// A thread policy without dedicated CPUs (2.7).
    public static let cpuThreadPolicyConfigurationInvalid = Self(rawValue: "CPUThreadPolicyConfigurationInvalid")
    /// Isolated emulator threads without dedicated CPUs (2.7).
    public static let badRequirementEmulatorThreadsPolicy = Self(rawValue: "BadRequirementEmulatorThreadsPolicy")
    /// A dedicated mask with another policy than mixed (2.7).
    public static let requiredMixedInstancePolicy = Self(rawValue: "RequiredMixedInstancePolicy")
    /// Realtime without dedicated CPUs (2.7).
    public static let realtimeConfigurationInvalid = Self(rawValue: "RealtimeConfigurationInvalid")
    /// Mixed with both masks or without any (2.7).
    public static let requiredMixedOrRealtimeCPUMask = Self(rawValue: "RequiredMixedOrRealtimeCPUMask")

    /// No number of cells, or more than any host has (2.8).
    public static let invalidNUMANodesNumber = Self(rawValue: "InvalidNUMANodesNumber")
    /// Cells in both flavor and image (2.8, 2.11).
    public static let imageNUMATopologyForbidden = Self(rawValue: "ImageNUMATopologyForbidden")
    /// No page size (2.9).
    public static let memoryPageSizeInvalid = Self(rawValue: "MemoryPageSizeInvalid")
    /// A page size of the image that the flavor does not leave open (2.9).
    public static let memoryPageSizeForbidden = Self(rawValue: "MemoryPageSizeForbidden")

    /// Locked memory without a page size (2.10).
    public static let lockMemoryForbidden = Self(rawValue: "LockMemoryForbidden")
    /// Flavor and image differ about locked memory (2.10).
    public static let flavorImageLockedMemoryConflict = Self(rawValue: "FlavorImageLockedMemoryConflict")
    /// Flavor and image differ about memory encryption, or the image cannot have it (2.10).
    public static let flavorImageConflict = Self(rawValue: "FlavorImageConflict")
    /// A machine type that memory encryption does not work with (2.10).
    public static let invalidMachineType = Self(rawValue: "InvalidMachineType")
    /// Memory encryption that needs stateless firmware (2.10).
    public static let statelessFirmwareRequired = Self(rawValue: "StatelessFirmwareRequired")

    /// CPUs or memory that cannot be divided evenly (2.11).
    public static let imageNUMATopologyAsymmetric = Self(rawValue: "ImageNUMATopologyAsymmetric")
    /// CPUs or memory for some cells only (2.11).
    public static let imageNUMATopologyIncomplete = Self(rawValue: "ImageNUMATopologyIncomplete")
    /// A CPU that the guest does not have (2.11).
    public static let imageNUMATopologyCPUOutOfRange = Self(rawValue: "ImageNUMATopologyCPUOutOfRange")
    /// A CPU in two cells (2.11).
    public static let imageNUMATopologyCPUDuplicates = Self(rawValue: "ImageNUMATopologyCPUDuplicates")
    /// A CPU in no cell (2.11).
    public static let imageNUMATopologyCPUsUnassigned = Self(rawValue: "ImageNUMATopologyCPUsUnassigned")
    /// Memory that does not add up to the flavor's (2.11).
    public static let imageNUMATopologyMemoryOutOfRange = Self(rawValue: "ImageNUMATopologyMemoryOutOfRange")

    /// Flavor and image differ about how near devices must be (2.12).
    public static let imagePCINUMAPolicyForbidden = Self(rawValue: "ImagePCINUMAPolicyForbidden")
    /// Unknown nearness of devices (2.12).
    public static let invalidPCINUMAAffinity = Self(rawValue: "InvalidPCINUMAAffinity")
    /// A maximum of the image above the flavor's (2.12).
    public static let imageVCPULimitsRangeExceeded = Self(rawValue: "ImageVCPULimitsRangeExceeded")
    /// A preference of the image above a maximum (2.12).
    public static let imageVCPUTopologyRangeExceeded = Self(rawValue: "ImageVCPUTopologyRangeExceeded")
    /// Maxima that no arrangement of the guest's CPUs keeps (2.12).
    public static let imageVCPULimitsRangeImpossible = Self(rawValue: "ImageVCPULimitsRangeImpossible")
}

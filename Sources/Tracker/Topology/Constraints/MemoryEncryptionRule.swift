/// How a processor encrypts a guest's memory.
public enum MemoryEncryptionModel: String, CaseIterable, Hashable, Sendable {
    case amdSEV = "amd-sev"
    case amdSEVES = "amd-sev-es"
    case amdSEVSNP = "amd-sev-snp"

    /// Whether it keeps the memory from being swapped out.
    public var locksMemory: Bool { self != .amdSEVSNP }

    /// The trait of processors that can do it.
    public var trait: String {
        switch self {
        case .amdSEV: "HW_CPU_X86_AMD_SEV"
        case .amdSEVES: "HW_CPU_X86_AMD_SEV_ES"
        case .amdSEVSNP: "HW_CPU_X86_AMD_SEV_SNP"
        }
    }
}

/// Whether the guest's memory is encrypted, and how (NUMA, 2.10).
enum MemoryEncryptionRule {
    /// The model; absent: encryption is not asked for, and nothing about it is checked.
    static func model(_ input: FlavorAndImage) throws(ConstraintError) -> MemoryEncryptionModel? {
        let flavor = input.extraSpec("hw:mem_encryption")
        let image = input.property("hw_mem_encryption")
        let asking = [flavor, image].compactMap(\.self).filter { DecimalText.isTrue($0.value) }
        guard let setting = asking.first else { return nil }
        if let flavor, let image, asking.count < 2 { throw conflict(image, flavor) }
        let model = try namedModel(input, setting)
        try checkImage(input, setting, model)
        return model
    }

    private static func namedModel(
        _ input: FlavorAndImage, _ asking: Setting
    ) throws(ConstraintError) -> MemoryEncryptionModel {
        let flavor = input.extraSpec("hw:mem_encryption_model")
        let image = input.property("hw_mem_encryption_model")
        if let flavor, let image, flavor.value != image.value { throw conflict(image, flavor) }
        guard let setting = image ?? flavor, !setting.value.isEmpty else { return .amdSEV }
        guard let model = MemoryEncryptionModel(rawValue: setting.value) else {
            let allowed = MemoryEncryptionModel.allCases.map(\.rawValue).joined(separator: ", ")
            throw ConstraintError(
                .invalid, setting, allowed: allowed, "\(setting.text) is no memory encryption; allowed: \(allowed)")
        }
        return model
    }

    private static func checkImage(
        _ input: FlavorAndImage, _ asking: Setting, _ model: MemoryEncryptionModel
    ) throws(ConstraintError) {
        let firmware = property("hw_firmware_type", input)
        guard firmware.value == "uefi" else { throw needs(.flavorImageConflict, asking, "uefi", firmware) }
        if let machine = input.property("hw_machine_type"), !contains(machine.value, "q35") {
            throw needs(.invalidMachineType, asking, "a machine type with q35 in its name", machine)
        }
        let stateless = property("hw_firmware_stateless", input)
        if model == .amdSEVSNP, !DecimalText.isTrue(stateless.value) {
            throw needs(.statelessFirmwareRequired, asking, "true", stateless)
        }
    }

    /// The property; an absent one counts as empty.
    private static func property(_ key: String, _ input: FlavorAndImage) -> Setting {
        input.property(key) ?? Setting(key: key, value: "")
    }

    private static func contains(_ text: String, _ part: String) -> Bool {
        text.utf8.indices.contains { text.utf8[$0...].starts(with: part.utf8) }
    }

    private static func needs(
        _ reason: ConstraintError.Reason, _ asking: Setting, _ allowed: String, _ setting: Setting
    ) -> ConstraintError {
        ConstraintError(
            reason, setting, allowed: allowed,
            "\(asking.text) does not go with the image's \(setting.text); allowed for \(setting.key): \(allowed)")
    }

    private static func conflict(_ image: Setting, _ flavor: Setting) -> ConstraintError {
        ConstraintError(
            .flavorImageConflict, image, allowed: "the same as \(flavor.text)",
            "the image says \(image.text) and the flavor \(flavor.text); let them say the same, or one of them")
    }
}

/// The devices that a claim asks for: those of the flavor's aliases, and those of the request itself (PCI, 5).
enum DeviceRequests {
    /// Every request in the order in which they are served, with identity and effective policy.
    ///
    /// The flavor's come first. Its aliases count unless the request has alias requests already: then whoever made it
    /// has looked them up.
    static func of(_ instance: Instance, _ configuration: DeviceConfiguration) -> Result<[PCIRequest], Refused> {
        let given = instance.pciRequests
        let text = given.contains { !$0.isOfPort } ? nil : instance.flavor.extraSpecs[DeviceAliasText.key]
        guard text != nil || !given.isEmpty else { return .success([]) }
        let aliases = text.map(DeviceAliasText.init)
        let elements = aliases?.elements ?? []
        let unknown = elements.filter { configuration.aliases[$0.name] == nil }
        let syntax = violations(of: given) + (aliases?.problems ?? []).map { violation($0) }
        if let refusal = refusal(instance, syntax, unknown) { return .failure(Refused(refusal)) }
        let policy: PCINUMAPolicy?
        do throws(ConstraintError) {
            policy = try PCIAffinityRule.policy(
                FlavorAndImage(flavor: instance.flavor, image: instance.imageProperties))
        } catch {
            return .failure(Refused(.constraint(error, instance)))
        }
        let asked = elements.compactMap { element in
            configuration.aliases[element.name].map { request(element, $0) }
        }
        let requests = (asked + given).enumerated().map { position, request in
            request.completed(instance, position, policy, configuration.aliases[request.aliasName])
        }
        return .success(requests)
    }

    private static func request(_ element: DeviceAliasText.Element, _ alias: DeviceAlias) -> PCIRequest {
        PCIRequest(
            aliasName: element.name, count: element.count, specs: alias.specs, numaPolicy: alias.numaPolicy)
    }

    /// The rules of a request that came with the claim (PCI, 2.5 and 5.4).
    private static func violations(of requests: [PCIRequest]) -> [FieldViolation] {
        var identifiers: [String: Int] = [:]
        return requests.enumerated().flatMap { index, request in
            var found: [FieldViolation] = []
            func refuse(_ field: String, _ rule: String) {
                found.append(FieldViolation(field: "instance.pci_requests[\(index)].\(field)", description: rule))
            }
            let counts = DeviceAliasText.counts
            if !counts.contains(request.count) {
                refuse("count", "must be \(counts.lowerBound) to \(counts.upperBound) devices, is \(request.count)")
            }
            if request.specs.isEmpty { refuse("specs", "must have at least one entry") }
            if request.hasWrongNumberOfProviders {
                refuse("provider_uuids", "must be empty or have one entry for each of \(request.count) devices")
            }
            if !request.requestID.isEmpty, let first = identifiers.updateValue(index, forKey: request.requestID) {
                refuse("request_id", "must be unique, entry \(first) has it too")
            }
            return found
        }
    }

    private static func refusal(
        _ instance: Instance, _ syntax: [FieldViolation], _ unknown: [DeviceAliasText.Element]
    ) -> Refusal? {
        let undefined = unknown.map { element in
            violation("asks for \"\(DeviceAliasText.shown(element.name))\", which is no alias of this tracker")
        }
        guard let first = (syntax + undefined).first else { return nil }
        let names = unknown.map { DeviceAliasText.shown($0.name) }
        return Refusal(
            .invalidArgument, reason: syntax.isEmpty ? "PciRequestAliasNotDefined" : "INVALID_FIELDS",
            message: "\(first.field) \(first.description)", violations: syntax + undefined,
            metadata: ["instance": instance.uuid].merging(
                names.isEmpty ? [:] : ["alias": names.joined(separator: ",")]
            ) { $1 })
    }

    private static func violation(_ rule: String) -> FieldViolation {
        FieldViolation(field: "instance.flavor.extra_specs[\(DeviceAliasText.key)]", description: rule)
    }
}

extension PCIRequest {
    /// Whether a network port asks; a flavor's request has the name of its alias (PCI, 2.5).
    var isOfPort: Bool { aliasName.isEmpty }

    /// Placement chose for more or fewer devices than are asked for; of a port it does not count (PCI, 5.4).
    fileprivate var hasWrongNumberOfProviders: Bool {
        requesterID.isEmpty && !providerUUIDs.isEmpty && providerUUIDs.count != Int(count)
    }

    /// The request as it is served.
    fileprivate func completed(
        _ instance: Instance, _ position: Int, _ policy: PCINUMAPolicy?, _ alias: DeviceAlias?
    ) -> PCIRequest {
        var request = self
        if requestID.isEmpty {
            request.requestID = DeviceRequestIdentifier.make(
                instance: instance.uuid, name: isOfPort ? requesterID : aliasName, position: position)
        }
        request.numaPolicy = PCIAffinityRule.effective(
            own: isOfPort ? numaPolicy : nil, flavorAndImage: policy, alias: numaPolicy ?? alias?.numaPolicy)
        return request
    }
}

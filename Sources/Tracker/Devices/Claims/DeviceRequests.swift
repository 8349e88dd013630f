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
        if let refusal = refusal(instance, syntax, unknown, configuration.aliases) { return .failure(Refused(refusal)) }
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
        return .success(completed(asked + given, instance.uuid, policy, configuration))
    }

    /// Requests that come on their own, for a grant that is there already: by the same rules (PCI, 9).
    static func of(
        _ requests: [PCIRequest], for instance: Instance, _ configuration: DeviceConfiguration
    ) -> Result<[PCIRequest], Refused> {
        let broken = violations(of: requests, field: "requests")
        if let first = broken.first {
            return .failure(
                Refused(
                    Refusal(
                        .invalidArgument, reason: "INVALID_FIELDS", message: "\(first.field) \(first.description)",
                        violations: broken, metadata: ["instance": instance.uuid])))
        }
        // What is wrong with a flavor that is held already is no reason to leave a guest without a port.
        let policy = try? PCIAffinityRule.policy(
            FlavorAndImage(flavor: instance.flavor, image: instance.imageProperties))
        return .success(completed(requests, instance.uuid, policy ?? nil, configuration))
    }

    /// The requests as they are served.
    ///
    /// Of requests without an identity those of one name are told apart by their order: whether others come in the same
    /// list does not count, so that both ends of a live migration agree.
    private static func completed(
        _ requests: [PCIRequest], _ instanceUUID: String, _ policy: PCINUMAPolicy?, _ configuration: DeviceConfiguration
    ) -> [PCIRequest] {
        identified(requests, instanceUUID: instanceUUID).map { request in
            var request = request
            request.numaPolicy = PCIAffinityRule.effective(
                own: request.isOfPort ? request.numaPolicy : nil, flavorAndImage: policy,
                alias: request.numaPolicy ?? configuration.aliases[request.aliasName]?.numaPolicy)
            return request
        }
    }

    /// The requests with an identity each, else as they were asked for.
    static func identified(_ requests: [PCIRequest], instanceUUID: String) -> [PCIRequest] {
        var positions: [String: Int] = [:]
        var taken = Set(requests.map(\.requestID))
        return requests.map { request in
            var request = request
            let name = request.isOfPort ? request.requesterID : request.aliasName
            var position = positions[name, default: 0]
            // One that was read from a grant and is sent with others may have the identity of a later position.
            while request.requestID.isEmpty {
                let made = DeviceRequestIdentifier.make(instance: instanceUUID, name: name, position: position)
                if taken.insert(made).inserted { request.requestID = made } else { position += 1 }
            }
            positions[name] = position + 1
            return request
        }
    }

    private static func request(_ element: DeviceAliasText.Element, _ alias: DeviceAlias) -> PCIRequest {
        PCIRequest(
            aliasName: element.name, count: element.count, specs: alias.specs, numaPolicy: alias.numaPolicy)
    }

    /// The rules of a request that came with the claim (PCI, 2.5 and 5.4).
    private static func violations(
        of requests: [PCIRequest], field list: String = "instance.pci_requests"
    ) -> [FieldViolation] {
        var identifiers: [String: Int] = [:]
        var ports: [String: Int] = [:]
        return requests.enumerated().flatMap { index, request in
            var found: [FieldViolation] = []
            func refuse(_ field: String, _ rule: String) {
                found.append(FieldViolation(field: "\(list)[\(index)].\(field)", description: rule))
            }
            let counts = DeviceAliasText.counts
            if !counts.contains(request.count) {
                refuse("count", "must be \(counts.lowerBound) to \(counts.upperBound) devices, is \(request.count)")
            }
            if request.specs.isEmpty { refuse("specs", "must have at least one entry") }
            if request.hasProviders, request.providerUUIDs.count != Int(request.count) {
                refuse("provider_uuids", "must be empty or have one entry for each of \(request.count) devices")
            } else if request.hasProviders, request.providerUUIDs.contains("") {
                refuse("provider_uuids", "must have no empty entry")
            }
            if !request.requestID.isEmpty, let first = identifiers.updateValue(index, forKey: request.requestID) {
                refuse("request_id", "must be unique, entry \(first) has it too")
            }
            if request.isOfPort, !request.requesterID.isEmpty,
                let first = ports.updateValue(index, forKey: request.requesterID)
            {
                refuse("requester_id", "must be unique: a port has one request, and entry \(first) is of it too")
            }
            return found
        }
    }

    private static func refusal(
        _ instance: Instance, _ syntax: [FieldViolation], _ unknown: [DeviceAliasText.Element],
        _ known: [String: DeviceAlias]
    ) -> Refusal? {
        let undefined = unknown.map { element in
            violation(
                "asks for \"\(DeviceAliasText.shown(element.name))\", which is no alias of this tracker; "
                    + DeviceAliasText.list(of: known))
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

    /// Who asks, for a message.
    var described: String {
        if !isOfPort { return "alias \(aliasName)" }
        return requesterID.isEmpty ? "PCI request \(requestID)" : "port \(requesterID)"
    }

    /// Whether another request is this one: it has its identity, or is of the same port.
    func isSame(as other: PCIRequest) -> Bool {
        (!requestID.isEmpty && requestID == other.requestID)
            || (isOfPort && other.isOfPort && !requesterID.isEmpty && requesterID == other.requesterID)
    }
}

extension [PCIRequest] {
    /// The requests of ports among them that others are not.
    func ports(apartFrom others: [PCIRequest]) -> [PCIRequest] {
        filter { port in port.isOfPort && !others.contains { $0.isSame(as: port) } }
    }
}

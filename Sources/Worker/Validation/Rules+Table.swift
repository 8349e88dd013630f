/// One line of the table of rules for people.
struct RuleRow: Hashable, Sendable {
    /// The fields it is about.
    let fields: String
    /// What they must be.
    let rule: String

    /// The line as the table in `docs/validation.md` has it.
    var line: String { "| \(fields) | \(rule) |" }
}

extension Rules {
    /// Every rule in words, for `docs/validation.md`; a test compares the two.
    static let table: [RuleRow] = textRows + amountRows + topologyRows + deviceRows + countRows

    private static let textRows = [
        RuleRow(fields: "`host`", rule: "\(host.text); equal to the routing key (but for `ListNodes`)"),
        RuleRow(fields: "`node`, entries of `nodes`, `identifier` of a unit, keys of maps", rule: name.text),
        RuleRow(fields: "UUIDs", rule: "\(uuid.text), in either case; kept in lower case"),
        RuleRow(fields: "`claim_request_id`, `request_id` of `GetOutcome`", rule: requestKey.text),
        RuleRow(fields: "`cpu_info`, values of maps but `matches`", rule: content.text),
        RuleRow(fields: "all other texts", rule: line.text),
        RuleRow(fields: "`resource_class`, `traits`, keys of `resources`", rule: resourceClass.text),
        RuleRow(fields: "`vm_state`", rule: "empty or \(vmState.text)"),
        RuleRow(fields: "`task_state`", rule: "empty or \(taskState.text)"),
        RuleRow(fields: "`status` of a migration", rule: migrationStatus.text),
        RuleRow(fields: "`status` of `AbortMove`", rule: "empty or \(abortedStatus.text)"),
    ]

    private static let amountRows = [
        RuleRow(fields: "`vcpus` of a flavor", rule: guestVCPUs.text),
        RuleRow(fields: "`vcpus` of a report", rule: vcpus.text),
        RuleRow(fields: "`memory_mb`", rule: mebibytes.text),
        RuleRow(fields: "`local_gb`, `root_gb`, `ephemeral_gb`", rule: diskGibibytes.text),
        RuleRow(fields: "`swap_mb`, `disk_mb`", rule: diskMebibytes.text),
        RuleRow(fields: "`disk_available_least`", rule: leastGibibytes.text),
        RuleRow(fields: "amounts in `limits`", rule: limit.text),
        RuleRow(fields: "values of `resources`", rule: amount.text),
        RuleRow(fields: "ratios", rule: ratio.text),
        RuleRow(fields: "`generation` of an audit", rule: generation.text),
        RuleRow(fields: "values of a metric", rule: measurement.text),
        RuleRow(fields: "`nanos` of a timestamp", rule: nanos.text),
        RuleRow(fields: "`seconds` of a timestamp", rule: epochSeconds.text),
        RuleRow(fields: "`lease`", rule: leaseNanoseconds.text),
        RuleRow(fields: "`page_size`", rule: pageSize.text),
    ]

    private static let topologyRows = [
        RuleRow(fields: "`id` of a cell, `socket`, `host_cell`, `numa_node`", rule: cell.text),
        RuleRow(fields: "CPUs", rule: cpu.text),
        RuleRow(fields: "`size_kb`", rule: pageKibibytes.text),
        RuleRow(fields: "`total`, `used`, `reserved` of pages", rule: pages.text),
        RuleRow(fields: "`pagesize_kb`", rule: "\(askedPageKibibytes.text), but not 0"),
    ]

    private static let deviceRows = [
        RuleRow(fields: "`address`, `parent_address` of a reported device", rule: name.text),
        RuleRow(fields: "`addresses` of `FreePciDevices`", rule: pciAddress.text),
        RuleRow(fields: "`vendor_id`, `product_id`", rule: pciNumber.text),
        RuleRow(fields: "`count` of a PCI request", rule: pciCount.text),
    ]

    private static let countRows = [
        RuleRow(fields: "`pci_devices`, `addresses` of `FreePciDevices`", rule: devices.text),
        RuleRow(fields: "`cells`, `numa_cells`", rule: cells.text),
        RuleRow(fields: "`cpuset`, `pcpuset`, `siblings`, `cpus`, `cpu_pinning`, `cpuset_reserved`", rule: cpus.text),
        RuleRow(fields: "`pages`", rule: pageSizes.text),
        RuleRow(fields: "`physnets`", rule: networks.text),
        RuleRow(fields: "`resource_pools`", rule: pools.text),
        RuleRow(fields: "`units`", rule: units.text),
        RuleRow(fields: "`traits`", rule: traits.text),
        RuleRow(fields: "maps, `absent`", rule: entries.text),
        RuleRow(fields: "`pci_requests`, `requests` of `ClaimPciDevices`", rule: requests.text),
        RuleRow(fields: "`specs`", rule: alternatives.text),
        RuleRow(fields: "`allocations`", rule: allocations.text),
        RuleRow(fields: "`provider_uuids`", rule: providers.text),
        RuleRow(fields: "`nodes` of `CheckFit`", rule: nodes.text),
        RuleRow(fields: "`metrics`", rule: metrics.text),
        RuleRow(
            fields: "`instances`, `migrations`, `recorded`, `guests`, `consumers` of an audit", rule: auditItems.text),
    ]
}

/// How a guest sees its CPUs arranged.
public struct GuestCPUTopology: Hashable, Sendable {
    /// Sockets.
    public var sockets: Int64
    /// Cores of each socket.
    public var cores: Int64
    /// Hardware threads of each core.
    public var threads: Int64

    /// Makes one from its parts.
    public init(sockets: Int64, cores: Int64, threads: Int64) {
        self.sockets = sockets
        self.cores = cores
        self.threads = threads
    }
}

/// The arrangement of the guest's CPUs; changes neither topology nor fit (NUMA, 2.12).
struct GuestCPUTopologyRule {
    private static let kinds = ["sockets", "cores", "threads"]
    /// What is as good as no maximum.
    private static let unlimited: Int64 = 65_536

    private let input: FlavorAndImage
    private let maxima: [Int64]
    private let preferences: [Int64]

    /// Reads maxima and preferences, each for sockets, cores and threads.
    init(_ input: FlavorAndImage) throws(ConstraintError) {
        self.input = input
        maxima = try Self.maxima(input)
        preferences = try Self.preferences(input, maxima)
    }

    /// The arrangement that has most of what is preferred, else few threads and many sockets.
    func best() throws(ConstraintError) -> GuestCPUTopology {
        let vcpus = input.flavor.vcpus
        let limits = maxima.map { min(vcpus, $0) }
        var best: (rank: [Int64], topology: GuestCPUTopology)?
        for sockets in divisors(of: vcpus) where sockets <= limits[0] {
            for cores in divisors(of: vcpus / sockets) where cores <= limits[1] {
                let threads = vcpus / sockets / cores
                guard threads <= limits[2] else { continue }
                let matches = zip([sockets, cores, threads], preferences).filter { $0 == $1 }.count
                let rank = [Int64(matches), sockets * cores, sockets]
                guard best.map({ $0.rank.lexicographicallyPrecedes(rank) }) ?? true else { continue }
                best = (rank, GuestCPUTopology(sockets: sockets, cores: cores, threads: threads))
            }
        }
        guard let best else { throw impossible }
        return best.topology
    }

    /// None for a number that no guest has.
    private func divisors(of number: Int64) -> [Int64] {
        guard (1...Int64(CellsRule.maximumGuestCPUs)).contains(number) else { return [] }
        var found: Set<Int64> = []
        var candidate: Int64 = 1
        while candidate * candidate <= number {
            if number % candidate == 0 { found.formUnion([candidate, number / candidate]) }
            candidate += 1
        }
        return found.sorted()
    }

    private var impossible: ConstraintError {
        let limits = zip(Self.kinds, maxima).map { "\($1) \($0)" }.joined(separator: ", ")
        return ConstraintError(
            .imageVCPULimitsRangeImpossible, key: Self.firstMaximum(input)?.key ?? "",
            value: Setting.shortened(Self.firstMaximum(input)?.value ?? "", to: 256),
            allowed: "maxima whose product can be \(input.flavor.vcpus)",
            message: "\(input.flavor.vcpus) CPUs cannot be arranged in at most \(limits); give larger maxima")
    }

    private static func firstMaximum(_ input: FlavorAndImage) -> Setting? {
        let settings = kinds.map { input.property("hw_cpu_max_\($0)") ?? input.extraSpec("hw:cpu_max_\($0)") }
        return settings.compactMap(\.self).first
    }
}

extension GuestCPUTopologyRule {
    /// The image's, else the flavor's, else none to speak of; the image may only lower them.
    private static func maxima(_ input: FlavorAndImage) throws(ConstraintError) -> [Int64] {
        let flavor = try flavorNumbers(input, "hw:cpu_max_")
        let image = imageNumbers(input, "hw_cpu_max_")
        for (kind, (ours, theirs)) in zip(kinds, zip(flavor, image)) where ours != 0 && theirs > ours {
            throw beyond(.imageVCPULimitsRangeExceeded, input, "hw_cpu_max_\(kind)", "the flavor's maximum", ours)
        }
        return zip(flavor, image).map { ours, theirs in theirs != 0 ? theirs : ours != 0 ? ours : unlimited }
    }

    /// The image's if it has any, else the flavor's; those of a flavor that break a maximum count for nothing.
    private static func preferences(_ input: FlavorAndImage, _ maxima: [Int64]) throws(ConstraintError) -> [Int64] {
        let flavor = try flavorNumbers(input, "hw:cpu_")
        let image = imageNumbers(input, "hw_cpu_")
        for (kind, (theirs, maximum)) in zip(kinds, zip(image, maxima)) where theirs > maximum {
            throw beyond(.imageVCPUTopologyRangeExceeded, input, "hw_cpu_\(kind)", "the maximum", maximum)
        }
        if image.contains(where: { $0 != 0 }) { return image }
        return zip(flavor, maxima).contains(where: >) ? [0, 0, 0] : flavor
    }

    private static func flavorNumbers(
        _ input: FlavorAndImage, _ prefix: String
    ) throws(ConstraintError) -> [Int64] {
        var numbers: [Int64] = []
        for kind in kinds {
            guard let setting = input.extraSpec(prefix + kind) else {
                numbers.append(0)
                continue
            }
            guard let number = DecimalText.integer(setting.value) else {
                throw ConstraintError(
                    .invalidRequest, setting, allowed: "a whole number",
                    "\(setting.text) is no number of \(kind); allowed: a whole number")
            }
            numbers.append(number)
        }
        return numbers
    }

    /// What is no number was refused when the image's vocabulary was checked.
    private static func imageNumbers(_ input: FlavorAndImage, _ prefix: String) -> [Int64] {
        kinds.map { kind in input.property(prefix + kind).flatMap { DecimalText.integer($0.value) } ?? 0 }
    }

    private static func beyond(
        _ reason: ConstraintError.Reason, _ input: FlavorAndImage, _ key: String, _ limit: String, _ maximum: Int64
    ) -> ConstraintError {
        let setting = input.property(key) ?? Setting(key: key, value: "")
        return ConstraintError(
            reason, setting, allowed: "at most \(maximum)",
            "\(setting.text) of the image is above \(limit); allowed: at most \(maximum)")
    }
}

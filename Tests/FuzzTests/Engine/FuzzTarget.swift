/// One way in for bytes from outside, and what must hold whatever they are.
struct FuzzTarget: Sendable {
    /// What became of an input.
    enum Verdict: Hashable, Sendable {
        /// It was taken, and survived being written and read again.
        case accepted
        /// It was refused with a typed error that says what and where.
        case refused
    }

    /// The name of the target, of its folder of kept inputs, and of `TARGET=`.
    let name: String
    /// Words of the format, which mutations put in.
    let words: [String]
    /// Most bytes of an input.
    let maximumBytes: Int
    /// Whether the format can refuse anything, and accept anything.
    let verdicts: Set<Verdict>
    /// How many inputs the short run tries: fewer where one costs more.
    let shortRun: Int
    /// Whether inputs are protobuf behind a first line, whose fields are mutated one by one.
    let isProtobuf: Bool
    /// An input that is sound, or nearly so.
    let generate: @Sendable (inout FuzzRandom) -> [UInt8]
    /// Tries an input; throws a `Defect` when something does not hold.
    let check: @Sendable ([UInt8]) throws -> Verdict

    init(
        _ name: String, words: [String] = [], maximumBytes: Int = 4096, verdicts: Set<Verdict> = [.accepted, .refused],
        shortRun: Int = 120, isProtobuf: Bool = false, generate: @escaping @Sendable (inout FuzzRandom) -> [UInt8],
        check: @escaping @Sendable ([UInt8]) throws -> Verdict
    ) {
        self.name = name
        self.words = words
        self.maximumBytes = maximumBytes
        self.verdicts = verdicts
        self.shortRun = shortRun
        self.isProtobuf = isProtobuf
        self.generate = generate
        self.check = check
    }
}

/// Something that must hold does not.
struct Defect: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// Throws unless something holds.
    static func unless(_ holds: Bool, _ description: @autoclosure () -> String) throws(Defect) {
        if !holds { throw Defect(description()) }
    }

    /// Throws unless a value that was read, written and read again is the same.
    static func unlessEqual<Value: Equatable>(_ first: Value, _ second: Value, _ what: String) throws(Defect) {
        guard first != second else { return }
        throw Defect("\(what) changed:\n  \("\(first)".prefix(2000))\n  \("\(second)".prefix(2000))")
    }
}

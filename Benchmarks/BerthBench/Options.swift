/// What the program was told; `make bench` gives all of it.
struct Options {
    /// The worker under test.
    var worker = ""
    /// The C program with the references and the load generator.
    var reference = ""
    /// Where stores, files and results go.
    var folder = ""
    /// AMQP port of the private broker on this machine.
    var port = 36672
    /// Process of the broker, for its share of the processor.
    var brokerProcess: Int32 = 0
    /// Python with Nova in it; empty: guest cells are measured without the reference.
    var novaPython = ""
    /// The program that measures Nova's fit of guest cells.
    var novaProgram = ""
    /// Which benchmarks to run, by letter.
    var only = "abcdefghijkl"
    /// How often worker and reference alternate.
    var rounds = 4
    /// Requests per round against the floor.
    var requests = 25_600
    /// Feed so many requests to the pipeline in this process and nothing else, for a profiler.
    var profiledRequests: Int?

    /// Reads `--name value` pairs.
    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw BenchError("\(name) needs a value") }
            switch name {
            case "--worker": worker = value
            case "--reference": reference = value
            case "--folder": folder = value
            case "--port": port = try Self.number(name, value)
            case "--broker-process": brokerProcess = Int32(try Self.number(name, value))
            case "--nova-python": novaPython = value
            case "--nova-program": novaProgram = value
            case "--only": only = value
            case "--rounds": rounds = try Self.number(name, value)
            case "--requests": requests = try Self.number(name, value)
            case "--profile-pipeline": profiledRequests = try Self.number(name, value)
            default: throw BenchError("there is no option \(name)")
            }
        }
    }

    /// Whether a benchmark is asked for.
    func measures(_ letter: String) -> Bool { only.contains(letter) }

    private static func number(_ name: String, _ text: String) throws -> Int {
        guard let number = Int(text), number > 0 else { throw BenchError("\(name) needs a number above 0") }
        return number
    }
}

/// Why a benchmark cannot be run; a sentence.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

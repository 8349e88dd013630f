/// Cores that follow each other and are used alike, as one word: `0-3+64-67:A` is four cores of two threads each.
struct CoreGroup: Equatable {
    /// Numbers with equal distances.
    struct Progression: Equatable {
        var first: Int32
        var last: Int32
        /// Nil: it has one number only.
        var step: Int32?

        /// True if a number continues it.
        func goesOn(with number: Int32) -> Bool {
            let (distance, overflows) = number.subtractingReportingOverflow(last)
            return !overflows && distance > 0 && (step ?? distance) == distance
        }

        /// `5`, `0-3`, `0,2`, or `0-6/2` for every second.
        var text: String {
            switch step {
            case nil: "\(first)"
            case 1: "\(first)-\(last)"
            case let step? where first + step == last: "\(first),\(last)"
            case let step?: "\(first)-\(last)/\(step)"
            }
        }
    }

    /// For each thread its CPU in each core.
    private(set) var threads: [Progression]
    /// How each thread is used.
    let marks: [String]

    /// Makes a group of one core from its CPUs and how they are used.
    init(_ cpus: [Int32], marks: [String]) {
        precondition(cpus.count == marks.count, "each CPU of a core is used in some way")
        threads = cpus.map { Progression(first: $0, last: $0) }
        self.marks = marks
    }

    /// Takes another core in if it continues the group.
    ///
    /// - Returns: whether it did.
    mutating func append(_ cpus: [Int32], marks: [String]) -> Bool {
        guard marks == self.marks, zip(threads, cpus).allSatisfy({ $0.goesOn(with: $1) }) else { return false }
        for (index, cpu) in cpus.enumerated() {
            threads[index].step = cpu - threads[index].last
            threads[index].last = cpu
        }
        return true
    }

    /// The CPUs thread by thread, and how they are used: once if all threads are used alike.
    var text: String {
        let use = Set(marks).count == 1 ? marks[0] : marks.joined(separator: "/")
        return threads.map(\.text).joined(separator: "+") + ":" + use
    }

    /// The cores of a cell in their order, those that follow each other and are used alike together.
    static func groups(_ cores: [[Int32]], marks: (Int32) -> String) -> [CoreGroup] {
        var groups: [CoreGroup] = []
        for core in cores where !core.isEmpty {
            let cpus = core.sorted()
            let used = cpus.map(marks)
            let isTaken = groups.isEmpty ? false : groups[groups.count - 1].append(cpus, marks: used)
            if !isTaken { groups.append(CoreGroup(cpus, marks: used)) }
        }
        return groups
    }
}

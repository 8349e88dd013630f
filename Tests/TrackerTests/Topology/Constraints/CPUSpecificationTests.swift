import Testing
import Tracker

@Suite("CPU specification strings (NUMA, 1.6 and 6, rows 37 and 38)")
struct CPUSpecificationTests {
    @Test(
        "A specification is read and written in its shortest form",
        arguments: [
            (" 1 - 3 , ^2, 5", "1,3,5"), ("^0-1", ""), (", ,1,,2,", "1-2"), ("^2,1-3", "1,3"), ("", ""), (" ", ""),
            ("4,2,1", "1-2,4"), ("0-3,2-5", "0-5"), ("0-1,2-3", "0-3"), ("1-3,^7", "1-3"), ("0-7,^2-3,^5", "0-1,4,6-7"),
            ("^ 1, ^ 2 - 3 ,0-9", "0,4-9"), ("1\t-\n2", "1-2"), ("007", "7"), ("+1", "1"), ("1_0", "10"),
            ("\u{A0}1\u{2003}", "1"),
        ])
    func readable(text: String, expected: String) throws {
        #expect(try CPUSpecification(parsing: text).text == expected)
    }

    @Test(
        "What is none is refused, naming the part that is wrong",
        arguments: [
            "3-1", "1-", "-3", "1-3,^c", "--13", "^", "^^1", "^-1", "^3-1", "1--3", "1-2-3", "x", "1.0", "0x1", "1;2",
            "1 2", "_1", "1_", "1__0", "+", "١-x",
        ])
    func unreadable(text: String) {
        let wrong = text.split(separator: ",").last.map(String.init) ?? ""
        #expect(throws: CPUSpecificationError(item: wrong)) { try CPUSpecification(parsing: text) }
    }

    @Test("CPUs are counted out only as far as the caller says")
    func numbers() throws {
        let cpus = try CPUSpecification(parsing: "0-2,5")
        #expect(cpus.numbers(limit: 4) == [0, 1, 2, 5])
        #expect(cpus.numbers(limit: 3) == nil)
        #expect(cpus.textWithoutRanges(limit: 4) == "0,1,2,5")
        #expect(cpus.textWithoutRanges(limit: 3) == nil)
        #expect(cpus.count == 4)
        #expect(cpus.first == 0)
        #expect(cpus.last == 5)
        #expect(CPUSpecification().numbers(limit: 0) == [])
        #expect(try CPUSpecification(parsing: "2147483647").numbers(limit: 1) == [2_147_483_647])
        #expect(try CPUSpecification(parsing: "2147483648").numbers(limit: 1) == nil)
        #expect(try CPUSpecification(parsing: "0-4000000000").count == 4_000_000_001)
    }

    @Test("Numbers beyond every machine stand for the largest one")
    func hugeNumbers() throws {
        let nines = String(repeating: "9", count: 60_000)
        let cpus = try CPUSpecification(parsing: "0-\(nines),\(nines)")
        #expect(cpus.ranges == [0...CPUSpecification.maximumNumber])
        #expect(cpus.subtracting(CPUSpecification(count: 1)).first == 1)
        #expect(cpus.union(cpus) == cpus)
        #expect(CPUSpecification(count: .max).last == CPUSpecification.maximumNumber - 1)
        #expect(CPUSpecification(count: .min).isEmpty)
    }

    @Test("Sets of ranges agree with sets of numbers", arguments: [UInt64(1), 2, 3, 4])
    func algebra(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for step in 0..<500 {
            let (one, other) = (Self.numbers(&random), Self.numbers(&random))
            let (first, second) = (CPUSpecification(one), CPUSpecification(other))
            let place: Comment = "seed \(seed), step \(step): \(first.text) and \(second.text)"
            #expect(first.union(second).numbers(limit: 100) == one.union(other).sorted(), place)
            #expect(first.intersection(second).numbers(limit: 100) == one.intersection(other).sorted(), place)
            #expect(first.subtracting(second).numbers(limit: 100) == one.subtracting(other).sorted(), place)
            #expect(first.isSubset(of: second) == one.isSubset(of: other), place)
            #expect(first.isEmpty == one.isEmpty, place)
            #expect(first.count == one.count, place)
            #expect(try CPUSpecification(parsing: first.text) == first, place)
        }
    }

    private static func numbers(_ random: inout SplitMix) -> Set<Int32> {
        let density = Int.random(in: 0...10, using: &random)
        return Set((0..<24).filter { _ in Int.random(in: 0..<10, using: &random) < density })
    }
}

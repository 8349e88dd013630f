import Foundation

/// What a process has used of the processor, in seconds.
struct ProcessorTime: Codable {
    /// In the program itself.
    var user: Double
    /// In the kernel on its behalf.
    var system: Double

    /// Nothing, for a process that is not known.
    static let zero = ProcessorTime(user: 0, system: 0)

    /// What a process has used so far (proc(5), `stat`).
    static func of(_ process: Int32) -> ProcessorTime {
        guard process > 0, let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return .zero }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return .zero }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        return ProcessorTime(user: user / ticks, system: system / ticks)
    }

    static func - (left: Self, right: Self) -> Self {
        Self(user: left.user - right.user, system: left.system - right.system)
    }

    /// Resident memory of a process now and at most, in MiB (proc(5), `status`).
    static func memory(of process: Int32) -> (now: Double, most: Double) {
        let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        func value(_ name: String) -> Double {
            let line = text.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
            return line.split(whereSeparator: { $0.isWhitespace }).dropFirst().first.flatMap { Double($0) } ?? 0
        }
        return (value("VmRSS:") / 1024, value("VmHWM:") / 1024)
    }
}

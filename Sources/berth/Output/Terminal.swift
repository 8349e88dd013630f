import Foundation

/// Where the tool writes: results to standard output, everything else to standard error.
enum Terminal {
    /// One of the two ways out.
    enum Stream: Sendable {
        case output, error

        /// The descriptor of the process.
        var descriptor: Int32 { self == .output ? STDOUT_FILENO : STDERR_FILENO }

        /// True when a person sees the stream as it is written.
        var isInteractive: Bool { isatty(descriptor) == 1 }
    }

    /// Writes text as it is, without an added line feed.
    ///
    /// An unwritable stream is not reported: there is nowhere left to report it.
    static func write(_ text: String, to stream: Stream = .output) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            // The pointer stays inside the closure; the system only reads from it.
            let written = bytes.withUnsafeBytes { Foundation.write(stream.descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }

    /// Writes one line.
    static func line(_ text: String = "", to stream: Stream = .output) { write(text + "\n", to: stream) }

    /// Asks a question that is answered with yes or no; no when standard input is not a terminal or ends.
    static func confirm(_ question: String) -> Bool {
        guard isatty(STDIN_FILENO) == 1 else { return false }
        write(question + " [y/N] ", to: .error)
        let answer = readLine(strippingNewline: true)?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }

    /// True when a person can be asked.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 }
}

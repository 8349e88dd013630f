/// Makes an input that shows a defect smaller, as long as it still shows one.
struct Shrinker {
    let check: @Sendable ([UInt8]) throws -> FuzzTarget.Verdict
    /// Most tries, so that a slow check does not take for ever.
    var tries = 2_000

    /// The smallest found: pieces are left out, halves first.
    func shrunk(_ input: [UInt8]) -> [UInt8] {
        var best = input
        var left = tries
        var size = max(1, best.count / 2)
        while size > 0, left > 0 {
            var start = 0
            var hasShrunk = false
            while start < best.count, left > 0 {
                var smaller = best
                smaller.removeSubrange(start..<min(start + size, best.count))
                left -= 1
                if fails(smaller) {
                    best = smaller
                    hasShrunk = true
                } else {
                    start += size
                }
            }
            if !hasShrunk || size > best.count { size /= 2 }
        }
        return best
    }

    private func fails(_ input: [UInt8]) -> Bool {
        do {
            _ = try check(input)
            return false
        } catch {
            return true
        }
    }
}

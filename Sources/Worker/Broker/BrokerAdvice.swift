/// What an operator should know about a version of RabbitMQ, said when the worker starts.
package enum BrokerAdvice {
    /// Sentences about a version, by its numbers; empty: nothing to say.
    ///
    /// - Parameter version: such as `[3, 10, 8]`; empty or odd: unknown.
    package static func sentences(version: [Int]) -> [String] {
        guard version.count >= 2 else {
            return ["the broker's version is not known; 3.10 to 4.2 are what this worker was made for"]
        }
        let (major, minor) = (version[0], version[1])
        var result: [String] = []
        if (major, minor) < (3, 10) {
            result.append(
                "this broker cannot move dead letters at least once: a request over its delivery limit can be lost; "
                    + "use RabbitMQ 3.10 or newer")
        }
        if major == 4, minor < 3 {
            result.append(
                "this broker gives every quorum queue a delivery limit of 20 that also counts messages given back: set "
                    + "a higher one for the dead-letter queue by policy, since looking at it counts")
        }
        return result
    }
}

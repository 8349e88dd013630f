import Worker

/// What a refused claim asked for beyond plain amounts, for people.
enum RequestedText {
    /// The cells, and a line for each request for devices, with one more for each alternative.
    static func people(_ requested: RequestedReport) -> String {
        let cells = requested.cells == 0 ? "" : "Cells of the guest, or to be near to: \(requested.cells)\n"
        guard let requests = requested.requests else {
            return cells + "The devices that were asked for are not on record.\n"
        }
        return cells + (requests.isEmpty ? "" : table(requests))
    }

    private static func table(_ requests: [RequestedReport.Request]) -> String {
        var table = TextTable([
            .identifier("ASKED FOR"), .number("COUNT"), .identifier("POLICY"), .identifier("MUST HAVE"),
            .identifier("PCI REQUEST"),
        ])
        for request in requests {
            let alternatives = request.alternatives.isEmpty ? [""] : request.alternatives.map(words)
            for (index, words) in alternatives.enumerated() {
                table.add(
                    index == 0
                        ? [
                            name(request), "\(request.count)", request.policy, words + providers(request),
                            request.pciRequest,
                        ]
                        : ["", "", "", "or \(words)", ""])
            }
        }
        return table.rendered()
    }

    private static func name(_ request: RequestedReport.Request) -> String {
        let asker = DeviceWords.asker(alias: request.alias, port: request.port)
        return asker.isEmpty ? "a port" : asker
    }

    private static func words(_ alternative: RequestedReport.Alternative) -> String {
        let words = DeviceWords.pairs(alternative.matches, absent: alternative.absent)
        return words.isEmpty ? "nothing: any device" : words
    }

    private static func providers(_ request: RequestedReport.Request) -> String {
        request.providers.isEmpty ? "" : ", of providers \(request.providers.joined(separator: ", "))"
    }
}

import AMQP
import ArgumentParser
import Foundation

/// Where the broker is, and how it is spoken to.
struct BrokerOptions: ParsableArguments {
    /// The address of the private broker that `make run` starts.
    static let defaultBroker = "amqp://guest:guest@127.0.0.1:35672/"
    /// The environment variable that names the broker when `--broker` does not.
    static let variable = "BERTH_BROKER"

    @Option(
        help: ArgumentHelp(
            "The broker, amqp:// or amqps://.",
            discussion: "Default: the environment's BERTH_BROKER, else \(defaultBroker)%2F.", valueName: "url"))
    var broker: String?

    @Option(
        help: ArgumentHelp("The certificate authority that signed the broker's certificate (PEM).", valueName: "file"))
    var ca: String?

    @Option(help: ArgumentHelp("This client's certificate (PEM).", valueName: "file"))
    var cert: String?

    @Option(help: ArgumentHelp("The key of --cert (PEM).", valueName: "file"))
    var keyFile: String?

    @Flag(inversion: .prefixedNo, help: "Check that the broker's certificate is for its host name.")
    var verifyHostname = true

    @Option(help: ArgumentHelp("What the broker and the worker's log call this client.", valueName: "name"))
    var userAgent = "berth"

    /// The link that the options, else the environment, else the default describe.
    func link(environment: [String: String] = ProcessInfo.processInfo.environment) throws(ToolError) -> BrokerLink {
        let text = broker ?? environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 } ?? Self.defaultBroker + "%2F"
        var tls = TLSConfiguration()
        tls.caFile = ca
        tls.certificateFile = cert
        tls.keyFile = keyFile
        tls.verifyHostname = verifyHostname
        do throws(AMQPError) {
            return BrokerLink(url: try BrokerURL(text), tls: tls, name: userAgent)
        } catch {
            throw ToolError(
                .usage, "The broker's address cannot be read: \(error.description)",
                advice: "Give one such as amqp://user:password@host:5672/%2F with --broker or BERTH_BROKER.")
        }
    }
}

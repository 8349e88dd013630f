/// How a TLS connection (`amqps`) is verified.
public struct TLSConfiguration: Sendable, Hashable {
    /// PEM file of the authorities to trust; nil: the system's.
    public var caFile: String?
    /// PEM file of this client's certificate chain, for brokers that ask for one.
    public var certificateFile: String?
    /// PEM file of the certificate's key, without a pass phrase.
    public var keyFile: String?
    /// Whether the broker's certificate must be signed by a trusted authority.
    ///
    /// On by default.
    public var verifyPeer: Bool
    /// Whether the broker's certificate must name the host that was connected to.
    ///
    /// On by default.
    public var verifyHostname: Bool

    /// Full verification against the system's authorities, unless said otherwise.
    public init(
        caFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil, verifyPeer: Bool = true,
        verifyHostname: Bool = true
    ) {
        self.caFile = caFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.verifyPeer = verifyPeer
        self.verifyHostname = verifyHostname
    }

    /// Where distributions keep the system's authorities, first found first taken: librabbitmq 0.11 loads none by
    /// itself.
    static let systemAuthorities = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    ]
}

public import Foundation

/// An authority, a server and a client certificate, made with openssl and valid for a day.
public struct TestCertificates: Sendable {
    /// Holds all files, named as `broker.sh --tls-dir` wants them.
    public let directory: URL

    /// The authority that signed both certificates.
    public var authority: String { directory.appendingPathComponent("ca.pem").path }
    /// The client's certificate.
    public var clientCertificate: String { directory.appendingPathComponent("client.pem").path }
    /// The client's key.
    public var clientKey: String { directory.appendingPathComponent("client.key").path }
    /// An authority that has signed nothing.
    public var strangeAuthority: String { directory.appendingPathComponent("strange-ca.pem").path }

    /// Makes all certificates in a folder that does not exist yet.
    ///
    /// The server's names `localhost`.
    public static func make(in directory: URL) async throws -> TestCertificates {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let script = """
            cd "$1"
            authority() {
                openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj "/CN=$1" -keyout "$1.key" -out "$1.pem"
            }
            signed() {
                openssl req -newkey rsa:2048 -nodes -subj "/CN=$2" -keyout "$1.key" -out "$1.csr"
                printf 'subjectAltName=DNS:%s\\n' "$2" >"$1.ext"
                openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial \\
                    -days 1 -extfile "$1.ext" -out "$1.pem"
            }
            authority ca && authority strange-ca && signed server localhost && signed client guest
            """
        _ = try await Command.run("/bin/sh", ["-e", "-c", script, "sh", directory.path])
        return TestCertificates(directory: directory)
    }
}

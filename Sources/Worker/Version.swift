/// The version of this program.
package enum Version {
    /// The number, as in the changelog.
    package static let current = "0.1.0"
}

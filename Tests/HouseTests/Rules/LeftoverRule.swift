/// No leftover markers in comments: what is to be done is an issue, not a note in the source.
enum LeftoverRule {
    static let name = "leftovers"

    private static let markers = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]

    static func findings(in file: SwiftFile) -> [Finding] {
        file.commentLines.enumerated().flatMap { index, comment in
            markers.filter { !Array(comment.utf8).positions(ofWord: $0).isEmpty }.map {
                Finding(rule: name, path: file.path, line: index + 1, message: "\($0) left in a comment; open an issue")
            }
        }
    }
}

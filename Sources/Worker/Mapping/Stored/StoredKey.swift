/// Joins names into one key that can be taken apart again: `/` between them, `%2F` and `%25` within them.
///
/// Keys stay readable in a database tool, and their order is that of the names for all usual names.
enum StoredKey {
    /// The key of some names.
    static func joined(_ names: [String]) -> String {
        names.map(escaped).joined(separator: "/")
    }

    /// The names of a key; nil: not a key that `joined` makes.
    static func parts(of key: String) -> [String]? {
        var names: [String] = []
        // By scalars: a name may begin with a combining mark, which makes one character of itself and the `/`.
        for part in key.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false) {
            guard let name = unescaped(part) else { return nil }
            names.append(name)
        }
        return names
    }

    private static func escaped(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") }) else { return name }
        var result = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "/": result += "%2F"
            case "%": result += "%25"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func unescaped(_ part: Substring.UnicodeScalarView) -> String? {
        var result = String.UnicodeScalarView()
        var rest = part
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                result.append(scalar)
                continue
            }
            switch (rest.popFirst(), rest.popFirst()) {
            case ("2", "F"): result.append("/")
            case ("2", "5"): result.append("%")
            default: return nil
            }
        }
        return String(result)
    }
}

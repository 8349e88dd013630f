import Foundation
import SwiftProtobuf
import Wire

/// Requests in which one text of the body, a value or a key of a map, is a canary.
enum FieldCanaries {
    /// One request with its canary.
    struct Planted: Sendable {
        var method: Wire.Method
        /// Where the canary stands: the members down to it.
        var place: String
        /// Whether it is the key of a map, which is part of the names of fields in a refusal.
        var isKey: Bool
        var body: [UInt8]
    }

    /// What is looked for; digits alone, so that it can stand in most texts.
    static let canary = "CANARY7719"

    /// Every text of a request, one request for each; the canary stands before it, behind it or instead of it.
    static func planted(_ method: Wire.Method, _ message: any Message) throws -> [Planted] {
        let object = try JSONSerialization.jsonObject(with: try message.jsonUTF8Bytes() as Data)
        return try places(object, []).flatMap { place, isKey in
            try ["\(canary)", "\(canary) \u{1B}[2J"].map { text in
                let changed = replaced(object, place[...], isKey: isKey, text)
                return Planted(
                    method: method, place: place.joined(separator: "."), isKey: isKey,
                    body: Array(try JSONSerialization.data(withJSONObject: changed, options: [.sortedKeys])))
            }
        }
    }

    private static func places(_ value: Any, _ path: [String]) -> [([String], isKey: Bool)] {
        switch value {
        case is String: return [(path, false)]
        case let array as [Any]:
            return array.enumerated().flatMap { places($0.element, path + ["\($0.offset)"]) }
        case let object as [String: Any]:
            let isMap = ["extraSpecs", "imageProperties", "tags", "stats", "matches", "metadata", "resources"]
                .contains(path.last ?? "")
            return object.keys.sorted().flatMap { key in
                places(object[key] ?? 0, path + [key]) + (isMap ? [(path + [key], true)] : [])
            }
        default: return []
        }
    }

    private static func replaced(_ value: Any, _ path: ArraySlice<String>, isKey: Bool, _ text: String) -> Any {
        guard let step = path.first else { return text }
        if var array = value as? [Any], let index = Int(step) {
            array[index] = replaced(array[index], path.dropFirst(), isKey: isKey, text)
            return array
        }
        guard var object = value as? [String: Any] else { return value }
        if isKey, path.count == 1 {
            object[text] = object.removeValue(forKey: step)
        } else {
            object[step] = replaced(object[step] ?? 0, path.dropFirst(), isKey: isKey, text)
        }
        return object
    }
}

/// What the command line asks for.
struct Options {
    var first: UInt64 = 1
    var count = 300
    var seed: UInt64?
    var keepsTrace = false

    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            if name == "--trace" {
                keepsTrace = true
                continue
            }
            guard let value = rest.popFirst() else { return nil }
            switch name {
            case "--seed": seed = UInt64(value)
            case "--from": first = UInt64(value) ?? first
            case "--seeds": count = Int(value) ?? count
            default: return nil
            }
        }
    }
}

/// How an exchange routes; any kind that the broker has can be named.
public struct ExchangeKind: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral {
    /// The broker's name of the kind.
    public let rawValue: String

    /// A kind by the broker's name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A kind by the broker's name.
    public init(stringLiteral value: String) { rawValue = value }

    /// By equal routing key.
    public static let direct: ExchangeKind = "direct"
    /// To every binding.
    public static let fanout: ExchangeKind = "fanout"
    /// By pattern of the routing key.
    public static let topic: ExchangeKind = "topic"
    /// By headers.
    public static let headers: ExchangeKind = "headers"
}

/// What an exchange is to be like.
struct ExchangeDeclaration: Sendable, Hashable {
    var name: String
    var kind: ExchangeKind
    var durable: Bool
    var autoDelete: Bool
    var isInternal: Bool
    var passive: Bool
    var arguments: FieldTable
}

/// A binding of a queue or an exchange to an exchange.
struct Binding: Sendable, Hashable {
    var destination: String
    var isQueue: Bool
    var exchange: String
    var routingKey: String
    var arguments: FieldTable
}

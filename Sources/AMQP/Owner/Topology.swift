/// What has been declared on a channel, in order, to be declared again on a new connection.
struct Topology {
    fileprivate enum Item {
        case exchange(ExchangeDeclaration)
        case queue(QueueDeclaration)
        case binding(Binding)
    }

    private var items: [Item] = []

    /// Notes what a successful request has changed.
    mutating func record(_ request: Request) {
        switch request {
        case .declareExchange(let exchange) where !exchange.passive:
            items.removeAll { $0.isExchange(exchange.name) }
            items.append(.exchange(exchange))
        case .declareQueue(let queue) where !queue.passive:
            items.removeAll { $0.isQueue(queue.name) }
            items.append(.queue(queue))
        case .bind(let binding):
            items.removeAll { $0.isBinding(binding) }
            items.append(.binding(binding))
        case .unbind(let binding): items.removeAll { $0.isBinding(binding) }
        case .deleteQueue(let name, _, _):
            items.removeAll { $0.isQueue(name) || $0.touches(name, isQueue: true) }
        case .deleteExchange(let name, _):
            items.removeAll { $0.isExchange(name) || $0.touches(name, isQueue: false) }
        case .closeChannel, .selectConfirms, .declareExchange, .declareQueue, .purgeQueue, .get, .consume, .cancel:
            break
        }
    }

    /// Forgets what the broker no longer takes.
    mutating func forget(_ request: Request) {
        switch request {
        case .declareExchange(let exchange): items.removeAll { $0.isExchange(exchange.name) }
        case .declareQueue(let queue): items.removeAll { $0.isQueue(queue.name) }
        case .bind(let binding): items.removeAll { $0.isBinding(binding) }
        default: break
        }
    }

    /// The requests that declare everything again.
    var requests: [Request] {
        items.map { item in
            switch item {
            case .exchange(let exchange): .declareExchange(exchange)
            case .queue(let queue): .declareQueue(queue)
            case .binding(let binding): .bind(binding)
            }
        }
    }
}

extension Topology.Item {
    fileprivate func isExchange(_ name: String) -> Bool {
        if case .exchange(let exchange) = self { exchange.name == name } else { false }
    }

    fileprivate func isQueue(_ name: String) -> Bool {
        if case .queue(let queue) = self { queue.name == name } else { false }
    }

    fileprivate func isBinding(_ binding: Binding) -> Bool {
        if case .binding(let own) = self { own == binding } else { false }
    }

    /// Whether this is a binding that ends with the named queue or exchange.
    fileprivate func touches(_ name: String, isQueue: Bool) -> Bool {
        guard case .binding(let binding) = self else { return false }
        return binding.destination == name && binding.isQueue == isQueue || !isQueue && binding.exchange == name
    }
}

/// Every message that the worker logs; particulars are metadata.
package enum LogMessage: String, CaseIterable, Sendable {
    // Requests
    case requestApplied = "request applied"
    case requestRefused = "request refused"
    case requestRead = "request read"
    case requestRehearsed = "request rehearsed"
    case requestRepeated = "request repeated: the recorded answer is sent again"
    case requestTurnedAway = "request turned away"
    case requestUndecodable = "request undecodable"
    case requestDefective = "request failed by a defect"
    case requestParkedByBroker = "request too large to park: the broker parks it as it is"
    case requestHeld = "request held: it is tried again"
    case heldReleased = "held request tried by an operator"
    case heldDropped = "held request given up by an operator"
    case crashGuardParked = "the worker died of this request twice: parked unread"
    case deadLettered = "request parked as a dead letter"

    // Devices
    case devicesPassedOver = "devices of a report are passed over: their addresses cannot be read"
    case devicesWithoutCell = "a guest with cells has devices that are near to no cell"

    // Publishing
    case replyDropped = "reply dropped: the outcome can be asked for"
    case eventsStalled = "events are not confirmed: publishing starts again at the first unconfirmed one"
    case deadLettersStalled = "dead letters are not confirmed: publishing starts again"
    case messageSetAside = "a message cannot be sent and is set aside in the store: the next start tries it again"
    case outboxFull = "the outbox is full: no more requests are taken until it drains"
    case outboxDrained = "the outbox has drained: requests are taken again"

    // Taking requests
    case singleSteps = "the last stop was not orderly: single steps until what was in hand is through"
    case fullSpeed = "what was in hand is through: full speed"
    case deliveriesGivenBack = "deliveries waited too long and are given back"
    case takingAgain = "the stall is over: the shard is taken anew"

    // The shard
    case starting = "starting"
    case storeOpened = "store opened"
    case stateLoaded = "state loaded"
    case brokerConnected = "broker connected"
    case brokerLost = "broker connection lost"
    case brokerRecovered = "broker connection recovered"
    case brokerBlocked = "the broker blocks publishing"
    case brokerUnblocked = "the broker takes messages again"
    case brokerAdvice = "a broker setting deserves attention"
    case consuming = "consuming"
    case consumerInterrupted = "consumer interrupted: unacknowledged requests come again"
    case consumerCancelled = "consumer cancelled by the broker"
    case clockBehind = "the clock is behind the store: times are recorded from the store's on"
    case adopted = "the shard was adopted from another store"
    case stopping = "stopping: finishing what was decided"
    case stopped = "stopped"
    case shardFailed = "the shard failed: it is loaded again from the store"
    case commitFailed = "commit failed: nothing of the batch counts until the store is loaded again"
    case maintained = "old records removed"
    case maintenanceFailed = "maintenance failed: it is tried again later"
    case ticketFailed = "the owner ticket could not be renewed: it is tried again later"
}

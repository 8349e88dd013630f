/// The approved log messages: a change here is a change that people who search their logs notice.
let approvedLogMessages = """
    requestApplied: request applied
    requestRefused: request refused
    requestRead: request read
    requestRehearsed: request rehearsed
    requestRepeated: request repeated: the recorded answer is sent again
    requestTurnedAway: request turned away
    requestUndecodable: request undecodable
    requestDefective: request failed by a defect
    requestParkedByBroker: request too large to park: the broker parks it as it is
    requestHeld: request held: it is tried again
    heldReleased: held request tried by an operator
    heldDropped: held request given up by an operator
    crashGuardParked: the worker died of this request twice: parked unread
    deadLettered: request parked as a dead letter
    devicesPassedOver: devices of a report are passed over: their addresses cannot be read
    devicesWithoutCell: a guest with cells has devices that are near to no cell
    replyDropped: reply dropped: the outcome can be asked for
    eventsStalled: events are not confirmed: publishing starts again at the first unconfirmed one
    deadLettersStalled: dead letters are not confirmed: publishing starts again
    messageSetAside: a message cannot be sent and is set aside in the store: the next start tries it again
    outboxFull: the outbox is full: no more requests are taken until it drains
    outboxDrained: the outbox has drained: requests are taken again
    singleSteps: the last stop was not orderly: single steps until what was in hand is through
    fullSpeed: what was in hand is through: full speed
    deliveriesGivenBack: deliveries waited too long and are given back
    takingAgain: the stall is over: the shard is taken anew
    starting: starting
    storeOpened: store opened
    stateLoaded: state loaded
    brokerConnected: broker connected
    brokerLost: broker connection lost
    brokerRecovered: broker connection recovered
    brokerBlocked: the broker blocks publishing
    brokerUnblocked: the broker takes messages again
    brokerAdvice: a broker setting deserves attention
    consuming: consuming
    consumerInterrupted: consumer interrupted: unacknowledged requests come again
    consumerCancelled: consumer cancelled by the broker
    clockBehind: the clock is behind the store: times are recorded from the store's on
    adopted: the shard was adopted from another store
    stopping: stopping: finishing what was decided
    stopped: stopped
    shardFailed: the shard failed: it is loaded again from the store
    commitFailed: commit failed: nothing of the batch counts until the store is loaded again
    maintained: old records removed
    maintenanceFailed: maintenance failed: it is tried again later
    ticketFailed: the owner ticket could not be renewed: it is tried again later
    """

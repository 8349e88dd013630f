/// Every way in for bytes from outside.
enum FuzzTargets {
    static let all: [FuzzTarget] = [
        // From the broker.
        .properties, .requestProtobuf, .requestJSON, .timeout, .traceParent, .ownerTicket, .pageToken,
        // To the tool.
        .reply, .statusDetails, .statusMessage, .answer, .deadLetter, .time, .timeArgument,
        // From the store.
        .envelope, .storedRow, .storedFacts, .storedKey, .recordedReply,
        // From who runs it.
        .brokerURL, .settingsFile, .settingsText, .workload, .machine, .cpuList,
        .deviceSettings, .vitalProductData,
        // Into the log.
        .logLine,
    ]
}

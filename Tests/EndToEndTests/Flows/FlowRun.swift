import AMQP
import EndToEndTestSupport
import Foundation
import SwiftProtobuf
import Testing
import Tracker
import Wire

/// One run of a flow, with an instance, a migration and nodes of its own.
struct FlowRun {
    let flow: Flow
    let caller: Caller
    private let shared: [String: String]
    private let text: FlowText
    private let nodes: [String: String]
    private let instance = Fixture.uuid()
    private let migration = Fixture.uuid()

    /// Makes the nodes and sends what is given; what is held then is checked.
    static func begin(_ flow: Flow, _ shared: [String: String], on caller: Caller) async throws -> FlowRun {
        let run = FlowRun(flow, shared, caller)
        for role in flow.roles { try await run.report(role) }
        for request in flow.given { try await run.apply(request, "given") }
        try await run.expect(flow.start, "before the first step")
        return run
    }

    private init(_ flow: Flow, _ shared: [String: String], _ caller: Caller) {
        self.flow = flow
        self.shared = shared
        self.caller = caller
        nodes = Dictionary(uniqueKeysWithValues: flow.roles.map { ($0, Fixture.host($0)) })
        var values = shared.merging(flow.values) { $1 }
        values["instance"] = instance
        values["migration"] = migration
        for (role, node) in nodes {
            values[role] = FlowSite.host(role)
            values["\(role)_node"] = node
        }
        text = FlowText(values: values)
    }

    /// Takes steps as the page says, and checks what is held after each.
    func take(_ steps: some Sequence<FlowStep>, isChecked: Bool = false) async throws {
        for step in steps {
            let call = try self.call(step.request)
            try await send(call, step.refusal, "step \(step.id)")
            guard isChecked else { continue }
            try await expect(step.after, "after \(step.id)")
            guard step.refusal == nil, !step.request.method.isReadOnly else { continue }
            // A lost answer: the same request again changes nothing.
            let again = try await caller.call(call)
            #expect(again.isReplayed, "\(flow.name), \(step.id) sent again: \(again.code)")
            try await expect(step.after, "after \(step.id), sent again")
        }
    }

    /// Sends the failure path of a step, and once more; what is held is checked after both, and that nothing is in the
    /// way of what comes next.
    func fail(_ step: FlowStep, _ place: String) async throws {
        for request in step.onFailure { try await apply(request, place) }
        try await expect(step.settled, place)
        // Sent by somebody who does not know that it was sent: refused in part, and without effect.
        for request in step.onFailure { _ = try await caller.call(try call(request)) }
        try await expect(step.settled, "\(place), sent twice")
        try await expectFree(step.settled, place)
    }

    private func apply(_ request: FlowRequest, _ place: String) async throws {
        try await send(try call(request), nil, "\(place), \(request.method.rawValue) to the \(request.role)")
    }

    private func send(_ call: Call, _ refusal: String?, _ place: String) async throws {
        let reply = try await caller.call(call)
        #expect(
            reply.reason == refusal ?? "" && (reply.code == .ok) == (refusal == nil),
            "\(flow.name), \(place): \(reply.code) \(reply.reason) \(String(decoding: reply.body, as: UTF8.self))")
    }

    private func call(_ request: FlowRequest) throws -> Call {
        Call(request.method, FlowSite.host(request.role), json: try text.filled(request.body))
    }
}

// What is held.
extension FlowRun {
    /// Checks what is held on every node, and how far the move is at every host.
    func expect(_ state: FlowState, _ place: String) async throws {
        for role in flow.roles {
            guard let side = state.sides[role] else { continue }
            let expected = FlowObservation(side, shared, instance: instance)
            let observed = try await observation(role)
            #expect(observed == expected, "\(flow.name), \(place), at the \(role)")
        }
    }

    private func observation(_ role: String) async throws -> FlowObservation {
        let (host, node) = (FlowSite.host(role), nodes[role] ?? "")
        let held = try await caller.apply(
            try Call(
                .getNode, host,
                Berth_Tracker_V1_GetNodeRequest.with {
                    $0.host = host
                    $0.node = node
                }), Berth_Tracker_V1_GetNodeResponse.self)
        let move = try await caller.call(
            try Call(
                .getMigration, host,
                Berth_Tracker_V1_GetMigrationRequest.with {
                    $0.host = host
                    $0.migrationUuid = migration
                }))
        guard move.code == .ok || move.reason == "MIGRATION_NOT_FOUND" else {
            throw FlowError(page: flow.name, problem: "GetMigration is answered \(move.code) \(move.reason)")
        }
        let record = move.code == .ok ? try move.read(Berth_Tracker_V1_GetMigrationResponse.self).migration : nil
        return FlowObservation(held, status: record?.status)
    }

    /// Checks that the instance can be moved from where it is held, or claimed if it is held nowhere: a rehearsal.
    func expectFree(_ state: FlowState, _ place: String) async throws {
        for role in flow.roles {
            let call = try state.homes.first.map { try nextMove(from: $0, to: role) } ?? nextClaim(role)
            let reply = try await caller.call(call.with { $0.properties.headers = ["berth-rehearse": "1"] })
            let rehearsal = try reply.read(Berth_Tracker_V1_Rehearsal.self)
            #expect(rehearsal.status == 0, "\(flow.name), \(place), next on the \(role): \(rehearsal.message)")
        }
    }

    private func nextMove(from home: String, to role: String) throws -> Call {
        let instance = instanceMessage(.active, home)
        return try Call(
            .claimMove, FlowSite.host(role),
            Berth_Tracker_V1_ClaimMoveRequest.with {
                $0.host = FlowSite.host(role)
                $0.node = nodes[role] ?? ""
                $0.instance = instance
                $0.migration = .with {
                    $0.uuid = Fixture.uuid()
                    $0.type = .coldMigration
                    $0.sourceHost = instance.host
                    $0.sourceNode = instance.node
                }
            })
    }

    private func nextClaim(_ role: String) throws -> Call {
        let instance = instanceMessage(.building, nil)
        return try Call(
            .claimInstance, FlowSite.host(role),
            Berth_Tracker_V1_ClaimInstanceRequest.with {
                $0.host = FlowSite.host(role)
                $0.node = nodes[role] ?? ""
                $0.instance = instance
            })
    }

    private func instanceMessage(_ state: VMState, _ role: String?) -> Berth_Tracker_V1_Instance {
        var message = Fixture.instance(instance, state: state.rawValue)
        if let role { (message.host, message.node) = (FlowSite.host(role), nodes[role] ?? "") }
        return message
    }

    private func report(_ role: String) async throws {
        _ = try await caller.apply(
            try Call(
                .reportInventory, FlowSite.host(role),
                Berth_Tracker_V1_ReportInventoryRequest.with {
                    $0.host = FlowSite.host(role)
                    $0.node = nodes[role] ?? ""
                    $0.nodeUuid = Fixture.uuid()
                    $0.inventory = Fixture.inventory()
                    $0.inventory.pciDevices = DeviceSite.devices
                }), Berth_Tracker_V1_ReportInventoryResponse.self)
    }
}

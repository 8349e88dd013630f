"""What a node's devices must be by the reference, and the judgement of each answer about them."""

from dataclasses import replace

from common.explanation import explanation
from common.outcome import Refused
from pci import checker, wire
from pci import rules as R
from pci.model import Applied, Chosen, State
from pci.reference import Reference, is_wrong

RELEVANT = {
    "ask": R.ASKING,
    "report": (R.POOLS_FOLLOW, R.BLOCKED_AT_ONCE, R.CAME_BACK, R.WHOLE_REPORT),
    "allocate": (R.ALL_CLAIMS,),
    "free": (R.ALL_CLAIMS, R.ONE_LIST, R.FREE_ANEW, R.GUARDED, R.WHOLE_REPORT, R.POOLS_FOLLOW),
    "restart": (R.DURABLE, R.ONE_LIST),
}

# The one refusal that is no question about devices.
NOTHING_HELD = Refused("INSTANCE_NOT_FOUND")
MANY = "more rules together"
APPLIED = Applied()


class Books:
    """One node: what the corrected reference says is there, and the plain one."""

    def __init__(self, tally, kind, case, site, sockets, base=R.SETTINGS, relevant=None):
        """Opens the books; `base` are the rules that the plain reference is asked with, since others look at them."""
        self.tally, self.kind, self.case = tally, kind, case
        self.site, self.sockets = site, sockets
        self.base = tuple(base)
        self.relevant = relevant or RELEVANT
        self.expected = self.node(self.all_rules)
        self.plain = self.node(self.base)
        self.begin = self.expected
        self.since = []
        self.report_devices = ()
        self.holders = {}
        self.held = set()
        # What flavor and image say of nearness, by instance: it counts for later claims of devices too.
        self.policies = {}
        # The identity of each request as Berth has it, by owner and the one that the reference has.
        self.identities = {}
        self.is_sound = True

    # What the corrected reference is asked with.
    all_rules = R.ALL

    def node(self, rules):
        """An empty node of the reference."""
        return Reference(self.site, rules, self.sockets)

    # Steps ------------------------------------------------------------------------------------------------------------

    def report(self, step, devices, answer):
        """Judges a report."""
        self.report_devices = devices
        self.settle(step, "report", lambda node: node.report(devices), None if answer.code == 0 else answer, devices)

    def check(self, step, asked, answer, node, cells=()):
        """Judges what CheckFit says: what a claim would be answered."""
        answered, granted = wire.check_answer(answer, node)
        expected = self.settle(step, "ask", lambda node: node.check(asked, cells), answered, asked)
        if self.is_sound and isinstance(expected, Chosen):
            self.prove(step, expected, granted, self.served(asked, answer.message.fits[0].grant), cells)

    def claim(self, step, asked, answer, uuid):
        """Judges ClaimInstance, and writes down who has what."""
        answered, granted = wire.claim_answer(answer)
        expected = self.settle(step, "ask", lambda node: node.claim(uuid, asked), answered, asked)
        if self.is_sound and isinstance(expected, Chosen):
            served = self.served(asked, answer.message.grant)
            self.held.add(uuid)
            self.policies[uuid] = asked.policies()
            self.prove(step, expected, granted, served, ())
            self.hold(uuid, granted)

    def claim_devices(self, step, asked, answer, uuid, cells):
        """Judges ClaimPciDevices."""
        answered, granted = wire.devices_answer(answer, asked)
        specs, image = self.policies.get(uuid, ({}, {}))
        asked = replace(asked, extra_specs=specs, image=image)
        # Counts that are wrong are refused before anything is looked up.
        if not any(is_wrong(request) for request in asked.requests) and self.is_unknown(step, uuid, answered):
            return

        general = next(iter((*specs.values(), *image.values())), None)

        def effective(request):
            if request.alias:
                return general or request.policy or self.site.policy_of(request.alias)
            return request.policy or general

        def ask(node):
            found = node.claim(uuid, asked, cells, in_use=False)
            return replace(found, requests=()) if isinstance(found, Chosen) else found
        expected = self.settle(step, "ask", ask, answered, (asked, cells))
        if self.is_sound and isinstance(expected, Chosen):
            served = [(request.request_id, replace(request, policy=effective(request)))
                      for request in asked.requests]
            self.prove(step, expected, granted, served, cells)
            self.hold(uuid, granted)

    def allocate(self, step, answer, uuid):
        """Judges AllocatePciDevices."""
        answered = wire.changed_answer(answer)
        if not self.is_unknown(step, uuid, answered):
            self.settle(step, "allocate", lambda node: node.allocate(uuid), answered, uuid)

    def free(self, step, answer, uuid, addresses=(), scope=None):
        """Judges FreePciDevices."""
        self.settle(step, "free", lambda node: node.free(uuid, addresses, scope), wire.changed_answer(answer),
                    (uuid, addresses, scope))
        self.let_go()

    def release(self, step, answer, uuid):
        """Judges the end of an instance."""
        is_held = uuid in self.held
        self.held.discard(uuid)

        def end(node):
            node.free(uuid)
            node.lists.pop(uuid, None)
            return is_held
        self.settle(step, "free", end, answer.message.released if answer.code == 0 else wire.refusal(answer), uuid)
        self.let_go()

    def is_unknown(self, step, uuid, answered):
        """Whether the instance holds nothing on the node, which must be the answer then."""
        if uuid in self.held:
            return False
        if answered == NOTHING_HELD:
            self.tally.agreed(self.kind, NOTHING_HELD)
        else:
            self.differs(step, NOTHING_HELD, answered, uuid)
        return True

    def restart(self):
        """Starts the reference anew; of Berth nothing is asked, to which a restart must make no difference."""
        self.settle("restart of the reference", "restart", lambda node: node.restart(), None, None, counts=False)

    def published(self, step, answer):
        """Judges the state that the node publishes."""
        answered, expected = wire.state_answer(answer), self.device_state()
        known = self.known(expected)
        if answered != known:
            self.differs(step, *told_apart(known, answered), None)
        else:
            self.tally.agreed(self.kind, expected)

    def device_state(self):
        """The devices as they must be."""
        return self.expected.state()

    def known(self, state):
        """A state with the identities of requests as Berth has them."""
        return replace(state, records=tuple(
            replace(record, request=self.identities.get((record.owner, record.request), record.request))
            for record in state.records))

    # Judgement --------------------------------------------------------------------------------------------------------

    def settle(self, step, kind, act, answered, asked, counts=True):
        """Lets both references do something: the expected answer, after Berth's has been compared with it."""
        before = self.expected.fork(self.all_rules)
        if not self.since:
            self.begin = before
        expected = act(self.expected)
        if expected != answered:
            self.differs(step, expected, answered, asked)
            return expected
        self.since.append(act)
        rules = self.explained(kind, act, expected, before)
        if counts:
            self.tally.agreed(self.kind, APPLIED if expected is None else expected, rules)
        else:
            self.tally.explained(self.kind, rules)
        return expected

    def explained(self, kind, act, expected, before):
        """The rules that it takes from the plain reference to the expected answer and state, if any."""
        observed = (expected, self.expected.state().unordered())
        if self.seen(act(self.plain), self.plain, expected) == observed:
            return None

        def ask_since(begin, acts):
            def ask(rules):
                node = begin.fork(self.base + tuple(rules))
                answers = [own(node) for own in acts]
                return self.seen(answers[-1], node, expected)
            return ask
        found = self.explanation(kind, observed, ask_since(before, [act]), ask_since(self.begin, self.since))
        self.plain = self.expected.fork(self.base)
        self.since = []
        return found

    def explanation(self, kind, observed, last, whole):
        """The smallest set of rules: by the last step alone, else by all since both references were the same."""
        relevant = tuple(rule for rule in self.relevant[kind] if rule not in self.base)
        everything = tuple(sorted(self.all_rules - set(self.base)))
        found = None
        if last(()) != observed:
            found = explanation(observed, relevant, last, most=2)
        found = found or explanation(observed, relevant, whole, most=3)
        found = found or explanation(observed, everything, whole, most=2)
        if found is None:
            if whole(everything) != observed:
                raise AssertionError(f"{self.case}: the corrected reference does not answer the same twice")
            found = MANY
        return found

    @staticmethod
    def seen(answer, node, expected):
        """An answer of a reference with the state afterwards; a check that only says yes says what is expected."""
        if answer is True and isinstance(expected, Chosen):
            answer = expected
        return answer, node.state().unordered()

    def prove(self, step, expected, granted, served, cells):
        """Proves a choice valid."""
        if not expected.devices:
            return
        wrong = checker.violations(self.report_devices, self.holders, served, granted, set(cells), self.sockets)
        if wrong:
            self.differs(f"{step}: a choice that is not valid", "none of " + "; ".join(wrong), expected, None)
        else:
            self.tally.proven(self.kind)

    def served(self, asked, grant):
        """The requests of a grant by identity: those that were asked for in as many words, and those of the flavor."""
        explicit = {request.request_id: request for request in asked.requests}
        served = []
        for message in grant.pci_requests:
            known = explicit.get(message.request_id)
            policy = wire.request_value(message)[2]
            served.append((message.request_id, replace(known or wire.request_from(message), policy=policy)))
        return served

    def hold(self, uuid, granted):
        """Writes down who has what, and which identities Berth has given."""
        records = {record.address: record.request for record in self.device_state().records}
        for device in granted:
            self.holders[device.address] = device.parent_address
            self.identities[uuid, records[device.address]] = device.request_id

    def let_go(self):
        """Strikes out what nobody has any more."""
        held = {record.address for record in self.device_state().records if record.owner}
        self.holders = {address: parent for address, parent in self.holders.items() if address in held}

    def differs(self, step, expected, answered, asked):
        """Keeps a difference; what comes after it would only repeat it."""
        self.is_sound = False
        inputs = [asked, self.report_devices, self.expected.state(), {
            "specs": self.site.entries, "aliases": self.site.alias_entries, "sockets": self.sockets}]
        self.tally.differs(self.case, step, expected, answered, inputs)


def told_apart(expected, answered):
    """Two states without what they have in common, so that the difference can be seen."""
    if not isinstance(answered, State):
        return expected, answered
    apart = ({}, {})
    for name in ("records", "pools", "lists"):
        both = getattr(expected, name), getattr(answered, name)
        if both[0] == both[1]:
            continue
        common = set(both[0]) & set(both[1])
        only = [tuple(value for value in values if value not in common) for values in both]
        for side, values, all_of_them in zip(apart, only, both):
            side[name] = values if any(only) else all_of_them
    return apart

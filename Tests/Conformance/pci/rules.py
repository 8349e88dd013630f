"""The rules by which Berth's answers may differ from the reference's, by their names (PCI, 13; docs/conformance.md).

Each is a correction of the reference: where it is in force, what Nova is given or one of its functions is replaced.
"""

# What is configured and reported.
BOOLEAN_TAGS = "3.2: booleans of tags in one form"
OWN_FIELDS = "2.4: no tag stands in for a field of the device"
NULL_TAGS = "2.4: a tag without a value is a key"
REMOTE_MANAGED = "3.5: what needs the machine is checked against the report"
READABLE = "3.4, H6: a device whose address cannot be read is passed over"
LOWER_CASE = "D20: case of numbers and addresses"
SETTINGS = (BOOLEAN_TAGS, OWN_FIELDS, NULL_TAGS, REMOTE_MANAGED, READABLE, LOWER_CASE)

# What is asked for.
ALIASES = "D19: aliases without a type, and with capability_type"
COUNTS = "D8, D9: counts and providers are checked"
READ_FIRST = "5.2: a list of aliases is read before it is looked up"

# What is chosen.
ONE_COPY = "D1, D2: decided on a copy"
ONE_ALGORITHM = "D3: the check is the claim"
LOOK_AGAIN = "D7: pools are looked at again after each pick"
ALL_LISTED = "D8: as many as the providers are listed"
EXACT_FIRST = "D17: exact before absent affinity"
NOTHING_TRACKED = "D18: refused where nothing is tracked"
NO_SOCKETS = "7.2: no socket is known on a host without cells"
AFTER_RESTART = "6: the order of pools is that after a restart"
ASKING = (
    ALIASES, COUNTS, READ_FIRST, ONE_COPY, ONE_ALGORITHM, LOOK_AGAIN, ALL_LISTED, EXACT_FIRST, NOTHING_TRACKED,
    NO_SOCKETS, AFTER_RESTART)

# What becomes of devices.
ALL_CLAIMS = "D5: a second claim adds to the first"
ONE_LIST = "D6: a freed device leaves the instance's list"
POOLS_FOLLOW = "D10: pools follow the records"
BLOCKED_AT_ONCE = "D11: a new device is blocked by its relatives"
GUARDED = "D12: freeing changes no relative that is in use"
FREE_ANEW = "D13: freeing works out anew what is free"
DURABLE = "D14: a restart forgets nothing"
CAME_BACK = "D15: a device that came back stays"
WHOLE_REPORT = "10: a report replaces the one before it"
LIFE = (
    ALL_CLAIMS, ONE_LIST, POOLS_FOLLOW, BLOCKED_AT_ONCE, GUARDED, FREE_ANEW, DURABLE, CAME_BACK,
    WHOLE_REPORT)

ALL = frozenset(SETTINGS + ASKING + LIFE)

"""The command line of a comparison, and its run from start to end."""

import argparse
import contextlib
import sys
import tempfile
import time

from bus.client import Client
from bus.site import Worker
from common.run import WINDOW
from common.tally import Tally


def options(name, description, kinds):
    """The command line."""
    parser = argparse.ArgumentParser(prog=name, description=description)
    parser.add_argument("--worker", required=True, help="the berthd to ask")
    parser.add_argument("--port", type=int, required=True, help="AMQP port of a private broker")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000, help="cases of each kind")
    parser.add_argument("--case", help=f"one case only, such as {sorted(kinds)[0]}:17")
    parser.add_argument("--kind", choices=sorted(kinds), action="append", help="this kind only; may be repeated")
    parser.add_argument("--window", type=int, default=WINDOW, help="requests under way at once, about")
    parser.add_argument("--json", help="also write the summary to this file")
    return parser.parse_args()


def numbers(arguments, kinds):
    """The cases to run, as pairs of kind and number."""
    if arguments.case:
        kind, number = arguments.case.split(":")
        return [(kind, int(number))]
    return [(kind, number) for kind in arguments.kind or sorted(kinds) for number in range(arguments.count)]


def main(name, description, kinds, version, run):
    """Runs everything; status 1 when something differs and nothing explains it.

    `run` is given the arguments, the cases, the tally, and what starts a worker with settings and connects to it.
    """
    arguments = options(name, description, kinds)
    chosen = numbers(arguments, kinds)
    tally, begin = Tally(), time.monotonic()
    print(f"reference: nova {version}; seed {arguments.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="berth-conformance-") as folder:

        @contextlib.contextmanager
        def start(worker_name, settings):
            with Worker(arguments.worker, arguments.port, folder, worker_name, settings) as worker:
                client = Client(worker.broker, worker.trouble)
                yield client
                client.close()

        run(arguments, chosen, tally, start)
    seconds = round(time.monotonic() - begin)
    print(f"{tally.text()}\n{seconds} s")
    if arguments.json:
        tally.write(arguments.json, {
            "nova": version, "seed": arguments.seed, "count": arguments.count, "seconds": seconds})
    if tally.unexplained:
        print(tally.problems(arguments.seed))
        return 1
    return 0


def announced(cases, count):
    """The cases, one after the other; says now and then how far it is."""
    for place, case in enumerate(cases):
        if place and place % 2000 == 0:
            print(f"  {place} of {count} cases sent", file=sys.stderr, flush=True)
        yield case

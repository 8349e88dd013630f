"""python -m numa: compares a worker's answers with Nova's. scripts/conformance.sh prepares what it needs."""

import argparse
import sys
import tempfile
import time

from bus.client import Client
from bus.site import Worker
from common.run import WINDOW, prepare, run_cases
from common.tally import Tally
from numa import reference
from numa.cases import KINDS, ConstraintCase


def options():
    """The command line."""
    parser = argparse.ArgumentParser(prog="numa", description=__doc__.splitlines()[0])
    parser.add_argument("--worker", required=True, help="the berthd to ask")
    parser.add_argument("--port", type=int, required=True, help="AMQP port of a private broker")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000, help="cases of each kind")
    parser.add_argument("--case", help="one case only, such as fit:17")
    parser.add_argument("--kind", choices=sorted(KINDS), action="append", help="this kind only; may be repeated")
    parser.add_argument("--window", type=int, default=WINDOW, help="requests under way at once, about")
    parser.add_argument("--json", help="also write the summary to this file")
    return parser.parse_args()


def numbers(arguments):
    """The cases to run, as pairs of kind and number."""
    if arguments.case:
        kind, number = arguments.case.split(":")
        return [(kind, int(number))]
    return [(kind, number) for kind in arguments.kind or sorted(KINDS) for number in range(arguments.count)]


def is_packing(number):
    """Every fourth case goes to a worker that fills host cells instead of sparing them."""
    return number % 4 == 3


def run_worker(arguments, tally, packing, folder):
    """Runs the cases of one setting through a worker of their own."""
    chosen = [(kind, number) for kind, number in numbers(arguments) if is_packing(number) == packing]
    if not chosen:
        return
    name = "pack" if packing else "spread"
    settings = ["--numa-pack-host-cells", "true" if packing else "false", "--log-level", "warning"]
    with Worker(arguments.worker, arguments.port, folder, name, settings) as worker:
        client = Client(worker.broker, worker.trouble)
        prepare(client, ConstraintCase.preparation())
        run_cases(client, drawn(arguments.seed, chosen, packing, tally), arguments.window)
        client.close()


def drawn(seed, chosen, packing, tally):
    """The cases, one after the other; says now and then how far it is."""
    for place, (kind, number) in enumerate(chosen):
        if place and place % 2000 == 0:
            print(f"  {place} of {len(chosen)} cases sent", file=sys.stderr, flush=True)
        yield KINDS[kind](seed, number, packing, tally)


def main():
    """Runs everything; status 1 when something differs and nothing explains it."""
    arguments = options()
    tally, begin = Tally(), time.monotonic()
    print(f"reference: nova {reference.version()}; seed {arguments.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="berth-conformance-") as folder:
        for packing in (False, True):
            run_worker(arguments, tally, packing, folder)
    seconds = round(time.monotonic() - begin)
    print(f"{tally.text()}\n{seconds} s")
    if arguments.json:
        tally.write(arguments.json, {
            "nova": reference.version(), "seed": arguments.seed, "count": arguments.count, "seconds": seconds})
    if tally.unexplained:
        print(tally.problems(arguments.seed))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

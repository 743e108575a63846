"""Faults at random moments of very many dictations: what is lost, doubled, or wrongly called complete.

    .venv/bin/python benchmarks/faults.py --n 10000 --seed 2026

The same as tests/faults, for as long as one likes. A visit that went wrong is named with its seed, and
`PYTHONPATH=.:tests .venv/bin/python -m rig.faults SEED` carries it out again alone. Ends with 1 if there was any.
"""

import argparse
import logging
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from rig.faults.run import report, visits  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=200, help="visits, each with one press or more (default: 200)")
    parser.add_argument("--seed", default="2026", help="where the seeds begin (default: 2026)")
    chosen = parser.parse_args()
    logging.disable(logging.CRITICAL)  # faults are what this is about: nobody wants to read of each
    begun = time.monotonic()
    results = []
    for result in visits(f"{chosen.seed}-{number}" for number in range(chosen.n)):
        results.append(result)
        if not result.good:
            print(f"seed {result.plan.seed!r} went wrong", file=sys.stderr)
        if len(results) % 500 == 0:
            print(f"{len(results)} visits, {time.monotonic() - begun:.0f} s", file=sys.stderr)
    print(report(results))
    print(f"seed {chosen.seed}, {time.monotonic() - begun:.0f} s")
    return 0 if all(result.good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())

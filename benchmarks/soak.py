"""Whether a Holdfast that runs for long grows: dictation after dictation in one process, with faults as they come.

    .venv/bin/python benchmarks/soak.py --n 2000

The services are in the same process, so what they leave behind counts, too. Ends with 1 if memory grew by more than
5 MB behind the warm-up, or a thread, a descriptor or a temporary file is left.
"""

import argparse
import gc
import logging
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from rig.faults.run import visits  # noqa: E402

LIMIT_MB = 5.0


def resident_mb() -> float:
    """What the process holds now (proc(5): statm counts pages)."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def left() -> dict[str, int]:
    """What could pile up."""
    return {
        "threads": threading.active_count(),
        "descriptors": len(list(Path("/proc/self/fd").iterdir())),
        "temporary files": len(list(Path(tempfile.gettempdir()).glob("holdfast-faults-*"))),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=2000, help="visits behind the warm-up (default: 2000)")
    parser.add_argument("--warm-up", type=int, default=200)
    chosen = parser.parse_args()
    logging.disable(logging.CRITICAL)
    begun, bad, dictations = time.monotonic(), 0, 0
    before, held = left(), 0.0
    total = chosen.warm_up + chosen.n
    for number, result in enumerate(visits(f"soak-{number}" for number in range(total)), 1):
        bad += not result.good
        dictations += len(result.verdicts) if number > chosen.warm_up else 0
        if number == chosen.warm_up:
            held = resident_mb()
        if number % 500 == 0:
            print(f"{number} visits, {time.monotonic() - begun:.0f} s, {resident_mb():.1f} MB", file=sys.stderr)
    grown, after = resident_mb() - held, left()
    print(f"dictations behind the warm-up   {dictations}")
    print(f"memory after the warm-up        {held:.1f} MB, grown by {grown:.1f} MB (limit {LIMIT_MB:g})")
    for name, count in after.items():
        print(f"{name:<32}{before[name]} before, {count} after")
    print(f"visits that went wrong          {bad}")
    return 0 if grown <= LIMIT_MB and not bad and all(after[each] <= before[each] for each in after) else 1


if __name__ == "__main__":
    sys.exit(main())

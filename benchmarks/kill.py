"""`kill -9` at random instants: `.venv/bin/python benchmarks/kill.py [--n 200] [--seed 1]`.

Each time the real app, with a display, a sound server and a service of its own (all simulated here), is started, is
dictated to, and is killed somewhere between the press and what comes behind the release. Then it is started again and
must offer what was said until 100 ms before: every sample of it, unchanged. Exit code 1 if it ever did not.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1])]

from rig.desktop import desktop  # noqa: E402
from rig.keyboard import keyboard  # noqa: E402
from rig.kill import Kill, kills  # noqa: E402
from rig.pulse import sound_server  # noqa: E402


def main() -> int:
    """Kill, start again, report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--n", type=int, default=20, help="how many times (default: 20)")
    parser.add_argument("--seed", type=int, default=1, help="of the instants and the words (default: 1)")
    chosen = parser.parse_args()
    begun = time.monotonic()
    done = run(chosen.n, chosen.seed)
    recorded = [each for each in done if each.recovered is not None]
    lost = sorted(each.lost_ms for each in recorded)
    wrong = [(number, each) for number, each in enumerate(done, 1) if each.wrong]
    print(
        f"{len(done)} kills, seed {chosen.seed}, {time.monotonic() - begun:.0f} s: "
        f"{len(recorded)} recordings left, {len(done) - len(recorded)} with the text safe or nothing said, "
        f"{len(wrong)} wrong"
    )
    if len(lost) > 1:
        p95 = statistics.quantiles(lost, n=20)[-1]
        print(
            f"said, but not in the recording at the kill: median {statistics.median(lost):.0f} ms, p95 {p95:.0f} ms, "
            f"most {lost[-1]:.0f} ms"
        )
    for number, each in wrong:
        print(f"kill {number}, {each.after_s:.3f} s after the press: {'; '.join(each.wrong)}")
    return 1 if wrong else 0


def run(number: int, seed: int) -> list[Kill]:
    """So many kills, one after the other, in one home."""
    done = []
    with (
        tempfile.TemporaryDirectory(prefix="holdfast-kill-") as folder,
        desktop() as display,
        sound_server() as sound,
        keyboard(display.display) as hands,
    ):
        sound.default = sound.microphone()
        for kill in kills(display, sound, hands, Path(folder), random.Random(seed), number):
            done.append(kill)
            wrong = " ".join(kill.wrong)
            lost = "text safe" if kill.recovered is None else f"{kill.lost_ms:6.0f} ms"
            print(f"{len(done):4} {kill.after_s:5.2f} s {lost} {wrong}", file=sys.stderr)
    return done


if __name__ == "__main__":
    sys.exit(main())

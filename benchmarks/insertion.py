"""How long from a final text until it is in the target, and what is pasted wrong:
`.venv/bin/python benchmarks/insertion.py`.

Starts an X server of its own. The inserter and the targets are processes of their own, as in life; both read the same
monotonic clock. "In the target" is the text field's own change, or the read of the program in the terminal. The other
program has OLD on both clipboards; a paste is wrong if anything else than the new text came to be in the target. Beside
ours, in the same run, the same texts are pasted the way most programs do: copy, send the keys, give the clipboard back
after a fixed time.

--pastes N: so many into each target that does not stall, by each way (default 100; 250 makes 1,000 of ours).
--stalls N: so many into each target that stalls for 0.3 and for 1 s at each key event (default 3).
--ours: only by our way.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1])]

from rig.desktop import Desktop, desktop, wait_until  # noqa: E402
from rig.insertion import (  # noqa: E402
    InserterProcess,
    Spoken,
    Target,
    Terminal,
    clipboard_owner,
    field_window,
    gtk_window,
    inserter,
    python,
    spoken,
    terminal,
)

STALLS_S = (0.3, 1.0)
FIXED_MS = (50, 150, 500)
PAUSE_S = 0.15
"""Between insertions, so that each finds the clipboard given back, as a person's does."""
OWNED = {"CLIPBOARD": {"text/plain": b"OLD"}, "PRIMARY": {"text/plain": b"OLD"}}
PATIENCE_S = 20.0

Aim = Target | Terminal
Way = Callable[[str], tuple[float, bool]]
"""Pastes a text, and tells when that was ordered, and whether it claims to have arrived."""


@dataclass
class Result:
    """What came of some pastes into one target."""

    times: list[float] = field(default_factory=list)
    """Milliseconds from the order until the text was there; of those that were right."""
    wrong: int = 0
    unclaimed: int = 0
    """Right or wrong, but without a receipt."""

    def __str__(self) -> str:
        pastes = len(self.times) + self.wrong
        if not self.times:
            return f"median     -      p95     -      wrong {self.wrong} of {pastes}"
        p95 = statistics.quantiles(self.times, n=20)[-1] if len(self.times) > 1 else self.times[0]
        times = f"median {statistics.median(self.times):7.1f} ms  p95 {p95:7.1f} ms"
        without = f", without a receipt {self.unclaimed}" if self.unclaimed else ""
        return f"{times}  wrong {self.wrong} of {pastes}{without}"


def arrivals(target: Aim) -> list[tuple[float, str]]:
    """When what came to be in the target, all of it, in order."""
    if isinstance(target, Terminal):
        reads, whole = [], ""
        for each in target.reads():
            whole += each["text"]
            reads.append((each["at"], whole))
        return reads
    return [(each["at"], each["text"]) for each in map(json.loads, target.spoken.lines)]


def measure(way: Way, target: Aim, pastes: int, pause_s: float) -> Result:
    """Paste so many words, one after the other, with a pause behind each in which everything comes to its end."""
    time.sleep(PAUSE_S * 4)  # a window that just got the focus may drop the first keys
    result, whole = Result(), target.text()
    for number in range(pastes):
        word = f"word{number:03d} "
        ordered_at, claimed = way(word)
        wait_until(lambda before=whole: target.text() != before, PATIENCE_S, "something in the target")
        whole += word
        at = next((at for at, text in arrivals(target) if text == whole), None)
        result.unclaimed += not claimed
        if at is None:
            result.wrong += 1
        else:
            result.times.append((at - ordered_at) * 1000)
        time.sleep(pause_s)
        whole = target.text()
    return result


@contextmanager
def by_receipt(x11: Desktop) -> Iterator[Way]:
    """Our way."""

    def paste(driver: InserterProcess, word: str) -> tuple[float, bool]:
        driver.do("remember")
        driver.sync()
        time.sleep(0.05)  # somebody speaks, if only for a moment
        driver.do("insert", text=word)
        receipt = driver.hear("receipt", PATIENCE_S)
        return receipt["ordered_at"], receipt["landed"] == "inserted"

    with inserter(x11) as driver:
        yield lambda word: paste(driver, word)


@contextmanager
def after_fixed(x11: Desktop, milliseconds: int) -> Iterator[Way]:
    """Most programs' way. It claims nothing."""

    def paste(peer: Spoken, word: str) -> tuple[float, bool]:
        at = time.monotonic()
        peer.tell({"do": "insert", "text": word})
        peer.next(PATIENCE_S)
        return at, True

    with spoken(x11, *python("fixed_restore.py", str(milliseconds))) as peer:
        peer.next()
        yield lambda word: paste(peer, word)


def ways(x11: Desktop, ours: bool) -> dict[str, AbstractContextManager[Way]]:
    """By name. `ours`: no other."""
    fixed = {} if ours else {f"fixed {each} ms": after_fixed(x11, each) for each in FIXED_MS}
    return {"receipt": by_receipt(x11), **fixed}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pastes", type=int, default=100)
    parser.add_argument("--stalls", type=int, default=3)
    parser.add_argument("--ours", action="store_true")
    wanted = parser.parse_args()
    with desktop() as x11, tempfile.TemporaryDirectory() as folder:
        notes = iter(Path(folder) / f"{number}" for number in range(1000))
        quick: dict[str, Callable[[], AbstractContextManager[Aim]]] = {
            "Qt": lambda: field_window(x11),
            "GTK 3": lambda: gtk_window(x11, "3.0"),
            "GTK 4": lambda: gtk_window(x11, "4.0"),
            "xterm": lambda: terminal(x11, next(notes)),
        }
        cases = [(name, make, wanted.pastes, PAUSE_S) for name, make in quick.items()]
        for stall in STALLS_S:  # a paste takes four events
            make = partial(field_window, x11, stall)
            cases.append((f"Qt, stalling {stall:g} s", make, wanted.stalls, PAUSE_S + 6 * stall))
        for name, make, pastes, pause in cases:
            for way_name, way in ways(x11, wanted.ours).items():
                with clipboard_owner(x11, **OWNED), way as paste, make() as target:
                    print(f"{name:18} {way_name:13} {measure(paste, target, pastes, pause)}", flush=True)


if __name__ == "__main__":
    main()

"""How long from the order to insert until the text is in the target: `.venv/bin/python benchmarks/insertion.py`.

Starts an X server of its own. The inserter and the targets are processes of their own, as in life; both read the same
monotonic clock. "In the target" is the text field's own change, or the read of the program in the terminal. Then the
same stalling targets are pasted into by a method that gives the clipboard back after a fixed 150 ms, and by ours.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1])]

from rig.desktop import Desktop, desktop, wait_until  # noqa: E402
from rig.insertion import (  # noqa: E402
    InserterProcess,
    Target,
    clipboard_owner,
    field_window,
    inserter,
    python,
    spoken,
    terminal,
)

RUNS = 100
STALLS_S = (0.0, 0.3, 1.0)
PASTES_PER_STALL = 5
PAUSE_S = 0.25
"""Between insertions, so that each finds the clipboard given back, as a person's does."""

OWNED = {"CLIPBOARD": {"text/plain": b"OLD"}, "PRIMARY": {"text/plain": b"OLD"}}


def latencies(driver: InserterProcess, arrived: Callable[[str], float | None]) -> list[float]:
    """Milliseconds of each insertion; `arrived` tells when a text came to be in the target."""
    times = []
    for number in range(RUNS):
        word = f"word{number:03d} "
        driver.do("remember")
        driver.sync()
        time.sleep(PAUSE_S)
        driver.do("insert", text=word)
        receipt = driver.hear("receipt")
        assert receipt["landed"] == "inserted", receipt
        at = wait_until(lambda word=word: arrived(word), what=f"{word} in the target")
        times.append((float(at) - receipt["ordered_at"]) * 1000)
    return times


def report(name: str, times: list[float]) -> None:
    """One line."""
    p95 = statistics.quantiles(times, n=20)[-1]
    median, worst = statistics.median(times), max(times)
    print(f"{name:16} median {median:5.1f} ms   p95 {p95:5.1f} ms   worst {worst:5.1f} ms   n={len(times)}")


def in_field(target: Target) -> Callable[[str], float | None]:
    """When the field first ended with a word."""

    def arrived(word: str) -> float | None:
        changes = (json.loads(line) for line in target.spoken.lines[-3:])
        return next((change["at"] for change in changes if change["text"].endswith(word)), None)

    return arrived


def fixed_restore(x11: Desktop, stall: float) -> int:
    """How many of the pastes that give back after 150 ms did not paste their text."""
    wrong = 0
    for _ in range(PASTES_PER_STALL):
        with (
            clipboard_owner(x11, **OWNED),
            field_window(x11, stall) as target,
            spoken(x11, *python("fixed_restore.py", "150")) as peer,
        ):
            peer.next()
            peer.tell({"do": "insert", "text": "new"})
            peer.next()
            wait_until(target.text, 30, "something in the target")
            wrong += target.text() != "new"
    return wrong


def receipted(x11: Desktop, stall: float) -> int:
    """The same, by our method."""
    wrong = 0
    for _ in range(PASTES_PER_STALL):
        with clipboard_owner(x11, **OWNED), inserter(x11) as driver, field_window(x11, stall) as target:
            receipt = driver.insert("new")
            wait_until(target.text, 30, "something in the target")
            wrong += target.text() != "new" or receipt["landed"] != "inserted"
    return wrong


def main() -> None:
    """Measure and print."""
    with desktop() as x11, tempfile.TemporaryDirectory() as folder, inserter(x11) as driver:
        with clipboard_owner(x11, **OWNED), field_window(x11) as target:
            report("Qt text field", latencies(driver, in_field(target)))
        notes = Path(folder) / "notes"
        with clipboard_owner(x11, **OWNED), terminal(x11, notes) as window:
            report(
                "xterm",
                latencies(
                    driver, lambda word: next((each["at"] for each in window.reads() if word in each["text"]), None)
                ),
            )
    with desktop() as x11:
        for stall in STALLS_S:
            print(
                f"target stalls {stall:g} s a key event: wrong pastes of {PASTES_PER_STALL}: "
                f"fixed 150 ms {fixed_restore(x11, stall)}, receipt {receipted(x11, stall)}"
            )


if __name__ == "__main__":
    main()

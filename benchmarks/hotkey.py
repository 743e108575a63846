"""How long from a key going down to our being told: `.venv/bin/python benchmarks/hotkey.py`.

Starts an X server of its own. Presses come from XTest, on a connection of their own, in this process: the same Python
lock serves the sender and the listener, as it serves the listener and Qt in the app.
"""

import queue
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from app.hotkey.backend import Edge, EdgeKind, Role, Sink
from app.hotkey.x11 import X11Hotkey

PRESSES = 200
PAUSE_S = 0.02
"""Between presses, so that each finds a listener at rest, as a person's does."""


@contextmanager
def server() -> Iterator[str]:
    """An X server's display name."""
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-nolisten", "tcp", "-noreset"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        try:
            assert process.stdout
            yield f":{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def press_times(display: str, code: int, told: "queue.SimpleQueue[float]") -> list[float]:
    """Milliseconds from the order to press until `told` got the time at which the listener was called."""
    sender = Display(display)
    times = []
    for _ in range(PRESSES):
        began = time.perf_counter()
        xtest.fake_input(sender, X.KeyPress, code)
        sender.flush()
        times.append((told.get(timeout=5) - began) * 1000)
        xtest.fake_input(sender, X.KeyRelease, code)
        sender.sync()
        time.sleep(PAUSE_S)
    sender.close()
    return times


def repeated(work: Callable[[], object], count: int) -> list[float]:
    """Milliseconds of each run."""
    times = []
    for _ in range(count):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return times


def report(what: str, times: list[float]) -> None:
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"{what:44} median {statistics.median(times):6.2f}  p95 {p95:6.2f}  max {max(times):6.2f} ms  n={len(times)}")


def measure(display: str) -> None:
    told: queue.SimpleQueue[float] = queue.SimpleQueue()

    def sink(edge: Edge) -> None:
        now = time.perf_counter()
        if edge.kind is EdgeKind.DOWN:
            told.put(now)

    backend = X11Hotkey(display)
    key = backend.resolve("Right Ctrl")
    report("resolve a name", repeated(lambda: backend.resolve("Right Ctrl"), 20))
    report(
        "start (in place of the one before)", repeated(lambda: backend.start({Role.TALK: key}, Sink(sink, print)), 20)
    )
    report("is_physically_down", repeated(backend.is_physically_down, PRESSES))
    report(f"press of {key.name} -> sink", press_times(display, key.code, told))
    backend.stop()


if __name__ == "__main__":
    with server() as display:
        measure(display)

"""How long from a key going down to our being told, and to capturing: `.venv/bin/python -m benchmarks.hotkey`.

Starts an X server of its own. Presses come from XTest, on a connection of their own, in this process: the same Python
lock serves the sender and the listener, as it serves the listener and Qt in the app.

The last figures are what counts: from the press to the call that starts the source of sound, through the whole app with
its window, overlay, session, pipeline, journal and recogniser. What the sound system needs from there on is measured
by `benchmarks/microphone.py`.
"""

import os
import queue
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from app.hotkey.backend import Edge, EdgeKind, Role, Sink
from app.hotkey.x11 import X11Hotkey
from audio.pcm import Format

PRESSES = 200
IN_THE_APP = 50
"""Presses of the whole app."""
PAUSE_S = 0.02
"""Between presses, so that each finds a listener at rest, as a person's does."""
HOLD_S = 0.1
"""Of the whole app: long enough for the first sound to arrive."""
REST_S = 0.4
"""Between presses of the whole app: a text is delivered and the overlay gone."""


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


def press_times(
    display: str,
    code: int,
    told: "queue.SimpleQueue[float]",
    count: int = PRESSES,
    hold_s: float = 0.0,
    pause_s: float = PAUSE_S,
) -> list[float]:
    """Milliseconds from the order to press until `told` got the time at which somebody was told."""
    sender = Display(display)
    times = []
    for _ in range(count):
        began = time.perf_counter()
        xtest.fake_input(sender, X.KeyPress, code)
        sender.flush()
        times.append((told.get(timeout=5) - began) * 1000)
        time.sleep(hold_s)
        xtest.fake_input(sender, X.KeyRelease, code)
        sender.sync()
        time.sleep(pause_s)
    sender.close()
    return times


class Stopwatch:
    """A source of sound that notes when it is started, and then delivers a block of silence."""

    overflows = 0

    def __init__(self) -> None:
        self.started: queue.SimpleQueue[float] = queue.SimpleQueue()

    def prepare(self) -> None:
        """Nothing to do."""

    def start(self, on_block: Callable[[bytes], None], on_end: object) -> Format:  # noqa: ARG002
        self.started.put(time.perf_counter())
        on_block(bytes(640))
        return Format(16_000, 1)

    def heard(self, level: object) -> None:
        """Whatever."""

    def stop(self) -> None:
        """Nothing is in the air."""

    def close(self) -> None:
        """Nothing to give back."""


def through_the_app(display: str, key: str) -> list[float]:
    """Milliseconds from the order to press `key` until the running app starts to capture."""
    os.environ |= {"DISPLAY": display, "XDG_SESSION_TYPE": "x11", "PULSE_SERVER": "unix:/nowhere"}
    os.environ.pop("WAYLAND_DISPLAY", None)
    with tempfile.TemporaryDirectory() as home:
        os.environ["HOLDFAST_HOME"] = home
        from PySide6.QtWidgets import QApplication

        from app.folders import folders
        from app.parts import Parts
        from app.settings import Settings

        qt = QApplication([])
        qt.setQuitOnLastWindowClosed(False)
        parts, stopwatch, times = Parts(qt, folders(), Settings(hotkey=key)), Stopwatch(), list[float]()
        parts.pipeline.use_source(stopwatch)
        parts.pipeline.prepare()
        parts.configuration.start()
        parts.faces.appear(hidden=False)

        def press() -> None:
            code = X11Hotkey(display).resolve(key).code
            times.extend(press_times(display, code, stopwatch.started, IN_THE_APP, HOLD_S, REST_S))
            parts.bridge.call(lambda: qt.exit(0))  # quit() asks the windows, which stay

        sender = threading.Thread(target=press)
        # When the window is there and the recogniser has been loaded, as it has by the time somebody dictates.
        threading.Timer(3.0, sender.start).start()
        qt.exec()
        sender.join()
        parts.dictating.hotkey.stop()
        parts.inserter.close()
        parts.pipeline.shut_down()
        parts.history.close()
        parts.recordings.close()
        parts.faces.leave()
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
    print(
        f"{what:44} median {statistics.median(times):6.2f}  p95 {p95:6.2f}  max {max(times):6.2f} ms  n={len(times)}",
        flush=True,
    )


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
    report("make way for a paste, nothing held", repeated(lambda: make_way(backend), PRESSES))
    backend.stop()
    for name in ("Right Ctrl", "F9") if len(sys.argv) == 1 else sys.argv[1:]:
        report(f"press of {name} -> capture, in the app", in_a_process_of_its_own(display, name))


def make_way(backend: X11Hotkey) -> None:
    with backend.make_way():
        pass


def in_a_process_of_its_own(display: str, key: str) -> list[float]:
    """A QApplication cannot be had twice in one."""
    with ProcessPoolExecutor(1, get_context("spawn")) as processes:
        return processes.submit(through_the_app, display, key).result()


if __name__ == "__main__":
    with server() as display:
        measure(display)

"""How quick the microphone is, and how much of the speech it keeps: `.venv/bin/python benchmarks/microphone.py`.

Starts a sound server of its own. Its virtual microphone counts: every sample says which one it is, so that it is known
to the sample what had been said at a press and at a release, and what was recorded of it. Releases fall anywhere in a
block, as a person's do. Another program records all the time, so that the microphone hears what is said before a press,
as air does; without one the sound server's pipe waits for a listener, and nothing that is said too early is lost.
"""

import array
import os
import random
import statistics
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1])]

from rig.pulse import RATE, VirtualMicrophone, sound_server  # noqa: E402

TAKES = 30
TAKE_S = 0.4
PAUSE_S = 0.3
"""Between recordings, so that each finds a microphone at rest."""
MARGIN_S = 0.3
"""How much longer is spoken than recorded."""
COUNTED = 30_000
"""The samples said are 1, 2, ... and after this 1 again: 1.9 s, longer than any delay here."""


def report(what: str, values: list[float], note: str = "") -> None:
    p95 = statistics.quantiles(values, n=20)[-1]
    print(
        f"{what:54} median {statistics.median(values):6.1f}  p95 {p95:6.1f}  "
        f"min {min(values):6.1f}  max {max(values):6.1f} ms  n={len(values)}{note}"
    )


def counting(seconds: float) -> bytes:
    return array.array("h", (number % COUNTED + 1 for number in range(round(seconds * RATE)))).tobytes()


def since(said: int, sample: int) -> float:
    """Milliseconds from the moment at which `said` samples had been said to the one when `sample` was."""
    difference = (sample - said) % COUNTED
    return (difference - COUNTED if difference > COUNTED // 2 else difference) * 1000 / RATE


def measure(speaker: VirtualMicrophone) -> None:
    from audio.microphone import Microphone  # PortAudio looks for sound servers when it is imported

    class Observed(Microphone):
        """Notes how old each block is that PortAudio hands over."""

        ages: list[float] = []  # noqa: RUF012 - one for all

        def _block(self, data: Any, frames: int, times: Any, status: Any) -> None:
            self.ages.append((times.currentTime - times.inputBufferAdcTime) * 1000 - frames * 1000 / RATE)
            super()._block(data, frames, times, status)

    microphone = Observed(None)
    microphone.prepare()
    started, first, head, stopped, tail, true_ages = [], [], [], [], [], []
    gaps = 0
    for _ in range(TAKES):
        heard: list[tuple[float, int, bytes]] = []
        arrived = threading.Event()

        def on_block(block: bytes, heard: list[Any] = heard, arrived: threading.Event = arrived) -> None:
            heard.append((time.perf_counter(), speaker.said, block))
            arrived.set()

        already = speaker.said
        speaker.speak(counting(PAUSE_S + TAKE_S + MARGIN_S))
        time.sleep(PAUSE_S)
        pressed, said_at_press = time.perf_counter(), speaker.said - already
        microphone.start(on_block, print)
        started.append((time.perf_counter() - pressed) * 1000)
        assert arrived.wait(5)
        time.sleep(TAKE_S + random.random() * 0.02)
        released, said_at_release = time.perf_counter(), speaker.said - already
        microphone.stop()
        stopped.append((time.perf_counter() - released) * 1000)
        first.append((heard[0][0] - pressed) * 1000)
        samples = array.array("h", b"".join(block for _, _, block in heard))
        head.append(since(said_at_press + 1, samples[0]))
        tail.append(since(said_at_release, samples[-1]))
        gaps += any(after != before % COUNTED + 1 for before, after in pairwise(samples))
        true_ages += [-since(said - already, array.array("h", block)[-1]) for _, said, block in heard[1:]]
        speaker.spoken()
    report("start: until it returns", started)
    report("start: until the first block", first)
    report("start: speech that came too early to be recorded", head)
    report("age of a block's last sample, by the driver's clock", Observed.ages)
    report("age of a block's last sample, in truth (10 ms steps)", true_ages)
    report("stop: until it returns", stopped)
    report("stop: recorded beyond the release", tail, f"  cut: {sum(each < 0 for each in tail)}")
    print(f"recordings with a gap: {gaps}; overflows: {microphone.overflows}")
    microphone.close()


if __name__ == "__main__":
    with sound_server() as server:
        os.environ.update(server.environment)
        speaker = server.microphone()
        with server.other_recorder(speaker):
            measure(speaker)

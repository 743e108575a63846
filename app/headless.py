"""The second front end: one dictation of a recording, on the same session, without Qt. Imports the heart and its shell.

It keeps the heart honest: what works only with a window's event loop does not work here.
"""

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from audio.level import Level
from providers.recogniser import Recogniser

from .controller import Controller
from .file_source import FileSource
from .messages import Cancelled, DeadlinePassed, Deliver, Heard, Input, Pressed, Released
from .pipeline import Pipeline


@dataclass
class AlarmClocks:
    """Deadlines for a thread that waits on a queue."""

    due: dict[int, float] = field(default_factory=dict)

    def arm(self, dictation: int, at: float) -> None:
        self.due[dictation] = at

    def disarm(self, dictation: int) -> None:
        self.due.pop(dictation, None)

    def wait(self) -> float | None:
        """Seconds until the next one rings; None: none is armed."""
        return max(0.0, min(self.due.values()) - time.monotonic()) if self.due else None

    def rung(self) -> list[DeadlinePassed]:
        """Those that are over."""
        now = time.monotonic()
        return [DeadlinePassed(dictation, now) for dictation, at in self.due.items() if at <= now]


def transcribe(
    source: FileSource,
    recogniser: Recogniser,
    finalize_deadline: float,
    heard: Callable[[Heard], None],
    on_level: Callable[[Level], None] = lambda _: None,
    steer: Callable[[Callable[[Input], None]], None] = lambda _: None,
) -> Deliver:
    """Dictate a whole recording: press, play it, release at its end, wait for the text.

    `heard` is called on this thread for everything that the recogniser says. A KeyboardInterrupt cancels: what was
    recognised until then comes back, marked as cancelled. `steer` is given the function that puts other inputs to the
    session, from any thread.
    """
    inputs: queue.SimpleQueue[Input] = queue.SimpleQueue()
    clocks = AlarmClocks()
    delivered: list[Deliver] = []
    pipeline = Pipeline(source, recogniser, inputs.put, on_level)
    # What is piped in may take its time.
    controller = Controller(
        pipeline, clocks, lambda _: None, delivered.append, finalize_deadline, start_limit=None, records=False
    )
    source.feeds(backlog=pipeline.backlog, finished=lambda: inputs.put(Released(time.monotonic())))

    def turn() -> None:
        try:
            given = inputs.get(timeout=clocks.wait())
        except queue.Empty:
            for passed in clocks.rung():
                controller.take(passed)
        else:
            if isinstance(given, Heard):
                heard(given)
            controller.take(given)

    try:
        controller.take(Pressed(time.monotonic()))
        steer(inputs.put)
        while not delivered:
            try:
                turn()
            except KeyboardInterrupt:
                controller.take(Cancelled(time.monotonic()))
    finally:
        pipeline.shut_down()
    return delivered[0]

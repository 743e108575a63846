"""A thread that takes what a listener heard, and looks around now and then. Imports nothing of ours.

A system drops a listener that does not return at once (300 ms on Windows, a few seconds on macOS). So the one that it
calls only puts what it heard into a queue, and everything else happens here.
"""

import queue
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Heard = TypeVar("Heard")


class Worker(Generic[Heard]):
    """`take` gets what was put, in order. `look(now)` is called when it said that it wants to be: it gives the seconds
    until the next time, after everything that was taken, too."""

    def __init__(self, take: Callable[[Heard], None], look: Callable[[float], float], name: str) -> None:
        self._take = take
        self._look = look
        self._queue: queue.SimpleQueue[Heard | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, heard: Heard) -> None:
        """From any thread; returns at once."""
        self._queue.put(heard)

    def close(self) -> None:
        """End. Nothing is called any more once this returned, unless it was called from the thread itself."""
        self._queue.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                heard = self._queue.get(timeout=max(0.0, self._look(time.monotonic())))
            except queue.Empty:
                continue
            if heard is None:
                return
            self._take(heard)

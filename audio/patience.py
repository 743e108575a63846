"""Calls that may never return, made on a thread that can be left behind. Imports nothing of ours.

Who needs it: PortAudio. Measured on Debian 12 (PortAudio 19.6 over ALSA over PulseAudio 16): while the server is
stopped (SIGSTOP), Pa_Initialize, Pa_OpenStream, Pa_StartStream, Pa_StopStream, Pa_AbortStream, Pa_CloseStream and
Pa_Terminate (with a stream) do not return until it goes on or dies, then within 5 ms. When it is killed they return at
once, except Pa_StartStream on a stream that was opened before, which never does.
"""

import queue
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class NoReturnError(Exception):
    """A call was left behind."""


class Patience:
    """Makes one call after the other, for one caller at a time, on a daemon thread of its own.

    A call that takes too long is left behind with its thread, and the next one gets a new thread. A call that is made
    from within a call is part of that.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._worker: _Worker | None = None
        self._lock = threading.Lock()
        self._left = 0

    @property
    def left_behind(self) -> int:
        """How many calls have not returned, though nobody waits for them any more. What they use must not be freed."""
        with self._lock:
            return self._left

    def call(self, work: Callable[[], T], seconds: float, too_late: Callable[[T], None] = lambda _: None) -> T:
        """What `work` returns or raises. Raises NoReturnError after `seconds`.

        `too_late` gets what comes after that all the same, on the thread that was left behind.
        """
        if self._worker is None:
            self._worker = _Worker(self._name)
        worker = self._worker
        if worker.is_this_thread:
            return work()
        call = _Call(work, too_late, self._lock)
        worker.calls.put(call)
        if not call.over.wait(seconds):
            with self._lock:
                if not call.over.is_set():
                    call.left, self._worker = self._returned, None
                    self._left += 1
                    worker.calls.put(None)
                    raise NoReturnError
        return call.outcome()

    def _returned(self) -> None:
        with self._lock:
            self._left -= 1


class _Call(Generic[T]):
    def __init__(self, work: Callable[[], T], too_late: Callable[[T], None], lock: threading.Lock) -> None:
        self._work = work
        self._too_late = too_late
        self._lock = lock
        self.over = threading.Event()
        self.left: Callable[[], None] | None = None
        """Whom to tell that it returned, once it is left behind."""
        self._results: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:  # it is raised where the call was made
            self._error = error
        with self._lock:
            self.over.set()
            left = self.left
        if left:
            for result in self._results:
                self._too_late(result)
            left()

    def outcome(self) -> T:
        if self._error:
            raise self._error
        return self._results[0]


class _Worker:
    def __init__(self, name: str) -> None:
        self.calls: queue.SimpleQueue[_Call[Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def is_this_thread(self) -> bool:
        return self._thread.ident == threading.get_ident()

    def _run(self) -> None:
        while call := self.calls.get():
            call.run()
            del call  # what it returned must not live until the next one

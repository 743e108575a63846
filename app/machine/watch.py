"""Watches the computer and the session, with whatever this system has for it. Imports its parts.

What several of them notice is said once: the lock comes from logind and from the screen saver, waking from logind and
from the clocks.
"""

import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from .events import MachineEvent
from .sleep_gauge import SleepGauge

if sys.platform == "linux" or TYPE_CHECKING:
    from .logind import Logind
    from .screensaver import ScreenSaver


class MachineWatch:
    """`report` is called from several threads, once for each change."""

    def __init__(self, report: Callable[[MachineEvent], None]) -> None:
        self._report = report
        self._lock = threading.Lock()
        self._locked = False
        self._gauge = SleepGauge()
        self._logind = Logind(self._hear) if sys.platform == "linux" else None
        self._screensaver = ScreenSaver(self._hear) if sys.platform == "linux" else None

    def start(self) -> None:
        """Begin, in the background. A system that tells nothing is no error."""
        self._slept()
        for each in (self._logind, self._screensaver):
            if each:
                each.start()

    def stop(self) -> None:
        """End. Nothing is reported afterwards."""
        for each in (self._logind, self._screensaver):
            if each:
                each.stop()

    def ready_to_sleep(self) -> None:
        """Nothing is spoken and nothing is on its way: the computer may suspend."""
        if self._logind:
            self._logind.ready_to_sleep()

    def look(self) -> None:
        """Notice a sleep that nobody told us of. Costs a microsecond; for the moment before a connection is used."""
        if self._slept():
            self._report(MachineEvent.AWOKE)

    def _hear(self, event: MachineEvent) -> None:
        match event:
            case MachineEvent.LOCKED | MachineEvent.UNLOCKED:
                locked = event is MachineEvent.LOCKED
                with self._lock:
                    changed, self._locked = locked != self._locked, locked
                if changed:
                    self._report(event)
            case MachineEvent.AWOKE:
                self._slept()
                self._report(event)
            case MachineEvent.FALLS_ASLEEP:
                self._report(event)

    def _slept(self) -> float:
        if sys.platform != "linux":
            return 0.0
        with self._lock:
            return self._gauge.slept(time.clock_gettime(time.CLOCK_MONOTONIC), time.clock_gettime(time.CLOCK_BOOTTIME))

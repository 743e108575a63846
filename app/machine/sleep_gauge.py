"""Notices that the computer was suspended, from two clocks. Pure; imports nothing of ours.

On Linux the monotonic clock stands still while the computer sleeps, and CLOCK_BOOTTIME does not (clock_gettime(2)):
what the second gained on the first is time slept. Neither minds who sets the date, nor summer time.
"""

from dataclasses import dataclass

LEAST_S = 1.0
"""A gain below this is no sleep: the two are not read at the same instant, and a busy computer comes in between."""


@dataclass(slots=True)
class SleepGauge:
    """Give it both clocks from time to time, in seconds."""

    gained: float | None = None
    """How far the boot clock was ahead of the monotonic one; None: never read."""

    def slept(self, monotonic: float, boot: float) -> float:
        """For how many seconds the computer was suspended since this was last asked; 0.0: it was not."""
        gain = boot - monotonic
        before, self.gained = self.gained, gain
        if before is None:
            return 0.0
        slept = gain - before
        return slept if slept >= LEAST_S else 0.0

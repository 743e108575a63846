"""One recording, from the start of a stream to its end: what three threads share about it. Imports `errors` only.

PortAudio's thread hands blocks over, the control thread ends the recording, and a watchdog notices when the device
does so. No device is touched here.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from .errors import DeviceError

OnBlock = Callable[[bytes], None]
OnEnd = Callable[[DeviceError], None]
OnLate = Callable[[], None]
Diagnose = Callable[[], DeviceError | None]

TICK_S = 0.1
STALLED_TICKS = 7
"""No block for so many ticks, and the device is taken for stalled. Ticks, not time: when the whole computer stalls or
sleeps, the watchdog stalls with it and accuses nobody."""
LATE_TICKS = 15
"""No first block by then, and the user is told."""
WAKING_TICKS = 30
"""The first block may take so long: a Bluetooth headset changes its profile in 0.5 to 2 s."""
LOOK_TICKS = 5
"""How often the sound server is asked where the sound comes from, once there is some."""
AHEAD_LIMIT_S = 0.05
"""By how much a driver's clock is corrected. One that is further off is broken, and the wait for it must end."""
DRAIN_LIMIT_S = 0.25
"""How long `drain` waits. Beyond that the driver's clock is not to be believed."""


class BlockTimes(Protocol):
    """What PortAudio tells about a block (PaStreamCallbackTimeInfo)."""

    inputBufferAdcTime: float  # noqa: N815 - PortAudio's name
    """When its first frame was sound in the air, by the stream's clock, in seconds; 0 where the driver cannot tell."""
    currentTime: float  # noqa: N815 - PortAudio's name
    """When it was handed over, by the same clock."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Whom the watchdog asks and tells, on its own thread."""

    on_end: OnEnd
    """Called once, if the device ends the recording."""
    on_late: OnLate
    """Called if no block has come for a while since the start."""
    diagnose: Diagnose
    """Whether the sound comes from where it should: a sound server may move a recording to another source."""
    gone: Callable[[], DeviceError]
    """The error of a recording that was ended, if `diagnose` knows no better."""
    stalled: Callable[[], DeviceError]
    """The same for one that goes on without blocks."""


class Take:
    """Nobody watches it before `watch`."""

    def __init__(self, on_block: OnBlock) -> None:
        self.rate = 0
        """Hz. Set by the stream before the first block."""
        self.overflows = 0
        self.first_at: float | None = None
        """When the first block came (monotonic seconds); None: none yet."""
        self.last_at: float | None = None
        """When the last one came."""
        self._on_block = on_block
        self._blocks = 0
        self._ahead = 0.0
        self._wanted_until: float | None = None
        self._wanted_frames = 0.0
        self._drained = threading.Event()
        self._over = threading.Event()
        self._finished = False

    @property
    def over(self) -> bool:
        """Whether no block comes any more."""
        return self._over.is_set()

    def block(self, block: bytes, frames: int, times: BlockTimes, overflowed: bool) -> None:
        """On PortAudio's thread: one block of `frames` frames."""
        if self._over.is_set():
            return
        self.last_at = time.monotonic()
        self.first_at = self.first_at or self.last_at
        self._blocks += 1
        self.overflows += overflowed
        self._on_block(block)
        until = self._reaches(frames, times)
        if self._wanted_until is None:
            return
        if until is None:
            self._wanted_frames -= frames
        if self._wanted_frames <= 0 if until is None else until >= self._wanted_until:
            self._drained.set()

    def _reaches(self, frames: int, times: BlockTimes) -> float | None:
        """When the last frame was in the air; None: the driver cannot tell.

        No sound arrives before it was made: by as much as a driver ever claimed that, its clock is ahead. PulseAudio's
        is, by up to 14 ms (measured), which would be the end of a word.
        """
        if times.inputBufferAdcTime <= 0:
            return None
        claimed = times.inputBufferAdcTime + frames / self.rate
        self._ahead = min(AHEAD_LIMIT_S, max(self._ahead, claimed - times.currentTime))
        return claimed - self._ahead

    def drain(self, now: float, latency: float) -> None:
        """Let blocks come until one reaches `now` by the stream's clock: everything said until now is in.

        Where the driver gives blocks no time, take `latency` (the stream's own word, in seconds) worth of further
        frames instead.
        """
        self._wanted_frames = latency * self.rate
        self._wanted_until = now
        self._drained.wait(DRAIN_LIMIT_S)

    def finish(self) -> None:
        """We end it: no block is wanted from here on, and nobody is told."""
        self._finished = True
        self._over.set()

    def ended(self) -> None:
        """The device ended it."""
        self._over.set()
        self._drained.set()

    def watch(self, over: Watch) -> None:
        """Start the watchdog."""
        threading.Thread(target=self._watch, args=(over,), name="microphone-watch", daemon=True).start()

    def _watch(self, over: Watch) -> None:
        trouble = None
        otherwise = over.gone
        waited = seen = looks = 0
        while not trouble and not self._over.wait(TICK_S):
            waited = waited + 1 if self._blocks == seen else 0
            seen = self._blocks
            if waited >= (STALLED_TICKS if seen else WAKING_TICKS):
                otherwise = over.stalled
                break
            if seen:
                trouble = over.diagnose() if looks % LOOK_TICKS == 0 else None
                looks += 1
            elif waited == LATE_TICKS:
                over.on_late()
        if not self._finished:
            self.ended()
            over.on_end(trouble or over.diagnose() or otherwise())

"""A recording that plays the part of the microphone. Imports `audio`."""

import threading
import time
from collections.abc import Callable, Iterable
from enum import StrEnum

from audio.errors import DeviceError
from audio.files import RecordingError
from audio.level import Level
from audio.pcm import SAMPLE_BYTES, SAMPLE_RATE, Format

BLOCK_SAMPLES = SAMPLE_RATE // 50
"""20 ms, as from a microphone."""

BACKLOG_LIMIT = 20
"""At pace FAST the recording runs at most this many chunks ahead of the recogniser: memory stays bounded, and the
deadline after FINALIZE is not spent on catching up."""


class Pace(StrEnum):
    """How fast a recording is played."""

    REALTIME = "realtime"
    FAST = "fast"
    """As fast as the recogniser takes it."""


class FileSource:
    """Plays PCM (16 kHz mono s16le, in pieces of any size) once.

    `progressed` is called on the playing thread with the seconds played so far. A recording that cannot be read to its
    end is over where it breaks off: what was said until there is dictated, and `problem` says what is missing.
    """

    def __init__(
        self,
        pieces: Iterable[bytes],
        pace: Pace,
        progressed: Callable[[float], None] = lambda _: None,
    ) -> None:
        self.overflows = 0
        self.problem: str | None = None
        """The sentence for the user, once `finished` was told; None: the recording was read to its end."""
        self._pieces = pieces
        self._pace = pace
        self._progressed = progressed
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._backlog: Callable[[], int] = lambda: 0
        self._finished: Callable[[], None] = lambda: None

    def feeds(self, backlog: Callable[[], int], finished: Callable[[], None]) -> None:
        """Whom to ask how many chunks wait, and whom to tell (from the playing thread) that the recording is over."""
        self._backlog = backlog
        self._finished = finished

    def prepare(self) -> None:
        """Nothing to do."""

    def start(
        self,
        on_block: Callable[[bytes], None],
        on_end: Callable[[DeviceError], None],  # noqa: ARG002 - every source is started like this
    ) -> Format:
        """Begin to play. `on_end` is never called: a recording that ends by itself is no failure."""
        self._thread = threading.Thread(target=self._play, args=(on_block,), name="recording", daemon=True)
        self._thread.start()
        return Format(SAMPLE_RATE, 1)

    def heard(self, level: Level) -> None:
        """Nothing to say: a recording is as loud as it is."""

    def stop(self) -> None:
        """Stop playing, wherever it is. A read that blocks (a terminal as standard input) is left behind."""
        self._stopping.set()
        if self._thread:
            self._thread.join(1.0)

    def close(self) -> None:
        """The same as `stop`."""
        self.stop()

    def _play(self, on_block: Callable[[bytes], None]) -> None:
        begun = time.monotonic()
        played = 0
        try:
            for piece in self._pieces:
                for start in range(0, len(piece), BLOCK_SAMPLES * SAMPLE_BYTES):
                    block = piece[start : start + BLOCK_SAMPLES * SAMPLE_BYTES]
                    played += len(block) // SAMPLE_BYTES
                    if self._held_back(begun + played / SAMPLE_RATE):
                        return
                    on_block(block)
                    self._progressed(played / SAMPLE_RATE)
        except RecordingError as error:
            self.problem = str(error)
        self._finished()

    def _held_back(self, due: float) -> bool:
        """Wait until the next block may go. True: `stop` was called meanwhile."""
        if self._pace is Pace.REALTIME:
            return self._stopping.wait(max(0.0, due - time.monotonic()))
        while self._backlog() > BACKLOG_LIMIT:
            if self._stopping.wait(0.005):
                return True
        return self._stopping.is_set()

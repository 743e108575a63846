"""One dictation's way from the sound card's blocks to its feed. Imports `audio` and the feed; no thread, no Qt.

Everything here runs on one thread (the stream thread); what other threads have to say arrives in the order in which
they said it.
"""

from collections.abc import Callable
from typing import Protocol

from audio.chunker import Chunker
from audio.level import Level, measure
from audio.pcm import SAMPLE_BYTES, SAMPLE_RATE, silence
from audio.resample import Converter
from providers.feed import Item, Mark

LEVEL_BYTES = SAMPLE_RATE // 20 * SAMPLE_BYTES
"""A level every 50 ms: smooth for the eye, and few enough signals for Qt."""


class Sink(Protocol):
    """Where a line ends: the dictation's feed."""

    def put(self, item: Item) -> None: ...


class Nobody:
    """Takes what no recogniser is there for."""

    def put(self, item: Item) -> None:
        pass


class Line:
    """Cuts one dictation's PCM into 100 ms chunks and puts them, the silence and the marks into its feed."""

    def __init__(self, feed: Sink, record: Callable[[bytes], None] = lambda _: None) -> None:
        """`record` is given all speech before the feed is."""
        self._feed = feed
        self._record = record
        self._chunker = Chunker()

    def speech(self, pcm: bytes) -> None:
        """What came from the microphone: 16 kHz mono s16le, any length."""
        self._record(pcm)
        self._cut(pcm)

    def silence(self, milliseconds: int) -> None:
        """Digital silence, cut into the same chunks as the speech before it. Nobody needs a recording of that."""
        self._cut(silence(milliseconds))

    def _cut(self, pcm: bytes) -> None:
        for chunk in self._chunker.push(pcm):
            self._feed.put(chunk)

    def finalize(self) -> None:
        """What does not fill a chunk goes out as a shorter last one, then the mark."""
        self._feed.put(self._chunker.flush())
        self._feed.put(Mark.FINALIZE)

    def close(self) -> None:
        """Nothing follows."""
        self._feed.put(Mark.CLOSE)


class Intake:
    """Takes a source's blocks and gives them to whichever line has the microphone.

    Blocks that come before the format is known wait: a driver may deliver its first ones before the call that opened
    it has returned.
    """

    def __init__(self, on_level: Callable[[Level], None]) -> None:
        self._on_level = on_level
        self._converter: Converter | None = None
        self._line: Line | None = None
        self._early: list[bytes] = []
        self._unmeasured = bytearray()

    @property
    def line(self) -> Line | None:
        """Where the next block goes."""
        return self._line

    def attach(self, line: Line) -> None:
        """From here on, sound belongs to `line`."""
        self._line = line

    def opened(self, converter: Converter) -> None:
        """The source told its format."""
        self._converter = converter
        early, self._early = self._early, []
        for block in early:
            self.block(block)

    def block(self, block: bytes) -> None:
        """One block in the source's own format."""
        if self._converter is None:
            self._early.append(block)
        else:
            self._take(self._converter.convert(block))

    def end(self) -> None:
        """The source has stopped: bring out what the resampler still holds, and forget the line."""
        if self._converter is not None:
            self._take(self._converter.flush())
        self._converter = None
        self._line = None
        self._early.clear()
        self._unmeasured.clear()

    def _take(self, pcm: bytes) -> None:
        if self._line is not None:
            self._line.speech(pcm)
        self._unmeasured += pcm
        if len(self._unmeasured) >= LEVEL_BYTES:
            self._on_level(measure(bytes(self._unmeasured)))
            self._unmeasured.clear()

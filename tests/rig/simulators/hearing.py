"""What a simulated recogniser knows of a stream: the words heard, and which of them it has not said as final."""

from rig.simulators.stream import Stream
from rig.simulators.tones import RATE, Decoder, HeardWord

MS = RATE // 1000
"""Samples a millisecond."""

GRAIN = 5 * MS
"""Samples by which `quiet` may be too low."""

UNSURE = 300 * MS
"""A word that ended so few samples ago is shown half in non-final text: who keeps that has the wrong words."""


class Hearing:
    """Takes audio, keeps the words in `stream` and in `pending`."""

    def __init__(self, stream: Stream) -> None:
        self.pending: list[HeardWord] = []
        """Heard, and not said as final."""
        self._stream = stream
        self._decoder = Decoder()
        self._shown = 0

    @property
    def heard(self) -> int:
        """Samples received."""
        return self._decoder.heard

    @property
    def quiet(self) -> int:
        """Samples of silence at the end."""
        return self._decoder.quiet

    @property
    def settled(self) -> int:
        """Up to which sample no word is still sounding."""
        return self._decoder.settled

    def feed(self, pcm: bytes) -> None:
        """Hear this piece of audio."""
        self._add(self._decoder.feed(pcm))
        self._stream.samples = self.heard

    def flush(self) -> None:
        """Nothing follows for now: the word that is sounding is over."""
        self._add(self._decoder.flush())

    def due(self, every_ms: int) -> bool:
        """Whether so much was heard since this was last true."""
        if self.heard - self._shown < every_ms * MS:
            return False
        self._shown = self.heard
        return True

    def take(self, until: int | None = None) -> list[HeardWord]:
        """The pending words that end until that sample (None: all of them); they are pending no more."""
        taken = [word for word in self.pending if until is None or word.end <= until]
        self.pending = self.pending[len(taken) :]
        return taken

    def tail(self) -> list[HeardWord]:
        """The pending words as a recogniser would show them, unsure of the last."""
        return [
            HeardWord(word.text[: (len(word.text) + 1) // 2], word.start, word.end)
            if self.heard - word.end < UNSURE
            else word
            for word in self.pending
        ]

    def _add(self, words: list[HeardWord]) -> None:
        self._stream.words += words
        self.pending += words


def seconds(samples: int) -> float:
    """A time as most services tell it."""
    return round(samples / RATE, 3)

"""From what the decoder calls a word to what is written. Pure; imports nothing of ours."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

FRAMES_A_SECOND = 100
SAMPLES_A_FRAME = 160
"""The decoder looks at speech in frames of 10 ms, which is 160 samples at 16 kHz."""

_FILLER = re.compile(r"<.*>|\[.*\]|\+\+.*\+\+")
"""Sentence marks, silence, noise: what the dictionary writes in brackets. `<s>`, `<sil>`, `[NOISE]`, `++UM++`."""

_PRONUNCIATION = re.compile(r"\(\d+\)$")
"""Marks the second and further pronunciations of a word: `the(2)`."""


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of an utterance as the decoder sees it: a word, or a filler."""

    word: str
    """As in the dictionary."""
    first: int
    """Its first frame, counted from the beginning of the utterance."""
    last: int
    """Its last frame, included."""

    @property
    def is_filler(self) -> bool:
        """Nothing was said here."""
        return _FILLER.fullmatch(self.word) is not None

    @property
    def frames(self) -> int:
        """How long it is."""
        return self.last - self.first + 1


def written(spans: Iterable[Span]) -> str:
    """The words of these spans as text: no fillers, no pronunciation marks, one space between words."""
    return " ".join(_PRONUNCIATION.sub("", span.word) for span in spans if not span.is_filler)

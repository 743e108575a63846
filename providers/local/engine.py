"""The decoder, fed block by block. Imports pocketsphinx and the pure parts beside it. Runs in the worker process only.

pocketsphinx holds the GIL while it decodes (its Cython has no `nogil`), which would stall the sound card's callback
and Qt: https://github.com/cmusphinx/pocketsphinx/blob/master/cython/_pocketsphinx.pyx.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pocketsphinx import Decoder, set_loglevel

from .loudness import USUAL_MEAN, Loudness, Mean, decibels
from .segmentation import PAUSE, before, cut_at, cut_wanted
from .words import SAMPLES_A_FRAME, Span, written

SAMPLE_BYTES = 2

LANGUAGE_WEIGHT = 6.0
"""How much the probability of a sequence of words counts beside its sound; pocketsphinx has 6.5 by default."""

BLOCK_BYTES = 3200
"""What is decoded at a time: 100 ms."""

LOOK_BYTES = 2 * BLOCK_BYTES
"""How much new audio the decoder gets before it is asked again what it thinks: more often shows nothing new."""

CORRECTABLE_FROM, CORRECTABLE_UNTIL = 10 * BLOCK_BYTES, 50 * BLOCK_BYTES
"""Between these the guess at loudness may be corrected, by decoding the utterance again: 1 s to 5 s. (At its end, from
the first words on: then there is nothing more to wait for.)"""


@dataclass(frozen=True, slots=True)
class Segment:
    """Final words, possibly none, and the sample of the stream up to which everything is final with them."""

    until: int
    text: str


class Engine:
    """One decoder. Takes the audio of one stream after another, cuts it into utterances, and gives segments.

    What it learns about the voice and the microphone (the cepstral mean) stays from utterance to utterance.
    """

    def __init__(self) -> None:
        """Load the model; takes some hundred milliseconds. Raises RuntimeError if it cannot be loaded."""
        set_loglevel("ERROR")
        # The second pass and the lattice search go through the whole utterance once more at its end: two seconds
        # after 44 s of speech, for more errors instead of fewer (docs/local-recogniser.md).
        self._decoder = Decoder(fwdflat=False, bestpath=False, lw=LANGUAGE_WEIGHT)
        self._mean: Mean = USUAL_MEAN
        self._learned = False
        self._running = False
        self.start(0)

    def start(self, position: int) -> None:
        """Begin a stream, or go on with one, whose next sample has this number. What was running is forgotten."""
        if self._running:
            self._decoder.end_utt()
        self._running = False
        self._position = position
        self._silent = 0
        self._settled = False  # words of this stream are final: how loud it is is known
        self._clear()

    def feed(self, pcm: bytes) -> Iterator[Segment]:
        """Decode more audio (whole samples); whatever becomes final on the way is given at once."""
        for start in range(0, len(pcm), BLOCK_BYTES):
            block = pcm[start : start + BLOCK_BYTES]
            if not any(block):
                yield from self._take_silence(len(block))
                continue
            if self._silent:
                silence, self._silent = self._silent, 0
                self._decode(bytes(silence))
            self._decode(block)
            yield from self._look()

    def tail(self) -> str:
        """The words of the running utterance as of the last look."""
        return written(self._spans)

    def finish(self) -> Segment:
        """Make everything final that was fed."""
        if self._running:
            self._correct_loudness(0)
            self._end()
        segment = Segment(self._position + (len(self._audio) + self._silent) // SAMPLE_BYTES, self.tail())
        self._settled = self._settled or segment.text != ""
        self._position, self._silent = segment.until, 0
        self._clear()
        return segment

    def _take_silence(self, size: int) -> Iterator[Segment]:
        """Digital silence is known without decoding: it is kept as a number until sound follows.

        Behind the last word it is not decoded at all: that changes no word, and the answer comes sooner.
        """
        self._silent += size
        if self._silent >= PAUSE * SAMPLES_A_FRAME * SAMPLE_BYTES:
            yield self.finish()

    def _clear(self) -> None:
        self._audio = bytearray()
        self._looked_at = 0
        self._loudness = Loudness()
        self._spans: list[Span] = []

    def _decode(self, pcm: bytes) -> None:
        if not self._running:
            self._decoder.set_cmn(",".join(f"{value:.4f}" for value in self._mean))
            self._decoder.start_utt()
            self._running = True
        self._audio += pcm
        for start in range(0, len(pcm), BLOCK_BYTES):
            block = pcm[start : start + BLOCK_BYTES]
            self._decoder.process_raw(block)
            self._loudness.add(decibels(block))

    def _look(self) -> Iterator[Segment]:
        """Ask the decoder what it thinks, and act on it."""
        if len(self._audio) - self._looked_at < LOOK_BYTES:
            return
        self._looked_at = len(self._audio)
        self._see()
        if self.tail() and self._correct_loudness(CORRECTABLE_FROM):
            self._see()
        wanted = cut_wanted(self._spans, self._decoder.n_frames())
        if wanted is not None:
            yield self._cut(wanted)

    def _see(self) -> None:
        self._spans = [Span(seen.word, seen.start_frame, seen.end_frame) for seen in self._decoder.seg() or ()]

    def _end(self) -> None:
        """End the utterance, and learn from it if something was said."""
        self._decoder.end_utt()
        self._running = False
        self._see()
        if self.tail():
            self._mean = tuple(float(value) for value in self._decoder.get_cmn(True).split(","))
            self._learned = True

    def _cut(self, wanted: int) -> Segment:
        """End the utterance there; the audio behind begins the next one."""
        self._end()
        cut = cut_at(self._spans, self._decoder.n_frames(), wanted)
        rest = bytes(self._audio[cut * SAMPLES_A_FRAME * SAMPLE_BYTES :])
        self._position += (len(self._audio) - len(rest)) // SAMPLE_BYTES
        segment = Segment(self._position, written(before(self._spans, cut)))
        self._settled = self._settled or segment.text != ""
        self._clear()
        self._decode(rest)
        return segment

    def _correct_loudness(self, shortest: int) -> bool:
        """Decode the utterance again if it is much louder or softer than the guess it was decoded with."""
        if self._settled or not shortest <= len(self._audio) < CORRECTABLE_UNTIL:
            return False
        corrected = self._loudness.correct(self._mean, self._learned)
        if corrected is None:
            return False
        audio, loudness = bytes(self._audio), self._loudness
        self._decoder.end_utt()
        self._running = False
        self._mean = corrected
        self._audio.clear()
        self._decode(audio)
        self._loudness = loudness
        return True

"""Words as sound: a code that a simulator can hear, and that no lost, doubled or reordered chunk survives unnoticed.

A word is a burst of two sines (one of eight low, one of eight high pitches, like the keys of a telephone) of `TONE_MS`
with `GAP_MS` of silence behind it. Both last 180 ms, which 100 ms chunks never divide: whatever happens to a
chunk, some burst gets too short, too long, loses the gap to its neighbour, or disappears. Every burst that is not
exactly a word is heard as `GARBLED`, never ignored. (What goes unheard is the loss of silence only, or of the last 4 ms
of a sentence, which fade out: `Decoder.heard` counts those.)

The pitches are multiples of 50 Hz, orthogonal within the 20 ms that are looked at at a time, and below 3 kHz, so that
volume, rounding to 16 bits and resampling change nothing. Imports only numpy.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

RATE = 16_000
"""Samples a second that the decoder hears: 16 kHz mono s16le."""

WORDS = tuple(
    """alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo
    sierra tango uniform victor whiskey xray yankee zulu apple bread cheese dragon eagle feather garden hammer island
    jacket kettle ladder meadow needle orange pepper quiet river silver table umbrella violet window yellow zebra
    anchor bridge candle doctor engine forest guitar harbour don't naïve señor über crème""".split()  # noqa: SIM905
)
"""The 64 words that there are. Some are not ASCII, as speech is not."""

GARBLED = "(garbled)"
"""What is heard where a sound is no word."""

TONE_MS, GAP_MS, RAMP_MS = 120, 60, 5
WORD_SAMPLES = RATE * (TONE_MS + GAP_MS) // 1000
"""Samples at 16 kHz that a word and its gap take."""

_LOW = tuple(range(500, 500 + 8 * 150, 150))
_HIGH = tuple(range(1850, 1850 + 8 * 150, 150))
_NUMBERS = {word: number for number, word in enumerate(WORDS)}

_BLOCK = RATE // 200  # 5 ms, the grain of what is loud and what is quiet
_FRAME = RATE // 50  # 20 ms, what one look at the pitches takes in
_QUIET_RMS = 60.0  # a word at 5 % volume has 800
_GAP_BLOCKS = 4  # 20 ms of silence end a burst
_AUDIBLE = 60  # a sample beyond this belongs to the burst, which makes its length exact to 2 ms
_LENGTHS = range(RATE * 116 // 1000, RATE * 122 // 1000 + 1)  # samples of a burst that may be a word
_PURE = 0.8  # share of the energy that both pitches must have
_EVEN = 0.15  # and each of them
_STEADY = 0.9  # the weakest look against the strongest: pieces of two words put together have a notch between them

_BINS = [pitch * _FRAME // RATE for pitch in _LOW + _HIGH]  # of a Fourier transform of a frame


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word, and between which samples of the stream it sounded."""

    text: str
    start: int
    end: int


def encode(words: str | Iterable[str], volume: float = 0.5, rate: int = RATE) -> bytes:
    """`words` spoken at `volume` (0..1) as mono s16le of `rate`. Raises ValueError for a word that does not exist."""
    said = words.split() if isinstance(words, str) else words
    return b"".join(_spoken(word, volume, rate) for word in said)


def _spoken(word: str, volume: float, rate: int) -> bytes:
    if word not in _NUMBERS:
        raise ValueError(f"there is no sound for {word!r}; the words are: {' '.join(WORDS)}")
    low, high = divmod(_NUMBERS[word], len(_HIGH))
    times = np.arange(rate * TONE_MS // 1000) / rate
    tone = np.sin(2 * np.pi * _LOW[low] * times) + np.sin(2 * np.pi * _HIGH[high] * times)
    ramp = rate * RAMP_MS // 1000
    slope = 0.5 - 0.5 * np.cos(np.pi * np.arange(ramp) / ramp)
    tone[:ramp] *= slope
    tone[-ramp:] *= slope[::-1]
    samples = np.round(tone * (volume * 32_767 / 2)).astype("<i2")
    return samples.tobytes() + bytes(rate * GAP_MS // 1000 * 2)


class Decoder:
    """Hears words in a stream that arrives in pieces of any length. A word is told as soon as its gap has begun."""

    def __init__(self) -> None:
        self.heard = 0
        """Samples received."""
        self._rest = np.zeros(0, np.int16)
        self._done = 0  # samples that were looked at: whole blocks
        self._burst: list[np.ndarray] = []
        self._start = 0
        self._quiet_blocks = 0

    @property
    def quiet(self) -> int:
        """Samples of silence at the end of what was heard."""
        return self._quiet_blocks * _BLOCK

    @property
    def settled(self) -> int:
        """Up to which sample every word has been told: the start of the sound that still goes on, if one does."""
        return self._start if self._burst else self._done

    def feed(self, pcm: bytes) -> list[HeardWord]:
        """The words that end in this piece of 16 kHz mono s16le (whole samples)."""
        samples = np.concatenate([self._rest, np.frombuffer(pcm, "<i2")])
        self.heard += len(pcm) // 2
        count = len(samples) // _BLOCK
        self._rest = samples[count * _BLOCK :]
        blocks = samples[: count * _BLOCK].reshape(count, _BLOCK).astype(np.float64)
        loud = np.sqrt((blocks**2).mean(axis=1)) > _QUIET_RMS
        words: list[HeardWord] = []
        for block, is_loud in zip(blocks, loud, strict=True):
            words += self._block(block, bool(is_loud))
        return words

    def flush(self) -> list[HeardWord]:
        """The word whose gap has not come yet, if a sound is going on."""
        return self._end() if self._burst else []

    def _block(self, block: np.ndarray, loud: bool) -> list[HeardWord]:
        if loud and not self._burst:
            self._start = self._done
        self._quiet_blocks = 0 if loud else self._quiet_blocks + 1
        if loud or self._burst:
            self._burst.append(block)
        self._done += _BLOCK
        return self._end() if self._burst and self._quiet_blocks == _GAP_BLOCKS else []

    def _end(self) -> list[HeardWord]:
        sound = np.concatenate(self._burst)
        self._burst = []
        audible = np.flatnonzero(np.abs(sound) > _AUDIBLE)
        first, end = int(audible[0]), int(audible[-1]) + 1
        return [HeardWord(_recognised(sound[first:end]), self._start + first, self._start + end)]


def _recognised(sound: np.ndarray) -> str:
    """The word that this burst is, from its first loud sample to its last."""
    if len(sound) not in _LENGTHS:
        return GARBLED
    inner = sound[_FRAME // 2 : -(_FRAME // 2)]
    starts = range(0, len(inner) - _FRAME + 1, _BLOCK)
    frames = np.stack([inner[start : start + _FRAME] for start in starts])
    energies = (frames**2).sum(axis=1, keepdims=True)
    powers = np.abs(np.fft.rfft(frames)[:, _BINS]) ** 2 * (2 / _FRAME) / energies
    low, high = powers[:, : len(_LOW)], powers[:, len(_LOW) :]
    lows, highs = low.argmax(axis=1), high.argmax(axis=1)
    one = len(set(lows)) == 1 and len(set(highs)) == 1
    even = min(low.max(axis=1).min(), high.max(axis=1).min()) >= _EVEN
    pure = (low.max(axis=1) + high.max(axis=1)).min() >= _PURE
    steady = energies.min() >= _STEADY * energies.max()
    return WORDS[int(lows[0]) * len(_HIGH) + int(highs[0])] if one and even and pure and steady else GARBLED


def hear(pcm: bytes) -> str:
    """All the words in a whole recording, with spaces between."""
    decoder = Decoder()
    return " ".join(word.text for word in [*decoder.feed(pcm), *decoder.flush()])

"""What the decoder must know about loudness before the first words. Pure; imports nothing of ours.

The decoder subtracts from each frame's cepstrum the mean of speech heard so far. Before there is any it needs a guess,
and the first coefficient of that guess is loudness: a guess 20 dB too high doubles the errors of a first dictation
(docs/local-recogniser.md). So it is corrected once a second of speech is there.
"""

import math
import struct

Mean = tuple[float, ...]
"""A cepstral mean: 13 coefficients, the first of which follows loudness."""

USUAL_MEAN: Mean = (53.0, 0.0, -1.5, 10.0, -12.0, 5.0, -7.0, -4.5, -2.0, -1.5, 1.0, -1.5, 1.0)
"""Of speech at a usual recording level; how it was found is in docs/local-recogniser.md."""

SILENCE_DB = -96.0

_USUAL_DB = -18.0
_STEPS_A_DB = 1.25
"""The first coefficient against the loudness of the loudest moments: measured, docs/local-recogniser.md."""

_TOLERANCE = 12.0
"""A wrong guess below this (about 10 dB) costs less than beginning anew."""

_QUIETEST_DB = -55.0
"""Below this it is a room, not a voice."""

_LOUD_BLOCKS = 3
"""A click is one block; the third loudest is speech."""


def decibels(pcm: bytes) -> float:
    """Root mean square of a block of 16-bit samples, in dB below full scale."""
    count = len(pcm) // 2
    power = sum(sample * sample for sample in struct.unpack(f"<{count}h", pcm)) / max(count, 1)
    return 10 * math.log10(power) - 20 * math.log10(32768) if power else SILENCE_DB


class Loudness:
    """The loudest moments of an utterance. They only ever rise, so corrections come to an end."""

    def __init__(self) -> None:
        self._loudest = [SILENCE_DB] * _LOUD_BLOCKS

    def add(self, level: float) -> None:
        """Take note of one block, in dB below full scale."""
        self._loudest = sorted((*self._loudest, level), reverse=True)[:_LOUD_BLOCKS]

    def correct(self, mean: Mean, learned: bool) -> Mean | None:
        """`mean` with the loudness that was heard, or None if it will do as it is.

        A mean that was `learned` from this voice is not lowered: it may just be breathing.
        """
        if self._loudest[-1] < _QUIETEST_DB:
            return None
        heard = USUAL_MEAN[0] + _STEPS_A_DB * (self._loudest[-1] - _USUAL_DB)
        wrong_by = heard - mean[0]
        if abs(wrong_by) < _TOLERANCE or (learned and wrong_by < 0):
            return None
        return (heard, *mean[1:])

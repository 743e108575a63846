"""Where in the sound another stream takes over. Pure; imports numpy.

What is final ends at some sample, as far as the service says, and services say it to some hundredth of a second. The
cut goes into the silence beside that sample, so that no word is cut in two: amid what is silent right there, behind the
sample as well as before it. Where there is no silence it never goes behind the sample (the sound there is in no final
text), but back to the quietest moment shortly before: half a word too many is heard as little, half a word too few is
a word lost.
"""

import numpy as np

FRAME = 160
"""Samples that are looked at together: 10 ms."""

REACH = 10
"""Frames: how far the cut may be from the sample, 0.1 s. Within silence it is a lead for the next word."""

NEARBY = 150
"""Frames on either side that tell what is loud and what is quiet here: 1.5 s, which has a pause in it."""

_ROOM = 0.1
"""So much of what is nearby is taken for the noise of the room,"""
_NOISE = 2.0
"""and so many times as loud still is."""
_FAINT, _AUDIBLE = 0.08, 0.2
"""Of the loudest moment nearby. The one (-22 dB) is below any vowel, and silence in any room. The other (-14 dB) is in
none: where it is noisier than that, or nobody pauses, nothing is silence."""


def cut(sound: bytes, first: int, covered: int) -> int:
    """The sample at which to begin again, when everything before `covered` is in final text.

    `sound`: s16le around it, at best `NEARBY` frames on either side; its own first sample is number `first`.
    """
    if not 0 <= covered - first <= len(sound) // 2 or len(sound) < 4 * FRAME:
        return covered
    levels, at = _levels(sound, covered - first)
    loudest = levels.max()
    quiet = levels <= np.clip(_NOISE * np.quantile(levels, _ROOM), _FAINT * loudest, _AUDIBLE * loudest)
    begin = end = at
    while end < min(at + REACH, levels.size) and quiet[end]:
        end += 1
    while begin > max(at - REACH, 0) and quiet[begin - 1]:
        begin -= 1
    if begin < end:
        return covered + (begin + end - 2 * at) * FRAME // 2
    near = levels[max(at - REACH, 0) : at]
    if not near.size:
        return covered
    quietest = near.size - 1 - int(near[::-1].argmin())
    return covered - (near.size - quietest) * FRAME + FRAME // 2


def _levels(sound: bytes, offset: int) -> tuple["np.ndarray[tuple[int], np.dtype[np.float64]]", int]:
    """The loudness of each whole frame, counted from sample `offset` both ways, and which frame begins there."""
    samples = np.frombuffer(sound, "<i2", count=len(sound) // 2).astype(np.float64)
    before, after = offset // FRAME, (samples.size - offset) // FRAME
    begin = offset - before * FRAME
    frames = samples[begin : begin + (before + after) * FRAME].reshape(before + after, FRAME)
    return np.sqrt((frames**2).mean(axis=1)), before

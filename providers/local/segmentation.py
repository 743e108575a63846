"""Where an utterance is cut in two: at a pause, or where it has become long. Pure; imports only `words`.

Long dictations become final piece by piece, so that memory, the answer to FINALIZE and what a crash costs do not grow
with them. A cut is a frame: what was said before it is final, the audio from it on begins the next utterance. As the
audio is divided exactly, nothing is lost or heard twice; and as a cut lies where the decoder itself sees the end of a
word, preferably amid silence, no word is divided.
"""

from collections.abc import Sequence

from .words import FRAMES_A_SECOND, Span

PAUSE = 50
"""Frames of silence that end an utterance (0.5 s)."""

BREATH = 20
"""Frames of silence that end an utterance that is `LONG` (0.2 s): longer than the closure of any plosive."""

LONG = 10 * FRAMES_A_SECOND

LONGEST = 20 * FRAMES_A_SECOND
"""An utterance of this many frames is cut between two words if need be."""

UNSETTLED = FRAMES_A_SECOND
"""The last second may still be understood differently: a cut between words lies before it."""

NEAR = 2 * FRAMES_A_SECOND
"""So far back a filler is worth decoding the audio behind it again."""

IDLE = 3 * FRAMES_A_SECOND
"""An utterance without a word is begun anew after this many frames."""

LEAD = 50
"""Frames kept of an utterance without a word: a word may be beginning there."""


def cut_wanted(spans: Sequence[Span], length: int) -> int | None:
    """The frame at which to cut the running utterance of `length` frames, or None: let it run."""
    words = [span for span in spans if not span.is_filler]
    if not words:
        return length - LEAD if length >= IDLE else None
    spoken_until = words[-1].last + 1
    silent = spans[-1].last + 1 - spoken_until
    if silent >= (BREATH if length >= LONG else PAUSE):
        return spoken_until + silent // 2
    return length - UNSETTLED if length >= LONGEST else None


def cut_at(spans: Sequence[Span], length: int, wanted: int) -> int:
    """The best frame for a cut, once the utterance of `length` frames has ended and its spans are settled.

    The decoder may have changed its mind since `cut_wanted`. Inside a filler any frame will do, so `wanted` itself if
    it lies in one; else the middle of the last filler shortly before it; else the end of the last word before it. If
    even that is missing (one endless word), everything goes together.
    """
    if all(span.is_filler for span in spans):
        return wanted
    earlier = [span for span in spans if span.first < wanted]
    fillers = [span for span in earlier if span.is_filler and span.last >= wanted - NEAR]
    if fillers:
        last = fillers[-1]
        return wanted if last.last >= wanted else last.first + (last.frames + 1) // 2
    ends = [span.last + 1 for span in earlier if span.last < wanted and not span.is_filler]
    return ends[-1] if ends else length


def before(spans: Sequence[Span], cut: int) -> list[Span]:
    """The spans that end before the cut."""
    return [span for span in spans if span.last < cut]

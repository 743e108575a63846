"""Which words may go into the other program while the user still speaks. Pure; imports the state and the messages.

Only final words may: they are in the text that is delivered in the end, in this place, whatever breaks meanwhile. So
parts are beginnings of that text, each goes on where the one before ended, and `Deliver.delivered` says how far they
went: whoever inserts the rest behind them has inserted each word once.
"""

import unicodedata
from dataclasses import replace

from .dictation import State
from .messages import DeliverPart, Effect

_ENDS = ".!?…"


def hand_out(state: State, effects: tuple[Effect, ...]) -> tuple[State, tuple[Effect, ...]]:
    """`state` after a step, and its effects; with another part of the oldest dictation, if it has one to give. A later
    one waits: texts are inserted in the order spoken."""
    if not state.in_parts or not state.dictations:
        return state, effects
    oldest = state.dictations[0]
    text = oldest.transcript.committed.lstrip()
    whole = whole_words(text)
    if oldest.cancelled or whole <= oldest.handed_out:
        return state, effects
    part = DeliverPart(oldest.id, text[oldest.handed_out : whole])
    changed = replace(oldest, handed_out=whole)
    return replace(state, dictations=(changed, *state.dictations[1:])), (*effects, part)


def whole_words(text: str) -> int:
    """How many characters of a text that is still growing are whole words, without the space behind them.

    Recognisers make pieces of words final. Half a word would do no harm to the text, but to look at, and to a program
    that completes words.
    """
    last = text[-1:]
    if last in _ENDS or unicodedata.east_asian_width(last or " ") in "WF":  # there, words are not parted by spaces
        return len(text)
    before, _, _ = text.rpartition(" ")
    lines, _, _ = text.rpartition("\n")
    return len(max(before, lines, key=len).rstrip())

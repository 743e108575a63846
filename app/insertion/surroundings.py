"""What is known about the place where a text is about to go. Pure; imports what programs tell about their objects.

Two witnesses: the program itself, and our own memory of what was put there last. The program's word is taken only if it
is about the window in front. Our own is worth something as long as nobody has touched the keyboard or the mouse since.
"""

from dataclasses import dataclass, field

from app.accessibility.objects import Focused, Takes

REMEMBERED_S = 600.0
"""For so long our last text is believed to be still there, if nobody has touched anything."""
BELIEVED_S = 120.0
"""The same where it cannot be known whether anybody has: most texts of a few minutes go on where the last one ended. A
space too many is harmless there, one too few is not."""
FRESH_S = 1.0
"""A program that was given a text just now may not have taken it in yet: until then our own word counts more."""
TAIL = 80
"""Characters of our own text that are remembered."""
MEANT = 30
"""Characters of a text that are proof enough."""


@dataclass(frozen=True, slots=True)
class Front:
    """The window in front, as the desktop tells it."""

    window: int = 0
    """0: not known."""
    process: int = 0
    """0: not known."""
    names: tuple[str, ...] = ()
    """What the program is called there, for its rules."""
    touched: bool | None = None
    """Whether a key or a button was pressed since our last text; None: not known."""


@dataclass(frozen=True, slots=True)
class Ours:
    """What we put somewhere last."""

    text: str = field(repr=False)
    window: int
    at: float
    """Monotonic seconds."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The place of a text."""

    before: str | None = field(default=None, repr=False)
    """The end of what precedes it; None: not known."""
    after: str | None = field(default=None, repr=False)
    takes: Takes = Takes.UNKNOWN


def surroundings(focused: Focused | None, ours: Ours | None, front: Front, now: float) -> Surroundings:
    """What is known. `focused`: what the program says, if it says anything."""
    if focused and front.process and focused.process and focused.process != front.process:
        focused = None  # somebody else is in front, who tells nothing
    takes = focused.takes if focused else Takes.UNKNOWN
    if takes in (Takes.PASSWORD, Takes.NOTHING):
        return Surroundings(takes=takes)
    own = _own(ours, front, now)
    if focused and focused.before is not None and not (ours and own and now - ours.at < FRESH_S):
        return Surroundings(focused.before, focused.after, takes)
    return Surroundings(own, None, takes)


def arrived(seen: Focused, put: str, focused: Focused) -> bool:
    """Whether the text is in its field now, by the program's own word: what is before the caret is what was there, and
    the text. `seen`: what the program said before."""
    if focused.accessible != seen.accessible or seen.before is None or not focused.before:
        return False
    # What is told is cut to a length, for Qt perhaps in the middle of a character.
    told = focused.before[1:] if len(focused.before) > MEANT else focused.before
    return focused.before != seen.before and len(told) >= min(len(put), MEANT) and (seen.before + put).endswith(told)


def _own(ours: Ours | None, front: Front, now: float) -> str | None:
    """The text before the cursor, if it is the one that we put there."""
    if ours is None or ours.window != front.window or front.touched:
        return None
    patience = BELIEVED_S if front.touched is None else REMEMBERED_S
    return ours.text if now - ours.at <= patience else None

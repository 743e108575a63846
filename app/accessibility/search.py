"""Looks for the focus where no event has told of it: when Holdfast, or the program in front, has just started. Imports
the questions.

From the list of programs to the window that is in front, and down from there, a level at a time: each is one round of
questions.
"""

from collections.abc import Sequence

from .connection import Connection
from .objects import Accessible, States
from .questions import call, states_of

_REGISTRY = Accessible("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
DEEPEST, WIDEST = 40, 400
"""A window with more levels, or more objects on one of them, is not searched further."""


def search(connection: Connection, until: float) -> Accessible | None:
    """The object with the focus; None: there is none, or none was found until then."""
    windows = _children(connection, _children(connection, [_REGISTRY], until), until)
    level = [each for each, states in _states(connection, windows, until) if States.ACTIVE in states]
    for _ in range(DEEPEST):
        if not 0 < len(level) <= WIDEST:
            return None
        for each, states in _states(connection, level, until):
            if States.FOCUSED in states:
                return each
        level = _children(connection, level, until)
    return None


def _children(connection: Connection, objects: Sequence[Accessible], until: float) -> list[Accessible]:
    answers = connection.ask([call(each, "Accessible", "GetChildren") for each in objects], until)
    found = []
    for answer in answers:
        match answer:
            case (list(children),):
                found += [Accessible(str(name), str(path)) for name, path in children]
    return found


def _states(connection: Connection, objects: Sequence[Accessible], until: float) -> list[tuple[Accessible, States]]:
    answers = connection.ask([call(each, "Accessible", "GetState") for each in objects], until)
    return [(each, states_of(answer)) for each, answer in zip(objects, answers, strict=True) if answer]

"""Whether a key suits a role on a desktop, and what to say if not. Pure; imports the contract and the keys' names."""

from collections.abc import Mapping

from . import chord
from .backend import Capabilities, Key, Role, Shape
from .keys import CANCEL_KEY, PASTE_KEYS

_PURPOSE = {
    Role.TALK: "start a dictation",
    Role.HANDS_FREE: "start a dictation",
    Role.CANCEL: "cancel one",
    Role.INSERT_AGAIN: "insert a text again",
}

ROLE_NAMES = {
    Role.TALK: "talking",
    Role.HANDS_FREE: "hands-free dictation",
    Role.CANCEL: "cancelling",
    Role.INSERT_AGAIN: "inserting the last text again",
}
"""What a key is for, as part of a sentence."""

_CHORD_EXAMPLES = {Role.HANDS_FREE: "Ctrl+Alt+Space", Role.CANCEL: "Ctrl+Alt+Esc", Role.INSERT_AGAIN: "Ctrl+Alt+V"}


def refusal(role: Role, key: Key, facts: Capabilities) -> str | None:
    """Why `key` cannot be used for `role`, with a proposal; None if it can."""
    if key.name == CANCEL_KEY and role is not Role.CANCEL:
        return f"{CANCEL_KEY} cancels a dictation, so it cannot {_PURPOSE[role]}. {_propose(role, facts)}"
    if key.name in PASTE_KEYS:
        return (
            f"Holdfast itself presses {key.name} to insert a text, so it cannot {_PURPOSE[role]}. "
            f"{_propose(role, facts)}"
        )
    if role is Role.TALK and facts.holds:
        return None if key.shape in facts.holds else _unholdable(key, facts)
    if key.shape not in facts.presses:
        return f"{_the(key)} cannot be used with {facts.name}. {_propose(role, facts)}"
    if role is Role.CANCEL and not facts.watches_cancel and key.shape is not Shape.CHORD:
        return (
            f"With {facts.name}, {key.name} would be taken from every program for good, not only while you dictate. "
            f"{_propose(role, facts)}"
        )
    return None


def conflicts(keys: Mapping[Role, Key]) -> dict[Role, str]:
    """For each key that another role has, too, a sentence that names the other. The first in the order of roles has
    it."""
    refused: dict[Role, str] = {}
    taken: dict[tuple[frozenset[object], int, str], Role] = {}
    for role in Role:
        if key := keys.get(role):
            same = (frozenset(key.modifiers), key.code, "" if key.code else key.name.casefold())
            if same in taken:
                refused[role] = f"{key.name} is the key for {ROLE_NAMES[taken[same]]} already. Choose another one."
            else:
                taken[same] = role
    return refused


def _unholdable(key: Key, facts: Capabilities) -> str:
    match key.shape:
        case Shape.MODIFIER:
            what = f"{key.name} alone cannot be held with {facts.name}: the desktop does not tell when it comes up."
        case Shape.CHORD:
            what = f"{_the(key)} cannot be held with {facts.name}: the desktop may not tell when it comes up."
        case _:
            what = f"{key.name} cannot be held with {facts.name}."
    also = " It can be the key for hands-free dictation." if key.shape in facts.presses else ""
    return f"{what} {_propose(Role.TALK, facts)}{also}"


def _propose(role: Role, facts: Capabilities) -> str:
    if role is Role.TALK or Shape.CHORD not in facts.presses:
        first, *others = facts.proposals
        return f"Choose another key in the settings, for example {first}{f' or {others[0]}' if others else ''}."
    return f"Choose another one in the settings, for example {_CHORD_EXAMPLES[role]}."


def _the(key: Key) -> str:
    modifiers, last = key.modifiers, chord.split(key.name)[1]
    return f"The combination {chord.join(modifiers, last)}" if modifiers else key.name

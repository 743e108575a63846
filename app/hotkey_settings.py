"""Which setting is which key. Pure; imports the settings and the backends' contract."""

from typing import Any

from .hotkey.backend import Capabilities, Role
from .hotkey.keys import CANCEL_KEY
from .settings import Settings

FIELDS = {
    Role.TALK: "hotkey",
    Role.HANDS_FREE: "hands_free_key",
    Role.CANCEL: "cancel_key",
    Role.INSERT_AGAIN: "insert_again_key",
}
"""The attribute of `Settings` that names the key for each role."""

ROLES = {field: role for role, field in FIELDS.items()}


def names(settings: Settings, facts: Capabilities) -> dict[Role, str]:
    """The key that was chosen for each role; empty: none, or for talking the desktop's usual one.

    Esc is the usual key for cancelling, and where a desktop would take it from every program for good, it is none.
    """
    chosen = {role: getattr(settings, field) or "" for role, field in FIELDS.items()}
    if chosen[Role.CANCEL] == CANCEL_KEY and not facts.watches_cancel:
        chosen[Role.CANCEL] = ""
    return chosen


def decides(settings: Settings) -> tuple[Any, ...]:
    """Everything in the settings that the hotkeys depend on."""
    fields = (*FIELDS.values(), "hotkey_backend", "mode", "cancel_twice", "longest_hold_s")
    return tuple(getattr(settings, field) for field in fields)

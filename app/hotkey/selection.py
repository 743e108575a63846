"""From the names in the settings to keys, or to what is wrong with them. Imports the contract and `suitability`."""

from collections.abc import Mapping
from dataclasses import dataclass

from .backend import HotkeyBackend, HotkeyUnavailable, Key, Role
from .suitability import conflicts, refusal


@dataclass(frozen=True, slots=True)
class Selection:
    """The keys that can be listened for, and a sentence for each role whose key cannot."""

    keys: dict[Role, Key]
    refused: dict[Role, str]


def select(backend: HotkeyBackend, names: Mapping[Role, str]) -> Selection:
    """What `names` are here. A role without a name has no key; the talk key has the desktop's usual one then."""
    keys: dict[Role, Key] = {}
    refused: dict[Role, str] = {}
    for role in Role:
        name = names.get(role) or (backend.capabilities.default_key if role is Role.TALK else "")
        if not name:
            continue
        try:
            key = backend.resolve(name)
        except HotkeyUnavailable as error:
            refused[role] = str(error)
            continue
        if sentence := refusal(role, key, backend.capabilities):
            refused[role] = sentence
        else:
            keys[role] = key
    for role, sentence in conflicts(keys).items():
        del keys[role]
        refused[role] = sentence
    return Selection(keys, refused)

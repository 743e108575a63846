"""What a check is, and what it finds. Imports nothing of ours."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    name: str
    ok: bool | None
    """None: neither good nor bad here (no display, no app running)."""
    text: str
    """What was found, as a sentence."""
    remedy: str = ""
    """What to do, as a sentence; empty where nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at."""

    name: str
    look: Callable[[], Finding]
    exit_code: int = 0
    """What doctor ends with if this is not good; 0: Holdfast can be used without it."""
    seconds: float = 15.0
    """How long it may take."""
    if_it_crashes: str = ""
    """What to do then."""

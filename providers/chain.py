"""The links of a chain of recognisers, as those who run it need to know them. Imports their shape and `attempts`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from .attempts import Standing
from .recogniser import Recogniser


async def always() -> bool:
    """Of course."""
    return True


async def never() -> bool:
    """Nobody can tell."""
    return False


@dataclass(frozen=True, slots=True)
class Link:
    """One recogniser of the chain."""

    provider: str
    """An id of `catalogue.PROVIDERS`."""
    name: str
    """For sentences."""
    recogniser: Recogniser
    standing: Standing
    answer_s: float | None = None
    """For so many seconds may it neither take sound nor say anything while somebody waits for the text; None: for as
    long as it needs."""
    networked: bool = True
    """Its connections do not survive that the computer sleeps."""
    ready: Callable[[], Awaitable[bool]] = always
    """Whether it has what it needs to be asked: an API key. If not, it is passed over without a word."""
    mended: Callable[[], Awaitable[bool]] = never
    """Whether what made the provider refuse has been changed since."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long things take that tests should not wait for."""

    doubtful_s: float = 1.5
    """For a link that was given up the last time, and has taken no sound yet, instead of its `answer_s`."""
    pauses: float = 1.0
    """By which factor pauses are longer."""

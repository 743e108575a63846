"""What is known about a provider, as data that a settings window may show. Pure; imports nothing of ours."""

from dataclasses import dataclass
from typing import Literal, assert_never


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Facts about a provider that decide how it is treated above `providers/`. What decides about its sockets are the
    traits of its codec."""

    finalize_deadline_s: float
    """How long the session waits for `Finalized` behind FINALIZE before it takes the best text known."""
    catch_up: float = 1.0
    """How many seconds of waiting sound it takes, or recognises, in one second."""
    keeps_connections: bool = False
    """Whether a connection may wait for the next dictation."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing about a provider that the user may choose."""

    name: str
    title: str
    kind: Literal["text", "choice", "number", "switch"]
    default: str | float | bool
    help: str
    choices: tuple[str, ...] = ()
    """What a "choice" may be."""
    least: float | None = None
    most: float | None = None
    """The bounds of a "number", both included; None: unbounded."""

    def check(self, value: str | float | bool) -> None:
        """Raises ValueError with what is wrong with `value` and what would be right."""
        match self.kind:
            case "switch":
                right, wanted = isinstance(value, bool), "on or off"
            case "text":
                right, wanted = isinstance(value, str), "a text"
            case "choice":
                right, wanted = value in self.choices, f"one of {', '.join(self.choices)}"
            case "number":
                right, wanted = self._is_in_range(value), f"a number{self._range()}"
            case _:
                assert_never(self.kind)
        if not right:
            raise ValueError(f"{self.title}: {value!r} will not do; it must be {wanted}.")

    def _is_in_range(self, value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return (self.least is None or self.least <= value) and (self.most is None or value <= self.most)

    def _range(self) -> str:
        least = "" if self.least is None else f" from {self.least:g}"
        return least + ("" if self.most is None else f" up to {self.most:g}")


@dataclass(frozen=True, slots=True)
class ProviderInfo:
    """One provider, as people and programs need to know it."""

    id: str
    name: str
    description: str
    """One line for the settings: what it is good for, and what it is not."""
    capabilities: Capabilities
    languages: tuple[str, ...]
    """BCP 47 tags. The first is taken when none is asked for."""
    needs_key: bool = False
    key_variable: str | None = None
    """The environment variable that may hold the API key."""
    key_page: str | None = None
    """Where the user gets a key (URL)."""
    billing_page: str | None = None
    """Where the user adds credit (URL)."""
    idle_cost: str = ""
    """What a connection that is kept open between dictations costs, as a sentence; where none is kept, why. Empty:
    there is none at all."""
    endpoint: str | None = None
    """Where it is reached unless the user says otherwise (URL); None: nothing to reach."""
    options: tuple[Option, ...] = ()
    called: str = ""
    """How a sentence calls it; empty: by its name."""

    def speaks(self, language: str) -> bool:
        """Whether `language` is on offer: exactly, as the general form ("en") of one that is ("en-US"), or as a
        regional form ("en-GB") of one that is offered for every region ("en")."""
        wanted = language.replace("_", "-").lower()
        offered = [tag.replace("_", "-").lower() for tag in self.languages]
        return wanted.partition("-")[0] in offered or any(f"{tag}-".startswith(f"{wanted}-") for tag in offered)

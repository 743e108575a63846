"""What every recogniser says, whichever provider is behind it. Imports nothing of ours but `errors`.

A stream emits any number of `Partial`, `Final` and `Finalized`, and ends with exactly one of `Ended` and `Failed`.
One that survives the failure of a service says so with `Interrupted`, and `Serving` names who goes on.

Joining is the recogniser's business: `Final.text` is appended verbatim to what was final before, and `Partial.text`
is shown verbatim behind it. Both therefore carry the space they need in front (none for the first). Nobody above
`providers/` inserts or removes a space between them.
"""

from dataclasses import dataclass

from .errors import Failure


@dataclass(frozen=True, slots=True)
class Partial:
    """The non-final tail: shown, never inserted, replaced as a whole by the next `Partial` and emptied by a `Final`.

    A recogniser whose tail outlives a `Final` says it again with another `Partial` directly behind it.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Final:
    """A segment that will not change; appended once."""

    text: str
    covered_until: int | None = None
    """Up to which sample of the stream (16 kHz, counted from its first) the finals now account for; None: unknown."""


@dataclass(frozen=True, slots=True)
class Finalized:
    """The acknowledgement of one FINALIZE: all audio that was put before it is now in finals."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The terminal: the recogniser is through with the stream and says nothing more."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The stream is dead. Finals so far stay valid."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class Serving:
    """Who recognises from here on. Said only by recognisers that have several to choose from."""

    provider: str
    """An id of `catalogue.PROVIDERS`."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The stream broke, and another one is being opened: no text is lost, and none comes for a while.

    Said only by recognisers that open another one. Finals so far stay valid; the tail is said again when it is known
    again, and until then stays shown.
    """

    failure: Failure


Event = Partial | Final | Finalized | Ended | Failed | Serving | Interrupted

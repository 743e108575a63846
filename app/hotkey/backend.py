"""What a hotkey backend is. Imports the names of keys.

A backend reports edges of keys from a thread of its own, and knows what its desktop can and cannot do. It never
decides what an edge means: `app/gesture.py` does. What a desktop cannot do is data (`Capabilities`): `suitability`
refuses a key for it, `app/hotkey_policy.py` makes the gesture's policy of it, and nobody asks for a backend's name.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, runtime_checkable

from .keys import ALTERNATIVES, DEFAULT_KEY, MODIFIER_KEYS


class HotkeyUnavailable(Exception):  # noqa: N818 - a fact about a desktop, more than an error
    """This backend cannot work here, or not with this key. The message says why, and what to do."""


class Role(Enum):
    """What a key is for. The value is the name under which a desktop may keep it: never change one."""

    TALK = "talk"
    """Held while speaking."""
    HANDS_FREE = "hands-free"
    """Each press begins or ends hands-free dictation."""
    CANCEL = "cancel"
    """Watched only while somebody dictates (`HotkeyBackend.watch_cancel`)."""
    INSERT_AGAIN = "insert-again"
    """Each press inserts the newest text once more."""


class EdgeKind(Enum):
    """What happened to a key."""

    DOWN = "down"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Edge:
    """One change of a key. `at` is monotonic seconds (`time.monotonic`), taken when the backend learned of it.

    A backend reports what it is told, repeats included: it drops nothing, delays nothing and makes nothing up.
    """

    role: Role
    kind: EdgeKind
    at: float


class Modifier(Enum):
    """What is held while the last key of a chord is pressed, left or right. The value is how it is written."""

    CTRL = "Ctrl"
    ALT = "Alt"
    SHIFT = "Shift"
    SUPER = "Super"


class Shape(Enum):
    """What kind of key it is, as far as desktops differ."""

    PLAIN = "a single key"
    MODIFIER = "a modifier alone"
    CHORD = "several keys together"


@dataclass(frozen=True, slots=True)
class Key:
    """A key, or a chord of modifiers and a key.

    `name` is what is shown and stored ("Right Ctrl", "Ctrl+Shift+D"); `code` is what the backend compares for the key
    itself, without modifiers (the X keycode on X11; 0 where the desktop compares).
    """

    name: str
    code: int
    advice: str = ""
    """What else pressing this key does, and what to choose instead: a sentence for the user. Empty: nothing else."""
    modifiers: frozenset[Modifier] = frozenset()

    @property
    def shape(self) -> Shape:
        """Which kind of key it is."""
        if self.modifiers:
            return Shape.CHORD
        return Shape.MODIFIER if self.name.partition(" (")[0] in MODIFIER_KEYS else Shape.PLAIN


class Repeats(Enum):
    """How a key that stays down is reported."""

    NONE = "none"
    PAIRS = "release and press at once, again and again"
    PRESSES = "presses without releases, until it comes up or the desktop forgets to say so"


EVERY_SHAPE = frozenset(Shape)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Facts about a backend on its desktop. They may depend on the desktop (KWin, GNOME), but never change."""

    name: str
    """What the user calls it: "X11", "the GNOME desktop". Begins a sentence when capitalised."""
    holds: frozenset[Shape] = EVERY_SHAPE
    """Keys whose release is reported when it happens, so that hold-to-talk works. Empty: no key's, and each press of
    the talk key begins or ends."""
    presses: frozenset[Shape] = EVERY_SHAPE
    """Keys whose press is reported: what the other roles can have."""
    swallows: frozenset[Shape] = frozenset()
    """Keys that the focused program does not see, unless somebody else has them (`Bound.swallowed`). A backend that has
    the whole keyboard meanwhile `MakesWay`."""
    knows_state: bool = True
    """`is_physically_down` answers."""
    repeats: Repeats = Repeats.NONE
    early_release: bool = False
    """A release may be reported while the key is down (KWin: when another key is pressed and released)."""
    watches_cancel: bool = True
    """A key can be taken for cancelling only while somebody dictates. If not, Esc would be taken from every program for
    ever, so only a chord can cancel."""
    desktop_chooses: bool = False
    """The user chooses the keys in a dialog of the desktop's: what is asked for is a proposal, `Sink.bound` tells what
    was chosen, `configure` lets the user choose again, and `capture` does not work."""
    default_key: str = DEFAULT_KEY
    """To be held, where the user has not chosen one."""
    proposals: tuple[str, ...] = ALTERNATIVES
    """What works here, best first: named where a key is refused."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a role's key is in fact."""

    name: str
    """As the desktop calls it, or the key's own name. Empty: the user chose none."""
    swallowed: bool = False
    """The focused program does not see it."""


def _ignore(_: Mapping[Role, Bound]) -> None:
    """Nobody asked."""


@dataclass(frozen=True, slots=True)
class Sink:
    """Who is told. Each may be called from the backend's thread, and returns at once."""

    edge: Callable[[Edge], None]
    lost: Callable[[str], None]
    """Listening ended by itself: called once, with a sentence for the user. The backend is stopped then. What a backend
    can mend by itself (a portal that was restarted) it mends without a word, and reports no edge meanwhile."""
    bound: Callable[[Mapping[Role, Bound]], None] = _ignore
    """The keys that hold now: when listening has begun, and whenever they change. Roles that are missing have none."""


class HotkeyBackend(Protocol):
    """Listens for a key per role. All methods may be called from any one thread, and return at once; none waits for
    the user."""

    capabilities: Capabilities

    def start(self, keys: Mapping[Role, Key], sink: Sink) -> None:
        """Listen for `keys`, in place of any others. There is at least the one for `Role.TALK`.

        Raises HotkeyUnavailable if nothing can be listened for. What cannot be known at once is told through `sink`: a
        dialog that the user declined comes as `lost`.
        """

    def stop(self) -> None:
        """Stop listening and give back every resource. No edge is reported once this returned. Idempotent."""

    def is_physically_down(self) -> bool | None:
        """Whether the talk key is down right now; None if the desktop does not tell. Costs far less than 1 ms."""

    def watch_cancel(self, on: bool) -> None:
        """Report `Role.CANCEL` while on, and swallow it while on if the backend swallows. Off after `start`. Without
        effect where `Capabilities.watches_cancel` is false: a chord for cancelling is reported always then."""

    def resolve(self, name: str) -> Key:
        """The key or chord of that name, as far as this desktop and keyboard have it. Raises HotkeyUnavailable.

        Whether it suits a role is said by `suitability.refusal`.
        """

    def capture(self, found: Callable[[Key], None]) -> Callable[[], None]:
        """Report every key that goes down (to let the user choose one), until the returned function is called: a chord
        when a key goes down while modifiers are down, a modifier alone when it comes up without anything in between.

        Raises HotkeyUnavailable, with what to do instead.
        """

    def configure(self) -> None:
        """Open the desktop's own dialog for the keys, where `Capabilities.desktop_chooses`. Raises HotkeyUnavailable,
        with where else the keys are chosen."""


@runtime_checkable
class MakesWay(Protocol):
    """A backend that has the whole keyboard while one of its keys is down: nobody else gets what is pressed then."""

    def make_way(self) -> AbstractContextManager[bool]:
        """Within the block the focused program gets what is pressed; whether it would not have, else. Short: what the
        user holds down may reach it, too. Never raises."""

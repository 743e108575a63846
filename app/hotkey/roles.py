"""Which press is for what: from presses and releases of keys to edges of roles. Pure; imports the contract.

For systems that tell every key, and tell repeats like presses.
"""

from collections.abc import Callable, Mapping

from .backend import Edge, EdgeKind, Key, Modifier, Role

REPEAT_S = 1.2
"""A press that comes sooner than this after another one of the same key, with no release between, is its repeat. The
longest delay before the first repeat that can be set is 1 s on Windows; macOS marks repeats. Later than that it is a
press whose release before was lost: a key must not be deaf for ever."""


class Roles:
    """The keys that are listened for, and which of them are down.

    `held` says which modifiers are down right now; `edge` is told.
    """

    def __init__(
        self, keys: Mapping[Role, Key], held: Callable[[], frozenset[Modifier]], edge: Callable[[Edge], None]
    ) -> None:
        self._keys = dict(keys)
        self._held = held
        self._edge = edge
        self._down: dict[int, tuple[Role | None, float]] = {}
        """By number of the key: what the press was for, and when it or its last repeat came."""
        self.watching_cancel = False

    @property
    def codes(self) -> frozenset[int]:
        """The numbers of all keys that are listened for."""
        return frozenset(key.code for key in self._keys.values())

    @property
    def down(self) -> frozenset[int]:
        """Those that are believed to be down."""
        return frozenset(self._down)

    def is_down_already(self, code: int, at: float) -> None:
        """The key was down before anybody listened: its repeats are no presses."""
        self._down[code] = (None, at)

    def hear(self, code: int, down: bool, at: float) -> None:
        """A key moved."""
        if code not in self.codes:
            return
        if not down:
            role, _ = self._down.pop(code, (None, 0.0))
            talk = self._keys.get(Role.TALK)
            if role is None and talk and talk.code == code:
                role = Role.TALK  # it was down already when listening began
            if role:
                self._edge(Edge(role, EdgeKind.UP, at))
            return
        before = self._down.get(code)
        if before and at - before[1] < REPEAT_S:
            self._down[code] = (before[0], at)
        else:
            role = self._role(code)
            self._down[code] = (role, at)
            if role:
                self._edge(Edge(role, EdgeKind.DOWN, at))

    def _role(self, code: int) -> Role | None:
        """What a press of that key is for: of several chords with it, the one of which most is held."""
        held = self._held()
        wanted = [
            (len(key.modifiers), role)
            for role, key in self._keys.items()
            if key.code == code and key.modifiers <= held and (role is not Role.CANCEL or self.watching_cancel)
        ]
        return max(wanted, key=lambda each: each[0])[1] if wanted else None

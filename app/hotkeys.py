"""The hotkeys of the running app: from the settings to what is listened for. Imports the control, the choice of a
backend, and what says whether a key will do.

Everything here is on the Qt thread.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext

from . import hotkey_settings
from .hotkey import chord
from .hotkey.backend import Bound, HotkeyBackend, HotkeyUnavailable, Key, MakesWay, Role
from .hotkey.choose import choose_backend
from .hotkey.means import Means
from .hotkey.selection import Selection, select
from .hotkey.suitability import refusal
from .hotkey_control import HotkeyControl
from .hotkey_policy import policy_for
from .settings import Settings

SHARED = "Another program has {key} already, so it gets it, too."
NOT_ALL = "{sentence} Until then there is no key for that."


class Hotkeys:
    """Keeps what is listened for in step with the settings."""

    def __init__(
        self,
        control: HotkeyControl,
        tell: Callable[[str], None],
        choose: Callable[[Means], HotkeyBackend] = choose_backend,
    ) -> None:
        """`tell` takes a sentence for the user."""
        self._control = control
        self._tell = tell
        self._choose = choose
        self._means = Means.AUTOMATIC
        self._lost = False
        self.backend: HotkeyBackend | None = None
        """Who listens, or would, if there were a key to listen for; None: nobody can here."""
        self._keys: Mapping[Role, Key] = {}
        self.bound: Mapping[Role, Bound] = {}
        """The keys that hold now."""
        self.changed: Callable[[], None] = lambda: None
        """Called when `bound` changed."""

    @property
    def talk_key(self) -> str:
        """The name of the key that is held for talking, empty if there is none."""
        bound = self.bound.get(Role.TALK)
        return bound.name if bound else ""

    @property
    def key_names(self) -> tuple[str, ...]:
        """The names of all keys that are listened for; of a combination, the key that is pressed last."""
        return tuple(chord.split(each.name)[1] for each in self.bound.values())

    @property
    def shared(self) -> dict[str, str]:
        """A sentence for each field whose key cannot be kept from the focused program, though such keys are here."""
        swallows = self.backend.capabilities.swallows if self.backend else frozenset()
        return {
            hotkey_settings.FIELDS[role]: SHARED.format(key=bound.name)
            for role, bound in self.bound.items()
            if not bound.swallowed and role in self._keys and self._keys[role].shape in swallows
        }

    def depend_on(self, old: Settings, wanted: Settings) -> bool:
        """Whether `wanted` instead of `old` means to listen anew. Who declined a dialog of the desktop's is asked again
        whatever was changed."""
        return self._lost or hotkey_settings.decides(wanted) != hotkey_settings.decides(old)

    def refusals(self, wanted: Settings) -> dict[str, str]:
        """What of `wanted` cannot be, by field of the settings."""
        backend = self.backend
        if backend is None or wanted.hotkey_backend is not self._means:
            try:
                backend = self._choose(wanted.hotkey_backend)
            except HotkeyUnavailable as error:
                # Where nobody can listen anyway, other settings can be changed all the same.
                return {"hotkey_backend": str(error)} if wanted.hotkey_backend is not self._means else {}
        refused = self._select(backend, wanted).refused
        return {hotkey_settings.FIELDS[role]: sentence for role, sentence in refused.items()}

    def advice(self, field: str, key: Key) -> str:
        """What the user should know before taking `key` for that field; empty: nothing."""
        facts = self.backend.capabilities if self.backend else None
        return (facts and refusal(hotkey_settings.ROLES[field], key, facts)) or key.advice

    def listen(self, settings: Settings) -> None:
        """Listen for what is chosen there, as far as that is possible, and tell the user about the rest."""
        self.bound = {}
        self._lost = False
        if settings.hotkey_backend is not self._means:
            self._control.stop()
            self._means, self.backend = settings.hotkey_backend, None
        try:
            backend = self.backend = self.backend or self._choose(self._means)
            selection = self._select(backend, settings)
            if sentence := selection.refused.pop(Role.TALK, None):
                self._control.stop()
                raise HotkeyUnavailable(sentence)
            policy = policy_for(
                backend.capabilities, settings.mode, settings.longest_hold_s, cancel_twice=settings.cancel_twice
            )
            self._keys = selection.keys
            self._control.listen(backend, selection.keys, policy)
        except HotkeyUnavailable as error:
            self._tell(str(error))
            return
        for sentence in selection.refused.values():
            self._tell(NOT_ALL.format(sentence=sentence))

    def make_way(self) -> AbstractContextManager[bool]:
        """Let the focused program have the keyboard for a moment, also while one of our keys is down; whether it would
        not have had it, else."""
        return self.backend.make_way() if isinstance(self.backend, MakesWay) else nullcontext(False)

    def take_bound(self, bound: Mapping[Role, Bound]) -> None:
        """The backend says which keys hold. It may have been long until the desktop gave them to us: where nobody can
        ask for a key's state, repeats of one that was down already must start nothing."""
        self.bound = bound
        if bound and self.backend and not self.backend.capabilities.knows_state:
            self._control.heard_anew()
        self.changed()

    def lost(self) -> None:
        """The backend stopped by itself."""
        self._lost = True
        self._control.take_loss()
        self.take_bound({})

    def _select(self, backend: HotkeyBackend, settings: Settings) -> Selection:
        return select(backend, hotkey_settings.names(settings, backend.capabilities))

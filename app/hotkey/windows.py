"""The hotkeys on Windows: a low-level hook for single keys, registered combinations for chords. Imports the contract,
`roles`, `hook_watch`, the worker, the key table and `windows_calls`.

Nothing here was run on Windows (docs/decisions/0019-windows-and-macos.md). What is known of the hook from others:
Windows takes it away without a word when a call takes longer than 300 ms, and after sleep
(https://github.com/microsoft/PowerToys/pull/49654); hook and key state are blind while a program above us is in front
(https://github.com/cjpais/Handy/issues/434): the key counts as up then, which ends a dictation.
"""

import logging
import time
from collections.abc import Callable, Mapping

from .backend import Bound, Capabilities, Edge, EdgeKind, HotkeyUnavailable, Key, Modifier, Role, Shape, Sink
from .capture import Capture
from .hook_watch import WATCH_S, HookWatch
from .roles import Roles
from .windows_calls import (
    EXTENDED,
    INJECTED,
    CallsError,
    ChordPressed,
    Heard,
    HookEvent,
    KeyboardCalls,
    Listening,
    Registration,
)
from .windows_table import LEFT_CTRL, TABLE, VIRTUAL_KEY, number
from .worker import Worker

log = logging.getLogger(__name__)

CHORD_POLL_S = 0.02
"""How often is asked whether a combination is still held. Windows tells its press only."""
_MODIFIERS = {Modifier.ALT: 0x1, Modifier.CTRL: 0x2, Modifier.SHIFT: 0x4, Modifier.SUPER: 0x8}
"""MOD_ALT and so on. https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-registerhotkey"""
_NO_REPEAT = 0x4000
_FAKE_CTRL = 0x200
"""In the scan code of the Left Ctrl that Windows makes up in front of AltGr."""


class WindowsHotkey:
    """Listens for keys. `calls`: Windows' own functions."""

    capabilities = Capabilities(name="Windows", swallows=frozenset({Shape.CHORD}))

    def __init__(self, calls: KeyboardCalls) -> None:
        self._calls = calls
        self._keys: Mapping[Role, Key] = {}
        self._roles: Roles
        self._sink: Sink
        self._chords: Mapping[int, Role] = {}
        """The registered combinations, by number."""
        self._pressed: set[int] = set()
        """Those of them that are down."""
        self._listening: Listening | None = None
        self._worker: Worker[Heard] | None = None
        self._watch = HookWatch()

    def start(self, keys: Mapping[Role, Key], sink: Sink) -> None:
        """Listen for `keys`, in place of any others."""
        self.stop()
        self._keys, self._sink = dict(keys), sink
        # A combination for cancelling is listened for with the hook: registered, it would be taken from all programs.
        hooked = {role: key for role, key in keys.items() if not key.modifiers or role is Role.CANCEL}
        self._chords = {chord: role for chord, role in enumerate(Role, 1) if role in keys and role not in hooked}
        self._roles = Roles(hooked, self._held, sink.edge)
        self._pressed.clear()
        now = time.monotonic()
        self._watch = HookWatch(now, now)
        for code in self._roles.codes:
            if self._calls.is_down(code & VIRTUAL_KEY):
                self._roles.is_down_already(code, now)
        worker = Worker(self._take, self._look, "hotkey")
        try:
            self._listening = self._calls.listen(worker.put, bool(hooked), self._registrations())
        except CallsError as error:
            worker.close()
            raise HotkeyUnavailable(self._refusal(error)) from error
        self._worker = worker
        sink.bound({role: Bound(key.name, swallowed=role not in hooked) for role, key in keys.items()})

    def stop(self) -> None:
        """Stop listening. No edge is reported any more once this returned."""
        listening, self._listening = self._listening, None
        if listening:
            listening.close()
        worker, self._worker = self._worker, None
        if worker:
            worker.close()

    def is_physically_down(self) -> bool | None:
        """Whether the talk key is down right now; None while nothing is listened for."""
        return self._calls.is_down(self._keys[Role.TALK].code & VIRTUAL_KEY) if self._listening else None

    def watch_cancel(self, on: bool) -> None:
        """Report the key for cancelling while on."""
        self._roles.watching_cancel = on

    def resolve(self, name: str) -> Key:
        """The key or chord of that name."""
        return TABLE.find(name)

    def capture(self, found: Callable[[Key], None]) -> Callable[[], None]:
        """Report every key that goes down, also those that are listened for, which do their work meanwhile."""
        capture = Capture(TABLE, found)

        def take(heard: Heard) -> None:
            if isinstance(heard, HookEvent) and _is_real(heard):
                capture.hear(_number(heard), heard.down, heard.at)

        worker = Worker(take, lambda _: WATCH_S, "hotkey capture")
        try:
            listening = self._calls.listen(worker.put, True, {})
        except CallsError as error:
            worker.close()
            raise HotkeyUnavailable(self._refusal(error)) from error

        def end() -> None:
            listening.close()
            worker.close()

        return end

    def configure(self) -> None:
        """There is no such dialog."""
        raise HotkeyUnavailable("On Windows the keys are chosen in Holdfast's own settings.")

    # -------------------------------------------------------------------------------------------- the worker's thread

    def _take(self, heard: Heard) -> None:
        match heard:
            case HookEvent():
                self._watch.heard(heard.at)
                if _is_real(heard):
                    self._roles.hear(_number(heard), heard.down, heard.at)
            case ChordPressed(chord, at) if chord in self._chords:
                self._pressed.add(chord)
                self._sink.edge(Edge(self._chords[chord], EdgeKind.DOWN, at))

    def _look(self, now: float) -> float:
        for chord in [each for each in self._pressed if not self._is_held(self._keys[self._chords[each]])]:
            self._pressed.discard(chord)
            self._sink.edge(Edge(self._chords[chord], EdgeKind.UP, now))
        listening = self._listening
        if listening and self._roles.codes and self._watch.is_due(now):
            unheard = any(self._calls.is_down(code & VIRTUAL_KEY) for code in self._roles.codes - self._roles.down)
            if self._watch.is_deaf(now, self._calls.last_input(), unheard):
                log.info("Windows dropped the keyboard hook, or nothing was typed for long: it is put in place anew")
                listening.rehook()
        return CHORD_POLL_S if self._pressed else WATCH_S

    def _is_held(self, key: Key) -> bool:
        """Whether all of a combination is down."""
        return self._calls.is_down(key.code & VIRTUAL_KEY) and key.modifiers <= self._held()

    def _held(self) -> frozenset[Modifier]:
        return frozenset(
            each for each, codes in TABLE.modifiers.items() if any(self._calls.is_down(code) for code in codes)
        )

    # -------------------------------------------------------------------------------------------- combinations

    def _registrations(self) -> dict[int, Registration]:
        wanted = {chord: self._keys[role] for chord, role in self._chords.items()}
        return {
            chord: Registration(_NO_REPEAT | sum(_MODIFIERS[each] for each in key.modifiers), key.code & VIRTUAL_KEY)
            for chord, key in wanted.items()
        }

    def _refusal(self, error: CallsError) -> str:
        if error.chord is not None:
            name = self._keys[self._chords[error.chord]].name
            return f"Another program has {name} already. Choose another combination in the settings."
        return (
            f"Windows does not let Holdfast listen for keys ({error}). A protection program may be the reason. "
            "Until then, hold the button in Holdfast's window."
        )


def _is_real(event: HookEvent) -> bool:
    """Pressed by a finger: not by a program, ours among them, and not made up in front of AltGr."""
    made_up = event.virtual_key == LEFT_CTRL and event.scan_code & _FAKE_CTRL
    return not event.flags & INJECTED and not made_up


def _number(event: HookEvent) -> int:
    return number(event.virtual_key, bool(event.flags & EXTENDED))

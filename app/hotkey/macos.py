"""The hotkeys on macOS: an event tap that listens. Imports the contract, `roles`, the worker, the key table and
`macos_calls`.

Nothing here was run on macOS (docs/decisions/0019-windows-and-macos.md). What is known of taps from others: macOS
switches one off that answers late, and only whoever switches it on again hears the release
(https://github.com/TypeWhisper/typewhisper-mac/issues/1220); without the permission one can be had that hears modifiers
alone (https://github.com/Beingpax/VoiceInk/issues/735), so the permission is asked for first. Nothing here asks for the
keyboard layout: that ends the process on macOS 26 (https://github.com/isair/jarvis/issues/646).
"""

import logging
import time
from collections.abc import Callable, Mapping

from .backend import Bound, Capabilities, HotkeyUnavailable, Key, Modifier, Role, Sink
from .capture import Capture
from .macos_calls import Tap, TapCalls, TapError, TapEvent, TapKind
from .macos_table import DEFAULT, DEVICE_BITS, FLAGS, PROPOSALS, TABLE, is_down
from .roles import Roles
from .worker import Worker

log = logging.getLogger(__name__)

WATCH_S = 2.0
"""How often is asked whether the tap is still switched on."""

NOT_ALLOWED = (
    "macOS does not let Holdfast listen for keys yet. Allow it in System Settings > Privacy & Security > "
    "Input Monitoring, and start Holdfast again. Until then, hold the button in Holdfast's window."
)
LOST = (
    "macOS does not let Holdfast listen for keys any more. Look whether it is still allowed in System Settings > "
    "Privacy & Security > Input Monitoring, and start Holdfast again; what you have said is kept."
)
NO_CAPS_LOCK = (
    "macOS tells that Caps Lock was switched, not how long it is held. Choose another key in the settings, "
    f"for example {DEFAULT}."
)
CAPS_LOCK = 57


class MacHotkey:
    """Listens for keys. `calls`: macOS' own functions."""

    capabilities = Capabilities(name="macOS", default_key=DEFAULT, proposals=PROPOSALS)

    def __init__(self, calls: TapCalls) -> None:
        self._calls = calls
        self._keys: Mapping[Role, Key] = {}
        self._roles: Roles
        self._sink: Sink
        self._tap: Tap | None = None
        self._worker: Worker[TapEvent] | None = None
        self._flags = 0
        """Of the event that is being looked at."""
        self._look_at = 0.0
        self._off = 0
        """Looks in a row that found the tap switched off."""

    def start(self, keys: Mapping[Role, Key], sink: Sink) -> None:
        """Listen for `keys`, in place of any others."""
        self.stop()
        self._check_permission()
        self._keys, self._sink = dict(keys), sink
        self._roles = Roles(keys, lambda: _modifiers(self._flags), sink.edge)
        self._off = 0
        now = time.monotonic()
        self._look_at = now + WATCH_S
        for code in self._roles.codes:
            if self._is_down(code):
                self._roles.is_down_already(code, now)
        self._tap, self._worker = self._listen(self._take, self._look)
        sink.bound({role: Bound(key.name) for role, key in keys.items()})

    def stop(self) -> None:
        """Stop listening. No edge is reported any more once this returned."""
        tap, self._tap = self._tap, None
        if tap:
            tap.close()
        worker, self._worker = self._worker, None
        if worker:
            worker.close()

    def is_physically_down(self) -> bool | None:
        """Whether the talk key is down right now; None while nothing is listened for."""
        return self._is_down(self._keys[Role.TALK].code) if self._tap else None

    def watch_cancel(self, on: bool) -> None:
        """Report the key for cancelling while on."""
        self._roles.watching_cancel = on

    def resolve(self, name: str) -> Key:
        """The key or chord of that name."""
        key = TABLE.find(name)
        if key.code == CAPS_LOCK:
            raise HotkeyUnavailable(NO_CAPS_LOCK)
        return key

    def capture(self, found: Callable[[Key], None]) -> Callable[[], None]:
        """Report every key that goes down, also those that are listened for, which do their work meanwhile."""
        self._check_permission()
        capture = Capture(TABLE, found)

        def take(event: TapEvent) -> None:
            if event.kind is not TapKind.DISABLED and not event.ours and event.code != CAPS_LOCK:
                capture.hear(event.code, _goes_down(event), event.at)

        tap, worker = self._listen(take, lambda _: WATCH_S)

        def end() -> None:
            tap.close()
            worker.close()

        return end

    def configure(self) -> None:
        """There is no such dialog."""
        raise HotkeyUnavailable("On macOS the keys are chosen in Holdfast's own settings.")

    # -------------------------------------------------------------------------------------------- the worker's thread

    def _take(self, event: TapEvent) -> None:
        if event.kind is TapKind.DISABLED:
            log.info("macOS switched the listening for keys off; it is on again")
            self._enable()
        elif not event.repeat and not event.ours:
            self._flags = event.flags
            self._roles.hear(event.code, _goes_down(event), event.at)

    def _look(self, now: float) -> float:
        if now >= self._look_at:
            self._look_at = now + WATCH_S
            tap = self._tap
            self._off = 0 if tap is None or tap.is_enabled() else self._off + 1
            if self._off == 1:
                self._enable()
            elif self._off == 2:  # it did not stay on: the user withdrew the permission
                self._sink.lost(LOST)
        return max(0.0, self._look_at - now)

    def _enable(self) -> None:
        if tap := self._tap:
            tap.enable()

    # -------------------------------------------------------------------------------------------- the calls

    def _check_permission(self) -> None:
        if not self._calls.may_listen():
            self._calls.ask_to_listen()
            raise HotkeyUnavailable(NOT_ALLOWED)

    def _listen(self, take: Callable[[TapEvent], None], look: Callable[[float], float]) -> tuple[Tap, Worker[TapEvent]]:
        worker = Worker(take, look, "hotkey")
        try:
            return self._calls.listen(worker.put), worker
        except TapError as error:
            worker.close()
            raise HotkeyUnavailable(NOT_ALLOWED) from error

    def _is_down(self, code: int) -> bool:
        if code in DEVICE_BITS:
            return is_down(code, self._calls.flags())
        return self._calls.is_down(code)


def _goes_down(event: TapEvent) -> bool:
    return is_down(event.code, event.flags) if event.kind is TapKind.FLAGS else event.kind is TapKind.DOWN


def _modifiers(flags: int) -> frozenset[Modifier]:
    return frozenset(each for each, mask in FLAGS.items() if flags & mask)

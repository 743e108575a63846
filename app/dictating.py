"""Dictating in the running app: from the gesture to the text in its place, and what the user sees of it meanwhile.

Imports the parts that it connects. Everything here happens on the Qt thread; the others come in by way of the bridge.
"""

import time
from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer

from audio.level import Level

from . import memory
from .bridge import Bridge, QtDeadlines
from .controller import Controller
from .delivery import DeliveryDesk
from .dictation import Dictation
from .faces import Faces
from .gesture_messages import CancelCommand, Event, Policy, PressCommand, ReleaseCommand, ToggleCommand
from .hotkey.backend import Bound, Role
from .hotkey_control import HotkeyControl
from .insertion.inserter import JoiningInserter
from .late_texts import LateTexts
from .messages import Deliver, DeliverPart, Input, Outcome, Phase, Show
from .microphone_notes import Note, NoteKind
from .pipeline import Pipeline
from .quiet import Quiet
from .settings import Settings
from .ui.status import HistoryEntry, Notice

COMMANDS: dict[str, Callable[[float], Event]] = {
    "press": PressCommand,
    "release": ReleaseCommand,
    "toggle": ToggleCommand,
    "cancel": CancelCommand,
}


class Dictating:
    """Hotkey, session, pipeline and desk of the running app, connected with each other and with its faces."""

    def __init__(
        self,
        bridge: Bridge,
        pipeline: Pipeline,
        faces: Faces,
        inserter: JoiningInserter,
        settings: Callable[[], Settings],
        finalize_deadline: float,
        hotkey_lost: Callable[[str], None],
        audio_kept: Callable[[int], bool],
    ) -> None:
        """`settings`: those that hold now. `hotkey_lost` is told why the hotkey's backend stopped by itself.
        `audio_kept`: whether there is a recording of that dictation."""
        self._bridge = bridge
        self._pipeline = pipeline
        self._faces = faces
        self._settings = settings
        self._audio_kept = audio_kept
        self._latest: Show | None = None
        self._notes: tuple[Note, ...] = ()
        """What there is to know about the microphone, the most urgent last."""
        self._quiet = Quiet()
        self._tidied_at = time.monotonic()
        self._parted = 0
        """The dictation whose words go out while it is spoken."""
        self.is_locked: Callable[[], bool] = lambda: False
        """Whether the screen is locked."""
        self.at_rest_again: Callable[[], None] = lambda: None
        """Called whenever something has come to its place, and may have been the last."""
        self.ended: Callable[[HistoryEntry | None, Deliver], None] = lambda _, __: None
        """Takes a dictation that came to its place, and what the history is to keep of it; None: nothing."""
        self.handed_over: Callable[[int], None] = lambda _: None
        """Called with the number of a dictation whose text is about to leave us."""
        self.came_late: Callable[[HistoryEntry], None] = lambda _: None
        """Takes one that has another text now."""
        self.keys_bound: Callable[[Mapping[Role, Bound]], None] = lambda _: None
        """Takes the keys that hold, whenever they change."""
        self.desk = DeliveryDesk(inserter, self._told, lambda: settings().provider, audio_kept, inserter.go_on)
        self.controller = Controller(
            pipeline,
            QtDeadlines(time.monotonic, self.take),
            self._show,
            self._deliver,
            finalize_deadline,
            deliver_part=self._deliver_part,
        )
        self.late = LateTexts(self._is_settled, pipeline.close, lambda entry: self.came_late(entry), self._tell)
        self.hotkey = HotkeyControl(
            Policy(),
            self.controller.take,
            bridge.edge,
            lambda sentence: bridge.call(lambda: hotkey_lost(sentence)),
            lambda bound: bridge.call(lambda: self.keys_bound(bound)),
        )
        bridge.take_input = self.take
        bridge.take_level = self._level
        bridge.take_edge = self.hotkey.take_edge
        self.hotkey.changed = self._refresh
        self.hotkey.quiet = self._quiet

    @property
    def at_rest(self) -> bool:
        """Nothing is spoken, recognised or inserted."""
        return self.controller.state.idle and not self.desk.waiting

    @property
    def state(self) -> str:
        """Where the newest dictation stands, in a word."""
        newest = self._newest
        return newest.phase.value if newest else "inserting" if self.desk.waiting else "idle"

    @property
    def seconds(self) -> float:
        """How long ago the newest dictation was begun; 0.0 without one."""
        newest = self._newest
        return round(time.monotonic() - newest.pressed_at, 1) if newest else 0.0

    @property
    def serving(self) -> str:
        """Who recognises the newest dictation: an id of the catalogue, empty without a dictation."""
        newest = self._newest
        return (newest.origins.serving or self._settings().provider) if newest else ""

    @property
    def interrupted(self) -> str:
        """What kind of failure broke the stream that is being replaced now; empty: none."""
        newest = self._newest
        return newest.interrupted.kind.value if newest and newest.interrupted else ""

    @property
    def note(self) -> str:
        """What there is to know about the microphone while it records; empty: nothing."""
        return self._notes[-1].sentence if self._notes and self.controller.state.listening else ""

    @property
    def _newest(self) -> Dictation | None:
        dictations = self.controller.state.dictations
        return dictations[-1] if dictations else None

    def take_note(self, note: Note) -> None:
        """Something is to be known about the microphone."""
        match note.kind:
            case NoteKind.SOUND:
                self._notes = tuple(each for each in self._notes if not each.passing)
            case NoteKind.ONLY_SILENCE:
                if newest := self._newest:
                    self.desk.heard_nothing(newest.id, note.sentence)
                return
            case _ if note.passing:
                self._notes = (*self._notes, note)
            case _:
                self._notes = (note,)
        self._refresh()

    def gesture(self, command: str) -> None:
        """One of `COMMANDS`, as if a hand had done it."""
        self.hotkey.give(COMMANDS[command](time.monotonic()))

    def take(self, given: Input) -> None:
        """Something happened that the session should know."""
        self.late.take(given)
        self.controller.take(given)
        if not self.controller.state.listening:
            self.hotkey.ended_elsewhere()

    def end_speaking(self) -> None:
        """End what is being spoken, whoever holds it. It comes to its place; a key that is down counts from its next
        press."""
        self.hotkey.ended_elsewhere()

    def look_again(self) -> None:
        """The computer slept: believe nothing about the key, the microphone and open connections any more."""
        self.ask_for_key()
        self._pipeline.wake()

    def ask_for_key(self) -> None:
        """Believe nothing about the key any more: its releases may have gone elsewhere."""
        if not self.controller.state.listening:  # whoever speaks already has pressed it since: the watchdog looks
            self.hotkey.look_again()

    def end_listening(self) -> None:
        """Take no more from the hotkey. What is spoken ends, and comes to its place."""
        self.hotkey.give(ReleaseCommand(time.monotonic()))
        self.hotkey.stop()

    # ------------------------------------------------------------------------------------------- from the other threads

    def _level(self, level: Level) -> None:
        if self.controller.state.listening:
            self._quiet.hear(level)
            self._faces.show_level(level)

    # ------------------------------------------------------------------------------------------- from the session

    def _is_settled(self, dictation: int) -> bool:
        return self.controller.state.find(dictation) is None

    def _show(self, shown: Show) -> None:
        if self._latest is None or shown.dictation != self._latest.dictation:
            # Behind everything that starts the microphone: reading the clipboard can take a while.
            QTimer.singleShot(0, self._bridge, lambda: self.desk.begun(shown.dictation))
            if shown.phase is Phase.STARTING:  # else it goes on with the same microphone
                self._notes = ()
            self._quiet.begin()
        if shown.phase is Phase.FINALIZING:
            self.desk.released(shown.dictation)
        self._latest = shown
        self._show_latest(shown)

    def _refresh(self) -> None:
        """It was locked, or is about to be cancelled: that is worth showing, though its text did not change."""
        if self._latest and self.controller.state.listening:
            self._show_latest(self._latest)

    def _show_latest(self, shown: Show) -> None:
        recorded = shown.given_up is not None and self._audio_kept(shown.dictation)
        note = self._notes[-1] if self._notes else None
        self._faces.show_dictation(shown, self.hotkey.hands_free, recorded, self.hotkey.asking, note)

    def _deliver_part(self, part: DeliverPart) -> None:
        now = not (self.hotkey.key_in_the_way or self.is_locked())
        if now and part.dictation != self._parted:
            self._parted = part.dictation
            self.handed_over(part.dictation)
        self.desk.deliver_part(part, now)

    def _deliver(self, delivered: Deliver) -> None:
        if delivered.failure:
            # Not only when the text has arrived: that may wait for a key that is still held.
            self._faces.show_failure(delivered, self.desk.about(delivered))
        if delivered.text and delivered.outcome is not Outcome.CANCELLED:
            self.handed_over(delivered.dictation)
        self.desk.deliver(delivered, self._settings().delivery, self.is_locked())

    def _told(self, entry: HistoryEntry | None, notice: Notice | None, delivered: Deliver) -> None:
        self.ended(entry, delivered)
        self.late.told(entry, delivered)
        if delivered.text and not delivered.failure:
            self._faces.set_trouble(False)
        self._tell(notice)
        self._tidy_up()
        self.at_rest_again()

    def _tidy_up(self) -> None:
        now = time.monotonic()
        if self.at_rest and now >= self._tidied_at + memory.EVERY_S:
            self._tidied_at = now
            QTimer.singleShot(0, self._bridge, memory.give_back)  # when everything is shown

    def _tell(self, notice: Notice | None) -> None:
        if self.at_rest:
            self._faces.show_rest(notice)
        elif notice:
            self._faces.show_notice(notice)

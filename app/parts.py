"""The parts of the running app, made and connected with each other. Imports every room; decides nothing.

What happens on which thread: these, the session, the widgets and the clipboard are on Qt's; sound devices on the
pipeline's control thread; recognition on its stream thread; the hotkey on its backend's. They meet in `bridge`.
"""

import os

from PySide6.QtWidgets import QApplication

from providers import catalogue

from . import failover, recognisers
from .accessibility.informant import choose_informant
from .bridge import Bridge
from .configuration import OPEN_SETTINGS, Configuration
from .dictating import Dictating
from .faces import Faces
from .folders import Folders
from .history_flow import HistoryFlow
from .hotkeys import Hotkeys
from .insertion.attentive import AttentiveInserter
from .insertion.choice import choose_hands, choose_inserter
from .insertion.joining import Style
from .keys import Keys, aside
from .machine.watch import MachineWatch
from .microphone_notes import Note
from .microphones import Microphones
from .once_more import OnceMore
from .pipeline import Pipeline
from .recordings import Recordings
from .recovery_flow import RecoveryFlow
from .settings import Delivery, Settings, Spacing
from .settings_flow import SettingsFlow
from .ui.theme import Appearance
from .vigil import Vigil


class Parts:
    """What a running Holdfast consists of. Making it starts nothing that is heard or seen."""

    def __init__(self, qt: QApplication, folders: Folders, settings: Settings) -> None:
        self._folders = folders
        self.bridge = Bridge()
        self.faces = Faces(Appearance(qt))
        self.informant = choose_informant(settings.ask_programs)
        self.inserter = AttentiveInserter(
            choose_inserter(
                os.environ,
                self.faces.show_waiting,
                lambda: self._settings().insertion,
                lambda: self.hotkeys.make_way(),
            ),
            self.informant.look,
            choose_hands(os.environ, lambda: self.hotkeys.key_names),
            self._style,
            lambda: self._settings().insertion,
            self.informant.write,
        )
        self.keys = Keys()
        self._make_dictating(settings)
        self.hotkeys = Hotkeys(self.dictating.hotkey, lambda told: self.faces.tell_trouble(told, OPEN_SETTINGS))
        self.dictating.keys_bound = self.hotkeys.take_bound
        self.configuration = Configuration(
            folders.settings_file,
            settings,
            self.pipeline,
            self.dictating.controller,
            self.hotkeys,
            self.faces,
            self.keys,
            self.bridge.call,
            self._microphones,
        )
        self._make_flows()
        self.watch = MachineWatch(lambda event: self.bridge.call(lambda: self.vigil.take(event)))
        self.vigil = Vigil(self.dictating, self.watch)
        self.dictating.is_locked = lambda: self.vigil.locked
        self.once_more = OnceMore(self.history, self.inserter, self.faces.show_passing, lambda: self.vigil.locked)
        self.dictating.hotkey.insert_again = self.once_more.insert
        self.dictating.ended = self.history.ended
        self.dictating.came_late = self.history.came_late
        self.dictating.handed_over = self.recordings.handed_over
        self.configuration.applied = self._applied

    def _make_dictating(self, settings: Settings) -> None:
        """From the microphone to the text."""
        self.recordings = Recordings(
            self._folders.recordings,
            self._settings,
            lambda sentence: self.bridge.call(lambda: self.faces.tell_trouble(sentence)),
        )
        self.pipeline = Pipeline(
            self._microphones(settings),
            failover.make(settings, self.keys),
            self.bridge.report,
            self.bridge.level,
            lambda gaps: self.bridge.call(lambda: self._sound_gaps(gaps)),
            self.recordings,
        )
        self.dictating = Dictating(
            self.bridge,
            self.pipeline,
            self.faces,
            self.inserter,
            self._settings,
            catalogue.provider(settings.provider).capabilities.finalize_deadline_s,
            self._hotkey_lost,
            self.recordings.keeps,
        )

    def _make_flows(self) -> None:
        """The conversations with the user beside dictating."""
        self.settings_flow = SettingsFlow(
            self.bridge,
            self.pipeline.on_control,
            self.configuration.apply,
            self.hotkeys,
            self.keys,
            self.configuration.keys_changed,
            lambda answer: self.history.clear(answer),
        )
        self.history = HistoryFlow(
            self.faces.window.history,
            self.bridge.call,
            self._folders.history_file,
            self._settings,
            self.keys,
            self.recordings,
            self.faces.tell_trouble,
        )
        self.recovery = RecoveryFlow(self.recordings.folder, self.history, self.bridge.call, self.faces.show_notice)

    def _microphones(self, settings: Settings) -> Microphones:
        """Those that are chosen. What they have to say goes to who shows it."""

        def tell(note: Note) -> None:
            self.bridge.call(lambda: self.dictating.take_note(note))

        return Microphones(settings.microphone, settings.other_microphones, tell, aside)

    def _settings(self) -> Settings:
        """Those that hold now."""
        return self.configuration.settings

    def _style(self) -> Style:
        settings = self._settings()
        spacing = settings.spacing
        if settings.delivery is Delivery.AS_YOU_SPEAK and spacing is Spacing.AFTER:
            spacing = Spacing.BEFORE  # which part will be the last is not known when it goes in
        return Style(spacing, settings.capitals, recognisers.spoken(settings))

    def _applied(self, settings: Settings) -> None:
        self.history.keep(settings)
        self.informant.use(settings.ask_programs)

    # ------------------------------------------------------------------------------------------- what the user is told

    def _sound_gaps(self, gaps: int) -> None:
        times = "once" if gaps == 1 else f"{gaps} times"
        self.faces.tell_trouble(
            f"The sound system dropped sound {times}: a word may be missing. Was the computer busy?"
        )

    def _hotkey_lost(self, sentence: str) -> None:
        self.hotkeys.lost()
        self.faces.tell_trouble(sentence, OPEN_SETTINGS)

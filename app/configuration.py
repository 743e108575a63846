"""The settings that hold, and making others hold: recogniser, microphone, hotkey, looks, file.

Imports what they change.

Everything here is on the Qt thread.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from providers import catalogue

from . import failover, recognisers
from .controller import Controller
from .faces import Faces
from .hotkeys import Hotkeys
from .keys import Keys, Missing, aside
from .pipeline import Pipeline
from .presentation import ENTER_KEY, enter_key
from .settings import Delivery, Settings
from .settings_file import SettingsError, load, save
from .settings_flow import Refusals
from .source import Source
from .ui.status import Action, Choice

OPEN_SETTINGS = Action("settings", "Settings…")


class Configuration:
    """Keeps the running parts in the state that `settings` describes."""

    def __init__(
        self,
        path: Path,
        settings: Settings,
        pipeline: Pipeline,
        controller: Controller,
        hotkeys: Hotkeys,
        faces: Faces,
        keys: Keys,
        on_qt: Callable[[Callable[[], None]], None],
        microphones: Callable[[Settings], Source],
    ) -> None:
        """`on_qt` runs work on the Qt thread, whichever thread asks for it. `microphones` makes the source that is
        chosen."""
        self._path = path
        self.settings = settings
        self._pipeline = pipeline
        self._controller = controller
        self._hotkeys = hotkeys
        self._faces = faces
        self._keys = keys
        self._on_qt = on_qt
        self._microphones = microphones
        self.applied: Callable[[Settings], None] = lambda _: None
        """Takes the settings whenever others hold."""

    def start(self) -> None:
        """Listen for the hotkey, and show what is set."""
        self._fetch_key()
        self._use_delivery()
        self._hotkeys.changed = self._show
        self._hotkeys.listen(self.settings)
        self._show()

    def apply(self, wanted: Settings) -> Refusals:
        """Make `wanted` hold and keep it, or say what of it cannot be."""
        old = self.settings
        hotkeys = self._hotkeys.depend_on(old, wanted)
        if hotkeys and (refused := self._hotkeys.refusals(wanted)):
            return refused
        recognition = failover.decides(wanted) != failover.decides(old)
        if recognition and (refused := recognisers.refusals(wanted)):
            return refused
        self.settings = wanted
        self._use_delivery()
        if (wanted.microphone, wanted.other_microphones) != (old.microphone, old.other_microphones):
            self._pipeline.use_source(self._microphones(wanted))
        if recognition:
            self._pipeline.use_recogniser(failover.make(wanted, self._keys))
            self._fetch_key()
            self._controller.use_deadline(catalogue.provider(wanted.provider).capabilities.finalize_deadline_s)
        if hotkeys:
            self._hotkeys.listen(wanted)
        self._show()
        self.applied(wanted)
        try:
            save(self._path, wanted)
        except SettingsError as error:
            self._faces.tell_trouble(str(error))
        return {}

    def choose_provider(self, provider: str) -> None:
        """The choice in the window itself."""
        for sentence in self.apply(replace(self.settings, provider=provider)).values():
            self._show()
            self._faces.tell_trouble(sentence, OPEN_SETTINGS)

    def keys_changed(self) -> None:
        """There is another key, or one less: no connection that was opened with the old one waits any longer, and who
        refused it is asked again."""
        self._keys.look_again()
        if failover.uses_keys(self.settings):
            self._pipeline.use_recogniser(failover.make(self.settings, self._keys))
        self._faces.settle(ENTER_KEY)
        self._fetch_key()

    def _use_delivery(self) -> None:
        self._controller.use_parts(self.settings.delivery is Delivery.AS_YOU_SPEAK)

    def _fetch_key(self) -> None:
        """Into memory, ahead of the first dictation: a key store may take its time."""
        chosen = self.settings.provider
        if catalogue.provider(chosen).needs_key:
            aside(lambda: self._look_for_key(chosen))

    def _look_for_key(self, chosen: str) -> None:
        match self._keys.find(chosen):
            case Missing(_, brief):
                said = f"{catalogue.provider(chosen).name} cannot be used yet. {brief}"
                self._on_qt(lambda: self._key_missing(chosen, said))

    def _key_missing(self, chosen: str, said: str) -> None:
        if self.settings.provider == chosen:
            self._faces.tell_trouble(said, enter_key(chosen))

    def _show(self) -> None:
        self._faces.show_settings(self.settings, choices(), self._hotkeys.talk_key)


def choices() -> tuple[Choice, ...]:
    """The recognisers to choose from."""
    return tuple(Choice(info.id, info.name, info.description) for info in catalogue.PROVIDERS)


def load_usable(path: Path) -> tuple[Settings, str | None]:
    """The settings in the file, changed so far that a recogniser can be made, and what the user should know of it."""
    loaded = load(path)
    settings, refused = recognisers.corrected(loaded.settings)
    told = [loaded.problem, *refused.values()]
    if settings.provider != loaded.settings.provider:
        told.append(f"Until that is put right, {settings.provider!r} is used.")
    elif refused:
        told.append("Until that is put right, the default is used.")
    return settings, " ".join(filter(None, told)) or None

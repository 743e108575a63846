"""The settings that hold, and making others hold: recogniser, microphone, hotkey, looks, file.

Imports what they change.

Everything here is on the Qt thread.
"""

from dataclasses import replace
from pathlib import Path

from audio.microphone import Microphone
from providers import catalogue
from providers.factory import make_recogniser

from .controller import Controller
from .faces import Faces
from .gesture_messages import Policy
from .hotkey.backend import HotkeyUnavailable
from .hotkey.choose import choose_backend
from .hotkey_control import REPEAT_GRACE_S, HotkeyControl
from .pipeline import Pipeline
from .settings import Settings
from .settings_file import SettingsError, load, save
from .settings_flow import Refusals
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
        hotkey: HotkeyControl,
        faces: Faces,
    ) -> None:
        self._path = path
        self.settings = settings
        self.key = ""
        """The name of the key that is listened for, empty if none is."""
        self._pipeline = pipeline
        self._controller = controller
        self._hotkey = hotkey
        self._faces = faces

    def start(self) -> None:
        """Listen for the hotkey, and show what is set."""
        self._listen()
        self._show()

    def apply(self, wanted: Settings) -> Refusals:
        """Make `wanted` hold and keep it, or say what of it cannot be."""
        old = self.settings
        if (wanted.hotkey, wanted.mode) != (old.hotkey, old.mode) and (backend := self._hotkey.backend):
            try:
                backend.resolve(wanted.hotkey)
            except HotkeyUnavailable as error:
                return {"hotkey": str(error)}
        self.settings = wanted
        if wanted.microphone != old.microphone:
            self._pipeline.use_source(Microphone(wanted.microphone))
        if wanted.provider != old.provider:
            self._pipeline.use_recogniser(make_recogniser(wanted.provider))
            self._controller.use_deadline(catalogue.provider(wanted.provider).capabilities.finalize_deadline_s)
        if (wanted.hotkey, wanted.mode, wanted.longest_hold_s) != (old.hotkey, old.mode, old.longest_hold_s):
            self._listen()
        self._show()
        try:
            save(self._path, wanted)
        except SettingsError as error:
            self._faces.tell_trouble(str(error))
        return {}

    def choose_provider(self, provider: str) -> None:
        """The choice in the window itself."""
        self.apply(replace(self.settings, provider=provider))

    def key_lost(self) -> None:
        """The hotkey's backend stopped by itself."""
        self.key = ""
        self._show()

    def _listen(self) -> None:
        self.key = ""
        try:
            backend = self._hotkey.backend or choose_backend()
            key = backend.resolve(self.settings.hotkey)
            facts = backend.capabilities
            policy = Policy(
                mode=self.settings.mode,
                knows_state=facts.knows_state,
                release_grace_s=REPEAT_GRACE_S if facts.repeats else 0.0,
                longest_hold_s=self.settings.longest_hold_s,
            )
            self._hotkey.listen(backend, key, policy)
        except HotkeyUnavailable as error:
            self._faces.tell_trouble(str(error), OPEN_SETTINGS)
        else:
            self.key = key.name

    def _show(self) -> None:
        self._faces.show_settings(self.settings, choices(), self.key)


def choices() -> tuple[Choice, ...]:
    """The recognisers to choose from."""
    return tuple(Choice(info.id, info.name, info.description) for info in catalogue.PROVIDERS)


def load_usable(path: Path) -> tuple[Settings, str | None]:
    """The settings in the file, with a provider that exists, and what the user should know about them."""
    loaded = load(path)
    settings, problem = loaded.settings, loaded.problem
    try:
        catalogue.provider(settings.provider)
    except catalogue.UnknownProvider as error:
        settings = replace(settings, provider=Settings().provider)
        problem = " ".join(filter(None, (problem, f"{error} Until you do, {settings.provider!r} is used.")))
    return settings, problem

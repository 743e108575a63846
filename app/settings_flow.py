"""The settings window's conversation: what it asks for and what becomes of the answer. Imports the dialog, the devices.

Everything that touches sound hardware is done on the pipeline's control thread. API keys are the matter of `key_flow`.
"""

import os
from collections.abc import Callable

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from audio.devices import Device, inputs
from audio.errors import DeviceError
from audio.level import measure
from audio.microphone import Microphone
from providers.catalogue import PROVIDERS, provider

from . import failover, recognisers
from .bridge import Bridge
from .hotkey.backend import HotkeyUnavailable, Key
from .hotkey_settings import FIELDS
from .hotkeys import Hotkeys
from .insertion import programs
from .key_flow import KeyFlow
from .keys import Keys
from .settings import Settings
from .ui.settings_dialog import SettingsDialog
from .ui.status import Choice, Level

Refusals = dict[str, str]
"""What cannot be accepted: a sentence for each field of the settings."""


class SettingsFlow(QObject):
    """Opens the dialog, one at a time, and keeps it supplied.

    `on_control` runs work on the thread that owns the sound devices. `apply` takes the wanted settings and says what it
    refuses; nothing refused means that they hold. `keys_changed` is called when there is a new API key, or one less.
    `clear_history` deletes the history, and gives back a sentence on what came of it.
    """

    def __init__(
        self,
        bridge: Bridge,
        on_control: Callable[[Callable[[], None]], None],
        apply: Callable[[Settings], Refusals],
        hotkeys: Hotkeys,
        keys: Keys,
        keys_changed: Callable[[], None] = lambda: None,
        clear_history: Callable[[Callable[[str], None]], None] = lambda _: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._on_control = on_control
        self._apply = apply
        self._hotkeys = hotkeys
        self._keys = KeyFlow(keys, self._tell, lambda: bridge.call(keys_changed))
        self._clear_history = clear_history
        self._dialog: SettingsDialog | None = None
        self._preview: Microphone | None = None
        self._stop_capture: Callable[[], None] = lambda: None

    def open(self, settings: Settings, parent: QWidget, field: str = "", provider: str = "") -> None:
        """Show the dialog, or bring the open one forward; with the focus in `field`, such as "key", of `provider`;
        empty: of the one that is chosen."""
        dialog = self._dialog or self._made(settings, parent)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        if provider:
            dialog.show_provider(provider)
        if field:
            dialog.show_field(field)

    def _made(self, settings: Settings, parent: QWidget) -> SettingsDialog:
        dialog = SettingsDialog(settings, PROVIDERS, (), parent if parent.isVisible() else None)
        dialog.microphone_previewed.connect(self._start_preview)
        dialog.preview_ended.connect(self._end_preview)
        dialog.capture_started.connect(self._start_capture)
        dialog.capture_ended.connect(self._end_capture)
        dialog.desktop_keys_requested.connect(self._configure_keys)
        dialog.submitted.connect(self._submitted)
        dialog.finished.connect(self._finished)
        dialog.edited.connect(self._edited)
        dialog.key_wanted.connect(self._keys.look)
        dialog.key_saved.connect(self._keys.save)
        dialog.key_deleted.connect(self._keys.delete)
        dialog.key_tested.connect(self._keys.test)
        dialog.programs_wanted.connect(self._show_programs)
        dialog.front_wanted.connect(self._show_front)
        dialog.page_requested.connect(lambda address: QDesktopServices.openUrl(QUrl(address)))
        dialog.clear_requested.connect(lambda: self._clear_history(self._cleared))
        self._show_keys(dialog)
        self._dialog = dialog
        self._on_control(self._list_microphones)
        return dialog

    def _submitted(self, wanted: Settings) -> None:
        if not self._dialog:
            return
        refused = self._apply(wanted)
        for field, sentence in refused.items():
            self._dialog.show_error(field, sentence)
        if not refused:
            self._dialog.accept()

    def _edited(self, wanted: Settings) -> None:
        if self._dialog and any(info.id == wanted.provider for info in PROVIDERS):
            self._dialog.show_left_out(provider(wanted.provider).name, recognisers.left_out(wanted))
            self._dialog.show_not_taking_over(failover.followers(wanted)[1])

    def _show_programs(self) -> None:
        if self._dialog:
            found = programs.open_programs(os.environ)
            self._dialog.show_programs(tuple(Choice(each.name, each.title) for each in found))

    def _show_front(self) -> None:
        if self._dialog:
            front = programs.program_in_front(os.environ)
            self._dialog.show_front(front.name if front else "")

    def _cleared(self, sentence: str) -> None:
        if self._dialog:
            self._dialog.show_cleared(sentence)

    def _finished(self) -> None:
        self._end_capture()
        self._end_preview()
        if self._dialog:
            self._dialog.deleteLater()
        self._dialog = None

    # ------------------------------------------------------------------------------------------- microphones

    def _list_microphones(self) -> None:
        try:
            found = tuple(_choice(device) for device in inputs())
        except DeviceError as error:
            self._trouble(str(error))
        else:
            self._tell(lambda dialog: dialog.show_microphones(found))

    def _start_preview(self, name: str | None) -> None:
        def start() -> None:
            if self._preview:
                self._preview.close()
            self._preview = microphone = Microphone(name)
            try:
                microphone.start(on_block=self._measure, on_end=lambda error: self._trouble(str(error)))
            except DeviceError as error:
                self._trouble(str(error))

        self._on_control(start)

    def _end_preview(self) -> None:
        def end() -> None:
            if self._preview:
                self._preview.close()
            self._preview = None

        self._on_control(end)

    def _measure(self, block: bytes) -> None:
        level = measure(block)
        self._tell(lambda dialog: dialog.show_level(Level(level.peak_dbfs, level.rms_dbfs)))

    def _trouble(self, sentence: str) -> None:
        self._tell(lambda dialog: dialog.show_error("microphone", sentence))

    def _tell(self, work: Callable[[SettingsDialog], None]) -> None:
        """From any thread: do it with the dialog, if it is still open."""

        def run() -> None:
            if self._dialog:
                work(self._dialog)

        self._bridge.call(run)

    # ------------------------------------------------------------------------------------------- the hotkey

    def _start_capture(self, field: str) -> None:
        if backend := self._hotkeys.backend:
            try:
                self._stop_capture = backend.capture(lambda key: self._captured(field, key))
            except HotkeyUnavailable as error:
                if self._dialog:
                    self._dialog.show_error(field, str(error))

    def _end_capture(self) -> None:
        stop, self._stop_capture = self._stop_capture, lambda: None
        stop()

    def _captured(self, field: str, key: Key) -> None:
        self._tell(lambda dialog: dialog.show_captured(key.name, self._hotkeys.advice(field, key)))

    def _show_keys(self, dialog: SettingsDialog) -> None:
        if backend := self._hotkeys.backend:
            dialog.show_usual_key(backend.capabilities.default_key)
            for field, sentence in self._hotkeys.shared.items():
                dialog.show_key_note(field, sentence)
            dialog.show_hotkey_way(backend.capabilities.name)
            if backend.capabilities.desktop_chooses:
                bound = self._hotkeys.bound
                dialog.show_desktop_keys({FIELDS[role]: each.name for role, each in bound.items()})

    def _configure_keys(self) -> None:
        """The keys are chosen in the desktop's dialog."""
        if backend := self._hotkeys.backend:
            try:
                backend.configure()
            except HotkeyUnavailable as error:
                if self._dialog:
                    self._dialog.show_error("hotkey", str(error))


def _choice(device: Device) -> Choice:
    return Choice(device.name, device.name, "The system's default" if device.is_default else "")

"""The settings' page of the hotkeys. Imports the fields, `hotkey_field`, the hotkey's means, and `app.settings`."""

import sys
from dataclasses import replace

from PySide6.QtCore import Signal

from app.hotkey.means import ON_LINUX, Means
from app.settings import Mode, Settings

from .choice_box import ChoiceBox
from .fields import Field
from .hotkey_field import HotkeyField
from .option_editor import Switch
from .page import Page
from .status import Choice

MODES = (
    Choice(Mode.HOLD.value, "Hold while speaking"),
    Choice(
        Mode.TAP_TO_LOCK.value,
        "Hold, or tap for hands-free",
        "A short tap starts listening, the next tap ends it. Holding works as before.",
    ),
)
WAYS = {
    Means.AUTOMATIC: Choice(Means.AUTOMATIC.value, "Automatic"),
    Means.X11: Choice(
        Means.X11.value, "X11", "For X11 sessions. On Wayland it hears only what is typed into X programs."
    ),
    Means.PORTAL: Choice(
        Means.PORTAL.value, "The desktop's portal", "For Wayland: the desktop asks you once which keys Holdfast gets."
    ),
    Means.COMMAND: Choice(
        Means.COMMAND.value,
        "A key binding of the desktop",
        "You have the desktop start holdfast press and holdfast release. holdfast doctor prints what to put where.",
    ),
    Means.EVDEV: Choice(
        Means.EVDEV.value,
        "The keyboards themselves",
        "Any key, on any desktop, if you may read /dev/input. All your programs can read what you type then.",
    ),
}
NOW = "Now: {name}."
HANDS_FREE = "Pressed once it starts listening, pressed again it ends; while you hold the talk key, it locks."
CANCEL = "Works only while you dictate. The text is kept in the history all the same."
NO_CANCEL = "No key cancels. The button in the window still does."
INSERT_AGAIN = "Inserts the newest text of the history once more, also one that you cancelled."
TAKEN = "{key} is the key for {purpose} already. Choose another one."
BY_THE_DESKTOP = "This desktop gives keys to programs itself: choose there, and it tells Holdfast."

_PURPOSES = {
    "hotkey": "talking",
    "hands_free_key": "hands-free dictation",
    "cancel_key": "cancelling",
    "insert_again_key": "inserting again",
}


class HotkeysPage(Page):
    """Which key does what."""

    capture_started = Signal(str)
    """Keys are awaited for this field of the settings; answer with `show_captured`."""
    capture_ended = Signal()
    desktop_keys_requested = Signal()
    """The user wants to choose keys in the desktop's dialog."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._keys = {
            "hotkey": HotkeyField("Press the key you want to hold…"),
            "hands_free_key": HotkeyField("Press a key, or several together…", removable=True),
            "cancel_key": HotkeyField("Press a key, or several together…", removable=True, takes_esc=True),
            "insert_again_key": HotkeyField("Press a key, or several together…", removable=True),
        }
        self._mode = ChoiceBox()
        self._mode.show_choices(MODES, settings.mode.value)
        self._twice = Switch("Press it a second time within a second")
        self._twice.show_value(settings.cancel_twice)
        titles = ("&Talk", "&Hands-free", "Cance&l", "Insert &again")
        for (name, field), title in zip(self._keys.items(), titles, strict=True):
            field.show_key(getattr(settings, name) or "")
            self._connect(name, field)
            self.add(name, title, Field(field))
            if name == "hotkey":
                self.add("mode", "M&ode", Field(self._mode))
            if name == "cancel_key":
                self.add("cancel_twice", "Cancel t&wice", Field(self._twice))
        self._way = ChoiceBox()
        self._way.show_choices(tuple(WAYS[each] for each in ON_LINUX), settings.hotkey_backend.value)
        self._way_now = ""
        if sys.platform == "linux":  # elsewhere there is one way
            self.add("hotkey_backend", "Heard thro&ugh", Field(self._way))
        self.column.addStretch(1)
        self._mode.chosen.connect(self._explain)
        self._way.chosen.connect(self._explain)
        self._explain()

    def applied_to(self, settings: Settings) -> Settings:
        """`settings` with what stands on this page."""
        return replace(
            settings,
            hotkey=self._keys["hotkey"].key or None,
            hands_free_key=self._keys["hands_free_key"].key,
            cancel_key=self._keys["cancel_key"].key,
            insert_again_key=self._keys["insert_again_key"].key,
            mode=Mode(self._mode.current),
            cancel_twice=self._twice.value,
            hotkey_backend=Means(self._way.current),
        )

    def show_usual_key(self, name: str) -> None:
        """The key for talking that there is while none is chosen."""
        self._keys["hotkey"].show_usual(name)

    def show_way(self, name: str) -> None:
        """What the keys are heard through now."""
        self._way_now = name
        self._explain()

    def show_desktop_keys(self, names: dict[str, str]) -> None:
        """The desktop chooses the keys: these are they, by field; the others have none."""
        for name, field in self._keys.items():
            field.show_desktop_key(names.get(name, ""))
            self.fields[name].show_note(BY_THE_DESKTOP if name == "hotkey" else "")

    def show_captured(self, name: str, warning: str) -> None:
        """This key went down while one was awaited."""
        for own, field in self._keys.items():
            if not field.capturing or not field.wants(name):
                continue
            other = next((each for each in self._keys if each != own and self._keys[each].shown == name), None)
            self.fields[own].show_error("")
            field.show_captured(name)
            self._explain()
            if other:
                self.fields[own].show_error(TAKEN.format(key=name, purpose=_PURPOSES[other]))
            elif warning:
                self.fields[own].show_note(warning)

    def end_capture(self) -> None:
        """No key is awaited any more."""
        for field in self._keys.values():
            field.end_capture()

    def _connect(self, name: str, field: HotkeyField) -> None:
        field.capture_started.connect(lambda: self.capture_started.emit(name))
        field.capture_ended.connect(self.capture_ended)
        field.changed.connect(lambda: self.fields[name].show_error(""))
        field.changed.connect(self._explain)
        field.desktop_requested.connect(self.desktop_keys_requested)

    def _explain(self) -> None:
        self.fields["mode"].show_note(self._mode.note)
        self.fields["hands_free_key"].show_note(HANDS_FREE)
        self.fields["cancel_key"].show_note(CANCEL if self._keys["cancel_key"].key else NO_CANCEL)
        self.fields["insert_again_key"].show_note(INSERT_AGAIN)
        self._twice.setEnabled(bool(self._keys["cancel_key"].key))
        if way := self.fields.get("hotkey_backend"):
            way.show_error("")
            automatic = self._way.current == Means.AUTOMATIC.value and self._way_now
            way.show_note(NOW.format(name=self._way_now) if automatic else self._way.note)

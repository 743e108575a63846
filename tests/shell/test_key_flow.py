"""Keys by way of the settings window: the real dialog, keyring's own machinery, and a simulated service."""

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError
from PySide6.QtWidgets import QLabel, QLineEdit

from app.bridge import Bridge
from app.hotkeys import Hotkeys
from app.keys import Found, Keys, Where
from app.settings import ProviderChoice, Settings
from app.settings_flow import SettingsFlow
from app.ui.key_field import KeyField
from rig.simulators.server import KEY, Simulator
from rig.simulators.services import SERVICES

SONIOX = Settings(provider="soniox")


class Store(KeyringBackend):
    """A key store in memory, which can be locked."""

    priority = 1  # type: ignore[assignment]

    def __init__(self):
        super().__init__()
        self.kept = {}
        self.locked = False

    def _check(self):
        if self.locked:
            raise KeyringLocked(f"the secret is {KEY}")

    def get_password(self, service, username):
        self._check()
        return self.kept.get(username)

    def set_password(self, service, username, password):
        self._check()
        self.kept[username] = password

    def delete_password(self, service, username):
        self._check()
        if self.kept.pop(username, None) is None:
            raise PasswordDeleteError


@pytest.fixture
def store():
    before = keyring.get_keyring()
    keyring.set_keyring(Store())
    yield keyring.get_keyring()
    keyring.set_keyring(before)


class Window:
    """The dialog as a person meets it."""

    def __init__(self, qtbot, settings, keys):
        self.qtbot = qtbot
        self.applied = []
        bridge = Bridge()
        parent = QLabel()
        qtbot.addWidget(parent)
        self.changes = 0
        self.flow = SettingsFlow(
            bridge, lambda _: None, self._apply, Hotkeys(None, pytest.fail), keys, self._key_changed
        )
        self.flow.open(settings, parent, "key")
        self.dialog = self.flow._dialog
        self._keep = (bridge, parent)

    def _apply(self, wanted):
        self.applied.append(wanted)
        return {}

    def _key_changed(self):
        self.changes += 1

    @property
    def key(self):
        (found,) = (each for each in self.dialog.findChildren(KeyField) if each.isVisible())
        return found

    @property
    def line(self):
        return self.key.findChild(QLineEdit)

    def words(self):
        return [label.text() for label in self.dialog.findChildren(QLabel) if label.isVisible()]

    def wait_for(self, *parts):
        def said():
            assert all(any(part in each for each in self.words()) for part in parts), "|".join(self.words())[-600:]

        self.qtbot.waitUntil(said, timeout=20_000)

    def press(self, name):
        getattr(self.key, name).click()


@pytest.fixture
def open_window(qtbot):
    opened = []

    def make(keys, settings=SONIOX):
        opened.append(Window(qtbot, settings, keys))
        return opened[-1]

    yield make
    for window in opened:
        if window.flow._dialog:
            window.flow._dialog.reject()


def test_the_window_opens_at_the_key(open_window, store, qtbot):
    window = open_window(Keys({}))
    qtbot.waitUntil(window.line.hasFocus)
    window.wait_for("No API key was found in the key store or in SONIOX_API_KEY.")


def test_a_window_that_is_open_turns_to_the_provider_whose_key_is_wanted(open_window, store, qtbot):
    window = open_window(Keys({}))
    window.wait_for("No API key was found in the key store or in SONIOX_API_KEY.")
    window.flow.open(SONIOX, window._keep[1], "key", "cartesia")
    window.wait_for("No API key was found in the key store or in CARTESIA_API_KEY.", "OK makes it that")
    qtbot.waitUntil(window.line.hasFocus)


def test_a_typed_key_is_kept_in_the_store_and_known_at_once(open_window, store, qtbot):
    keys = Keys({})
    window = open_window(keys)
    qtbot.keyClicks(window.line, KEY)
    window.press("_save")
    window.wait_for("A key is in the system's key store.", "Saved.")
    assert store.kept == {"soniox": KEY}
    assert keys.known("soniox") == Found(KEY, Where.STORE)
    assert window.line.text() == ""
    assert window.changes == 1
    window.press("_delete")
    window.wait_for("The key was deleted.", "No API key was found")
    assert store.kept == {} and keys.known("soniox") is None
    assert window.changes == 2


def test_a_locked_store_is_said_and_the_session_offered(open_window, store, qtbot):
    store.locked = True
    keys = Keys({})
    window = open_window(keys)
    window.wait_for("No key yet. The key store is locked")
    qtbot.keyClicks(window.line, KEY)
    window.press("_save")
    window.wait_for("A key is in use for this session")
    assert keys.known("soniox") == Found(KEY, Where.SESSION) and store.kept == {}


def test_a_store_that_locks_itself_in_between_offers_the_session(open_window, store, qtbot):
    window = open_window(keys := Keys({}))
    window.wait_for("No API key was found")
    store.locked = True
    qtbot.keyClicks(window.line, KEY)
    window.press("_save")
    window.wait_for("The key was not kept. The key store is locked")
    assert window.line.text() == KEY
    window.press("_save")
    window.wait_for("A key is in use for this session")
    assert keys.known("soniox") == Found(KEY, Where.SESSION)


def test_a_store_that_does_not_delete_says_so(open_window, store):
    store.kept["soniox"] = KEY
    window = open_window(Keys({}))
    window.wait_for("A key is in the system's key store.")
    store.locked = True
    window.press("_delete")
    window.wait_for("The key may still be there. The key store is locked")
    assert window.changes == 0


def test_what_is_no_key_is_refused(open_window, store, qtbot):
    window = open_window(Keys({}))
    qtbot.keyClicks(window.line, "two words")
    window.press("_save")
    window.wait_for("That is no API key.")
    window.press("_test")
    window.wait_for("That is no API key.")
    assert store.kept == {}


def test_a_key_in_the_environment_is_shown_as_that(open_window, store):
    window = open_window(Keys({"SONIOX_API_KEY": KEY}))
    window.wait_for("A key is in the environment, in SONIOX_API_KEY.")
    assert not window.key._delete.isEnabled()


def test_the_typed_key_is_tried_at_the_service_before_it_is_kept(open_window, store, qtbot):
    with Simulator(SERVICES["soniox"]) as simulator:
        settings = SONIOX.with_choice("soniox", ProviderChoice(simulator.endpoint))
        window = open_window(keys := Keys({}), settings)
        qtbot.keyClicks(window.line, "wrong-key")
        window.press("_test")
        window.wait_for("valid API key")
        assert "wrong-key" not in " ".join(window.words())
        window.line.clear()
        qtbot.keyClicks(window.line, KEY)
        window.press("_test")
        window.wait_for("Soniox takes the key.")
        assert store.kept == {} and keys.known("soniox") is None
        window.press("_save")
        window.wait_for("Saved.")
        window.press("_test")
        window.wait_for("Soniox takes the key.")
        assert simulator.violations == []


def test_ok_keeps_what_was_typed_and_then_applies(open_window, store, qtbot):
    window = open_window(Keys({}))
    qtbot.keyClicks(window.line, KEY)
    window.dialog._buttons.accepted.emit()
    qtbot.waitUntil(lambda: window.applied == [SONIOX], timeout=20_000)
    assert store.kept == {"soniox": KEY}


def test_an_answer_that_comes_when_the_window_is_gone_is_survived(open_window, store, qtbot):
    window = open_window(keys := Keys({}))
    window.dialog.reject()
    qtbot.waitUntil(lambda: window.flow._dialog is None)
    window.flow._keys.look("soniox")
    window.flow._keys.save("soniox", KEY, True)
    qtbot.waitUntil(lambda: keys.known("soniox") is not None, timeout=20_000)
    qtbot.wait(1)


def test_terms_that_are_left_out_are_named_while_typing(open_window, store):
    window = open_window(Keys({}), Settings(vocabulary=("Holdfast",)))
    window.dialog.show_field("vocabulary")
    window.wait_for("takes no vocabulary")

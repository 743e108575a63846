"""What the settings window wants done with API keys. Imports the keys, the trial, and the dialog it answers.

Nothing of it happens on the Qt thread: a key store may wait for the user, a service for the network. What is done with
the key store is done in the order asked for, so that an answer is never older than the one before it.
"""

from collections.abc import Callable
from dataclasses import replace
from queue import SimpleQueue

from providers.catalogue import provider

from . import recognisers
from .credentials import StoreTrouble, describe_store
from .key_trial import try_key
from .keys import Found, Keys, Missing, UnusableKey, Where, aside
from .settings import Settings
from .ui.settings_dialog import SettingsDialog
from .ui.status import KeyState

Tell = Callable[[Callable[[SettingsDialog], None]], None]
"""Does something with the dialog on the Qt thread, if it is still open. Called from any thread."""

OR_SESSION = "You can use a key for this session: it is kept in memory, and gone when Holdfast ends."


class KeyFlow:
    """Looks for keys, keeps, tests and removes them. Each method returns at once, and answers through `tell`."""

    def __init__(self, keys: Keys, tell: Tell, changed: Callable[[], None] = lambda: None) -> None:
        """`changed` is called, on some thread, when there is a new key, or one less."""
        self._keys = keys
        self._tell = tell
        self._changed = changed
        self._orders: SimpleQueue[Callable[[], None]] = SimpleQueue()
        aside(self._carry_out)

    def look(self, provider_id: str) -> None:
        """Where is the key?"""

        def work() -> None:
            state = self._state(provider_id)
            self._tell(lambda dialog: dialog.show_key(provider_id, state))

        self._orders.put(work)

    def save(self, provider_id: str, key: str, session_only: bool) -> None:
        """Keep this key; if it cannot be kept, say why, and offer to use it for the session."""

        def work() -> None:
            try:
                if session_only:
                    found = self._keys.keep_for_session(provider_id, key)
                else:
                    found = self._keys.store(provider_id, key)
            except UnusableKey as error:
                sentence = f"That is no API key. {error}"
                self._tell(lambda dialog: dialog.show_key_trouble(provider_id, None, sentence))
            except StoreTrouble as trouble:
                sentence = f"The key was not kept. {trouble}"
                nowhere = KeyState(OR_SESSION, storable=False)
                self._tell(lambda dialog: dialog.show_key_trouble(provider_id, nowhere, sentence))
            else:
                self._changed()
                state = KeyState(_sentence(provider_id, found), there=True, ours=True, storable=not session_only)
                self._tell(lambda dialog: dialog.show_key_saved(provider_id, state, "Saved. Test it now."))

        self._orders.put(work)

    def delete(self, provider_id: str) -> None:
        """Remove the key that is kept."""

        def work() -> None:
            try:
                self._keys.delete(provider_id)
            except StoreTrouble as trouble:
                sentence, still = f"The key may still be there. {trouble}", self._state(provider_id)
                self._tell(lambda dialog: dialog.show_key_trouble(provider_id, still, sentence))
            else:
                self._changed()
                state = self._state(provider_id)
                self._tell(lambda dialog: dialog.show_key(provider_id, state))
                self._tell(lambda dialog: dialog.show_verdict(provider_id, True, "The key was deleted."))

        self._orders.put(work)

    def test(self, settings: Settings, key: str) -> None:
        """Open a real stream with this key, or with the one that is kept if it is empty."""
        chosen = replace(settings, language=None, keep_connection_s=0)  # only the key is on trial

        def work() -> None:
            try:
                keys = _only(settings.provider, key) if key else self._keys
            except UnusableKey as error:
                sentence = f"That is no API key. {error}"
                self._tell(lambda dialog: dialog.show_verdict(settings.provider, False, sentence))
                return
            verdict = try_key(settings.provider, lambda: recognisers.make(chosen, keys))
            self._tell(lambda dialog: dialog.show_verdict(settings.provider, verdict.good, verdict.sentence))

        aside(work)

    def _carry_out(self) -> None:
        while True:
            self._orders.get()()

    def _state(self, provider_id: str) -> KeyState:
        store = describe_store()
        match self._keys.find(provider_id):
            case Found() as found:
                ours = found.where is not Where.ENVIRONMENT
                return KeyState(_sentence(provider_id, found), there=True, ours=ours, storable=store.usable)
            case Missing(sentence, _):
                told = sentence if store.usable else f"No key yet. {store.text} {OR_SESSION}"
                return KeyState(told, storable=store.usable)


def _only(provider_id: str, key: str) -> Keys:
    """Keys that know this one and no other. Raises UnusableKey."""
    keys = Keys(environment={})
    keys.keep_for_session(provider_id, key)
    return keys


def _sentence(provider_id: str, found: Found) -> str:
    match found.where:
        case Where.STORE:
            return "A key is in the system's key store."
        case Where.SESSION:
            return "A key is in use for this session: it is gone when Holdfast ends."
        case Where.ENVIRONMENT:
            return f"A key is in the environment, in {provider(provider_id).key_variable}."

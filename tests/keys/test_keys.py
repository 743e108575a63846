"""Where keys are looked for, what becomes of a bad one, and that none is ever shown."""

import threading
from pathlib import Path

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError, PasswordDeleteError

from app import credentials
from app.credentials import StoreTrouble
from app.keys import LONGEST_KEY, Found, Keys, Missing, UnusableKey, Where, account, checked, taken_from
from providers.catalogue import PROVIDERS, UnknownProvider, provider

KEY = "sk-0123456789abcdef"
WITH_KEY = [info.id for info in PROVIDERS if info.needs_key]


class Memory(KeyringBackend):
    """A key store that keeps things as long as the test."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.asked = 0
        self.trouble: Exception | None = None
        self.forgetful = False
        self.answer = threading.Event()
        self.answer.set()

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        assert threading.current_thread() is not threading.main_thread()
        self.answer.wait()
        if self.trouble:
            raise self.trouble
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if not self.forgetful:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("there is none")


class Chain(KeyringBackend):
    """As keyring makes one of all stores it finds."""

    priority = 1  # type: ignore[assignment]

    def __init__(self, *backends: KeyringBackend) -> None:
        super().__init__()
        self.backends = backends

    def get_password(self, service: str, username: str) -> str | None:
        raise AssertionError("a chain asks every store in it")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("a chain writes to whatever store takes it")


class PlaintextStore(Memory):
    """Writes what it keeps where everybody can read it."""


@pytest.fixture
def store():
    before = keyring.get_keyring()
    made = Memory()
    keyring.set_keyring(made)
    yield made
    made.answer.set()
    keyring.set_keyring(before)


@pytest.fixture
def keys(store):
    return Keys({}, timeout=20)


def test_the_key_store_comes_first_the_environment_second(store):
    keys = Keys({"SONIOX_API_KEY": "from-the-environment"})
    assert keys.find("soniox") == Found("from-the-environment", Where.ENVIRONMENT)
    keys.forget("soniox")
    store.kept["holdfast", "soniox"] = KEY
    assert keys.find("soniox") == Found(KEY, Where.STORE)


def test_a_key_for_the_session_comes_before_all(store, keys):
    store.kept["holdfast", "soniox"] = "another"
    assert keys.keep_for_session("soniox", KEY) == Found(KEY, Where.SESSION)
    assert keys.find("soniox") == Found(KEY, Where.SESSION)
    assert KEY not in store.kept.values()
    keys.forget("soniox")
    assert keys.find("soniox") == Found(KEY, Where.SESSION), "it is nowhere else to be found again"


def test_what_another_process_did_to_the_key_store_is_seen(store, keys):
    store.kept["holdfast", "soniox"] = KEY
    keys.find("soniox")
    keys.keep_for_session("cartesia", "for-this-session")
    store.kept.clear()
    assert keys.find("soniox") == Found(KEY, Where.STORE), "nobody said that it might have changed"
    keys.look_again()
    assert isinstance(keys.find("soniox"), Missing)
    assert keys.find("cartesia") == Found("for-this-session", Where.SESSION)


def test_an_answer_from_before_the_key_was_removed_is_not_remembered(store):
    store.kept["holdfast", "soniox"] = KEY
    store.answer.clear()
    keys = Keys({}, timeout=0.05)
    keys.find("soniox")
    (waiting,) = credentials._waiting
    keys.look_again()
    store.answer.set()
    waiting.join(20)
    assert keys.known("soniox") is None


def test_who_looks_for_a_key_while_it_is_deleted_does_not_bring_it_back(store, keys, monkeypatch):
    store.kept["holdfast", "soniox"] = KEY
    erase = credentials.erase

    def found_meanwhile(name, timeout):
        assert keys.find("soniox") == Found(KEY, Where.STORE)
        return erase(name, timeout)

    monkeypatch.setattr("app.credentials.erase", found_meanwhile)
    assert keys.delete("soniox")
    assert keys.known("soniox") is None
    assert isinstance(keys.find("soniox"), Missing)


def test_where_a_key_can_be_entered_nobody_is_told_how_to_get_a_key_store(store, keys):
    assert keys.find("soniox").brief == keys.find("soniox").sentence
    store.trouble = KeyringLocked("")
    locked = keys.find("soniox")
    assert locked.brief == locked.sentence and "Unlock it" in locked.brief
    store.trouble = NoKeyringError()
    none = keys.find("soniox")
    assert "Install GNOME Keyring" in none.sentence and none.sentence.startswith(none.brief)
    assert none.brief.endswith("The system has no key store, so keys cannot be kept.")


def test_a_key_is_read_once(store, keys):
    store.kept["holdfast", "soniox"] = KEY
    assert keys.known("soniox") is None
    keys.find("soniox")
    asked = store.asked
    assert keys.find("soniox") == keys.known("soniox") == Found(KEY, Where.STORE)
    assert store.asked == asked


def test_one_that_was_missing_is_looked_for_again(store, keys):
    assert isinstance(keys.find("soniox"), Missing)
    store.kept["holdfast", "soniox"] = KEY
    assert keys.find("soniox") == Found(KEY, Where.STORE)


def test_one_that_was_refused_is_looked_for_again(store, keys):
    store.kept["holdfast", "soniox"] = "old"
    keys.find("soniox")
    store.kept["holdfast", "soniox"] = KEY
    keys.forget("soniox")
    assert keys.find("soniox") == Found(KEY, Where.STORE)


def test_what_is_stored_is_in_the_store_and_known(store, keys):
    assert keys.store("soniox", f" {KEY}\n") == Found(KEY, Where.STORE)
    assert store.kept == {("holdfast", "soniox"): KEY}
    assert keys.known("soniox") == Found(KEY, Where.STORE)


def test_what_is_deleted_is_gone(store, keys):
    keys.store("soniox", KEY)
    assert keys.delete("soniox")
    assert store.kept == {} and keys.known("soniox") is None
    assert not keys.delete("soniox")
    keys.keep_for_session("soniox", KEY)
    assert keys.delete("soniox") and keys.known("soniox") is None


def test_one_in_the_environment_is_found_again_after_deleting(store):
    keys = Keys({"SONIOX_API_KEY": KEY})
    keys.find("soniox")
    assert not keys.delete("soniox")
    assert keys.find("soniox") == Found(KEY, Where.ENVIRONMENT)


@pytest.mark.skipif("deepgram" not in WITH_KEY, reason="this version has no such provider")
def test_both_of_deepgram_share_a_key(store, keys):
    keys.store("deepgram", KEY)
    assert keys.find("deepgram-flux") == Found(KEY, Where.STORE)
    assert account("deepgram-flux") == account("deepgram") == "deepgram"


@pytest.mark.parametrize("name", WITH_KEY)
def test_every_provider_has_a_variable_and_says_where_it_looked(store, keys, name):
    missing = keys.find(name)
    assert isinstance(missing, Missing)
    assert provider(name).key_variable in missing.sentence
    assert Keys({provider(name).key_variable: KEY}).find(name) == Found(KEY, Where.ENVIRONMENT)


def test_a_provider_that_does_not_exist_is_named(keys):
    with pytest.raises(UnknownProvider, match="'nobody'"):
        keys.find("nobody")


def test_keys_are_taken_out_of_the_environment():
    environment = {"SONIOX_API_KEY": KEY, "PATH": "/bin"}
    assert taken_from(environment) == {"SONIOX_API_KEY": KEY}
    assert environment == {"PATH": "/bin"}, "no program that is started from here on inherits it"


# ------------------------------------------------------------------------------------------- bad keys


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("", "It is empty."),
        (" \n", "It is empty."),
        ("two words", "blanks or line breaks"),
        ("first\nsecond", "blanks or line breaks"),
        ("sk-“quoted”", "signs that no key has"),
        ("sk-\x1b[2J", "signs that no key has"),
        ("ключ", "signs that no key has"),
        ("k" * (LONGEST_KEY + 1), "more than 1000 characters"),
    ],
)
def test_what_is_no_key_is_refused_without_quoting_it(store, keys, key, why):
    for take in (checked, lambda k: keys.store("soniox", k), lambda k: keys.keep_for_session("soniox", k)):
        with pytest.raises(UnusableKey, match=why) as refused:
            take(key)
        assert not key.strip() or key.strip() not in str(refused.value)
    assert store.kept == {} and keys.known("soniox") is None


@given(st.text(max_size=40))
def test_a_key_that_is_taken_can_stand_in_a_header_and_one_that_is_not_is_not_quoted(text):
    try:
        good = checked(text)
    except UnusableKey as error:
        assert len(text.strip()) < 4 or text.strip() not in str(error)
    else:
        assert good == text.strip() and good.isascii() and good.isprintable() and " " not in good


def test_no_representation_shows_a_key(store, keys):
    found = keys.store("soniox", KEY)
    for shown in (repr(found), str(found), f"{found}", repr(keys), repr(vars(keys))):
        assert KEY not in shown


def test_a_bad_key_in_the_environment_is_said(store):
    missing = Keys({"SONIOX_API_KEY": "two words"}).find("soniox")
    assert isinstance(missing, Missing)
    assert "SONIOX_API_KEY cannot be used: It has blanks" in missing.sentence
    assert "two words" not in missing.sentence


def test_a_bad_key_in_the_store_is_said_and_the_environment_helps(store):
    store.kept["holdfast", "soniox"] = "two words"
    missing = Keys({}).find("soniox")
    assert isinstance(missing, Missing)
    assert "The one in the key store cannot be used: It has blanks" in missing.sentence
    assert Keys({"SONIOX_API_KEY": KEY}).find("soniox") == Found(KEY, Where.ENVIRONMENT)


# ------------------------------------------------------------------------------------------- bad stores


def test_trouble_with_the_store_is_said_where_the_key_is_missed(store, keys):
    store.trouble = KeyringLocked(f"the secret is {KEY}")
    missing = keys.find("soniox")
    assert isinstance(missing, Missing)
    assert "The key store is locked" in missing.sentence and KEY not in missing.sentence


def test_with_trouble_the_environment_still_helps(store):
    store.trouble = RuntimeError("broken")
    assert Keys({"SONIOX_API_KEY": KEY}).find("soniox") == Found(KEY, Where.ENVIRONMENT)


def test_a_store_that_does_not_keep_the_key_is_found_out(store, keys):
    store.forgetful = True
    with pytest.raises(StoreTrouble, match="it did not keep the key"):
        keys.store("soniox", KEY)
    assert keys.known("soniox") is None


def test_a_store_that_hangs_costs_its_time_once_and_its_late_answer_is_kept(store):
    store.kept["holdfast", "soniox"] = KEY
    store.answer.clear()
    keys = Keys({}, timeout=0.05)
    first = keys.find("soniox")
    assert isinstance(first, Missing) and "did not answer within 0.05 seconds" in first.sentence
    asked = store.asked
    again = keys.find("soniox")
    assert isinstance(again, Missing) and "still does not answer" in again.sentence
    assert store.asked == asked, "one call that hangs is enough"
    (waiting,) = credentials._waiting
    store.answer.set()
    waiting.join(20)
    assert keys.known("soniox") == Found(KEY, Where.STORE)
    assert keys.find("soniox") == Found(KEY, Where.STORE)


def test_a_late_answer_that_is_no_key_is_none(store):
    store.kept["holdfast", "soniox"] = "two words"
    store.answer.clear()
    keys = Keys({}, timeout=0.05)
    keys.find("soniox")
    (waiting,) = credentials._waiting
    store.answer.set()
    waiting.join(20)
    assert keys.known("soniox") is None


def test_of_a_chain_only_the_first_that_keeps_secrets_is_used(store, keys):
    plaintext = PlaintextStore()
    keyring.set_keyring(Chain(plaintext, store, Memory()))
    keys.store("soniox", KEY)
    assert plaintext.kept == {} and plaintext.asked == 0
    assert store.kept == {("holdfast", "soniox"): KEY}


def test_a_chain_of_plaintext_stores_is_refused(store, keys):
    plaintext = PlaintextStore()
    keyring.set_keyring(Chain(plaintext))
    with pytest.raises(StoreTrouble, match="keeps nothing secret"):
        keys.store("soniox", KEY)
    assert plaintext.kept == {}


def test_everything_in_keyrings_alt_is_refused_whatever_its_class_is_called(store, keys, tmp_path: Path, monkeypatch):
    module = tmp_path / "keyrings" / "alt" / "file.py"
    module.parent.mkdir(parents=True)
    module.write_text("from rig.keyrings import Good\nclass Vault(Good): pass\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    from keyrings.alt.file import Vault

    keyring.set_keyring(Vault())
    with pytest.raises(StoreTrouble, match="keeps nothing secret"):
        keys.store("soniox", KEY)

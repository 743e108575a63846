"""Which API key is whose, and where it comes from: this session, the key store, the environment, in this order.

Imports the key store and the catalogue; no Qt. May be called from any thread; what says that it blocks asks the key
store, and so belongs on a thread of its own (`aside`).

A key is in no file, log, address or message of ours, and no representation shows one.
"""

import os
import threading
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum

from providers.catalogue import PROVIDERS, provider
from providers.info import ProviderInfo

from . import credentials
from .credentials import READING_S, WRITING_S, StoreTrouble

LONGEST_KEY = 1000
"""Characters. Those of the services have 32 to 64; a token (JWT) several hundred. More is not a key but a file."""


class Where(Enum):
    """Where a key was found."""

    SESSION = "for this session"
    """In memory only, until Holdfast ends."""
    STORE = "in the key store"
    ENVIRONMENT = "in the environment"


@dataclass(frozen=True, slots=True)
class Found:
    """An API key."""

    key: str = field(repr=False)
    where: Where


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no key."""

    sentence: str
    """Where it was looked for, what was wrong with the key store if anything, and what to do about the store."""
    brief: str
    """The same without how to get a key store, for where the key can be entered."""


class UnusableKey(ValueError):  # noqa: N818 - reads as what it is
    """This is no API key. The message says why, without quoting it."""


class Keys:
    """The keys of all providers, each read once and then kept in memory."""

    def __init__(self, environment: Mapping[str, str] | None = None, timeout: float = READING_S) -> None:
        """`environment` is what `taken_from` gives; None: take the keys out of the process's own."""
        self._environment = taken_from(os.environ) if environment is None else environment
        self._timeout = timeout
        self._lock = threading.Lock()
        self._memory: dict[str, Found] = {}
        self._edition = 0
        """Counts how often keys changed under us: what was asked before that is not remembered."""

    def known(self, provider_id: str) -> Found | None:
        """The key if it is in memory: at once."""
        with self._lock:
            return self._memory.get(account(provider_id))

    def find(self, provider_id: str) -> Found | Missing:
        """The key, and where it is. Blocks where it is not in memory yet. Never raises but for an unknown provider."""
        if known := self.known(provider_id):
            return known
        info, name = provider(provider_id), account(provider_id)
        edition, trouble, more = self._edition, "", ""
        try:
            kept = credentials.read(name, self._timeout, late=lambda key: self._arrived(name, key, edition))
            if kept is not None:
                return self._remember(name, Found(checked(kept), Where.STORE), edition)
        except StoreTrouble as error:
            trouble, more = str(error), "" if error.store.exists else error.store.remedy
        except UnusableKey as error:
            trouble = f"The one in the key store cannot be used: {error}"
        given = self._environment.get(info.key_variable or "", "")
        if not given.strip():
            return _missing(info, trouble, more)
        try:
            return self._remember(name, Found(checked(given), Where.ENVIRONMENT), edition)
        except UnusableKey as error:
            sentence = f"The key in {info.key_variable} cannot be used: {error}"
            return Missing(sentence, sentence)

    def store(self, provider_id: str, key: str, timeout: float = WRITING_S) -> Found:
        """Keep a key in the key store. Blocks. Raises UnusableKey and StoreTrouble."""
        good, name = checked(key), account(provider_id)
        credentials.write(name, good, timeout)
        return self._remember(name, Found(good, Where.STORE))

    def keep_for_session(self, provider_id: str, key: str) -> Found:
        """Use a key until the program ends, and write it nowhere. Raises UnusableKey."""
        return self._remember(account(provider_id), Found(checked(key), Where.SESSION))

    def delete(self, provider_id: str, timeout: float = WRITING_S) -> bool:
        """Remove the key from memory and from the key store; False if there was none. Blocks. Raises StoreTrouble.

        One in the environment is not ours to remove: `find` finds it again.
        """
        name = account(provider_id)
        with self._lock:
            had = self._memory.pop(name, None)
        was_ours = had is not None and had.where is not Where.ENVIRONMENT
        erased = credentials.erase(name, timeout)
        with self._lock:
            self._edition += 1
            self._memory.pop(name, None)  # who looked for it meanwhile may still have found it
        return erased or was_ours

    def forget(self, provider_id: str) -> None:
        """The provider refused the key: look for it anew next time, for it may have been replaced by then."""
        name = account(provider_id)
        with self._lock:
            if (known := self._memory.get(name)) and known.where is not Where.SESSION:
                del self._memory[name]

    def look_again(self) -> None:
        """Another process may have changed the key store: what is there is read anew at its next use."""
        with self._lock:
            self._edition += 1
            self._memory = {name: found for name, found in self._memory.items() if found.where is Where.SESSION}

    def _remember(self, name: str, found: Found, asked: int | None = None) -> Found:
        """`asked`: the edition when the store was asked; None: this is new."""
        with self._lock:
            if asked in (None, self._edition):
                self._memory[name] = found
        return found

    def _arrived(self, name: str, key: str | None, asked: int) -> None:
        """The store answered after its time was up, which it does when the user had to unlock it."""
        with suppress(UnusableKey), self._lock:
            if asked == self._edition:
                self._memory.setdefault(name, Found(checked(key or ""), Where.STORE))


def taken_from(environment: MutableMapping[str, str]) -> dict[str, str]:
    """The variables that hold keys, by name. They are removed from `environment`: programs that are started from here
    on do not inherit them."""
    variables = {info.key_variable for info in PROVIDERS if info.key_variable}
    return {name: environment.pop(name) for name in sorted(variables) if name in environment}


def account(provider_id: str) -> str:
    """Under which name the key store has the key: providers with one account share it. Raises UnknownProvider."""
    info = provider(provider_id)
    return next(
        (other.id for other in PROVIDERS if info.key_variable and other.key_variable == info.key_variable), info.id
    )


def checked(key: str) -> str:
    """`key` without the blanks around it that copying brings along. Raises UnusableKey."""
    stripped = key.strip()
    if not stripped:
        raise UnusableKey("It is empty. Copy it from the provider's page.")
    if any(each.isspace() for each in stripped):
        raise UnusableKey("It has blanks or line breaks inside. Copy the key alone.")
    if not stripped.isascii() or not stripped.isprintable():
        raise UnusableKey("It has signs that no key has. Copy it again from the provider's page.")
    if len(stripped) > LONGEST_KEY:
        raise UnusableKey(f"It has more than {LONGEST_KEY} characters. Copy the key alone.")
    return stripped


def aside(work: Callable[[], object]) -> None:
    """Do `work`, which may block for long, on a thread that nobody waits for."""
    threading.Thread(target=work, name="keys", daemon=True).start()


def _missing(info: ProviderInfo, trouble: str, more: str) -> Missing:
    """`more`: what of `trouble` is not for everywhere."""
    places = f"the key store or in {info.key_variable}" if info.key_variable else "the key store"
    sentence = f"No API key was found in {places}. {trouble}".rstrip()
    return Missing(sentence, sentence.removesuffix(more).rstrip())

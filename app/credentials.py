"""The system's key store: asking it, writing to it, and saying what it is like. The only importer of keyring; nothing
of ours.

A key store may wait for the user, or hang for good when D-Bus wakes a broken daemon
(https://github.com/mitya57/secretstorage/issues/33), so it is only ever asked from a thread that can be left behind.
While one such thread still waits, nobody else is made to: they are told at once.

Which key belongs to which provider, and what there is besides the store, is `keys`.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "holdfast"
"""Under which name our keys are in the store."""

READING_S = 5.0
"""How long a key is waited for while somebody wants to dictate."""

WRITING_S = 60.0
"""How long it is waited that a key is kept: the desktop may ask for the store's password first."""

_PROBE = "does not exist"
_LOCKED = "Unlock it (logging in with a password does), or set the provider's key in the environment."
_ENVIRONMENT = "Set the provider's key in the environment."
_INSTALL = f"Install GNOME Keyring, KWallet or KeePassXC and log in again. Or: {_ENVIRONMENT}"

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Store:
    """What the system offers for keeping keys."""

    usable: bool
    text: str
    """What was found, as a sentence."""
    remedy: str = ""
    """What to do if it is not usable, as a sentence."""
    exists: bool = True
    """There is one, usable or not."""


class StoreTrouble(Exception):  # noqa: N818 - reads as what it is
    """The key store could not do it. `store` says why, and what to do; neither it nor the message holds a key."""

    def __init__(self, store: Store) -> None:
        super().__init__(f"{store.text} {store.remedy}".strip())
        self.store = store


def describe_store(timeout: float = READING_S) -> Store:
    """Ask the store for an entry that is not there, `timeout` seconds at the most. Never raises, reads no key."""
    try:
        return Store(usable=True, text=f"Keys are kept in {_ask(_probe, timeout)}.")
    except StoreTrouble as trouble:
        return trouble.store


def read(account: str, timeout: float = READING_S, late: Callable[[str | None], None] = lambda _: None) -> str | None:
    """The key of `account`, None if the store has none. Blocks, `timeout` seconds at the most. Raises StoreTrouble.

    `late` gets the answer, on a thread of its own, if it comes only after that: the user was asked for a password.
    """
    return _ask(lambda backend: backend.get_password(SERVICE, account), timeout, late)


def write(account: str, key: str, timeout: float = WRITING_S) -> str:
    """Keep `key` for `account`; the store's name. Blocks. Raises StoreTrouble, also if the store lost it at once."""

    def keep(backend: "KeyringBackend") -> str:
        backend.set_password(SERVICE, account, key)
        if backend.get_password(SERVICE, account) != key:
            raise StoreTrouble(_failed(_name(backend), "it did not keep the key"))
        return _name(backend)

    return _ask(keep, timeout)


def erase(account: str, timeout: float = WRITING_S) -> bool:
    """Remove the key of `account`; False if there was none. Blocks. Raises StoreTrouble."""

    def remove(backend: "KeyringBackend") -> bool:
        if backend.get_password(SERVICE, account) is None:
            return False
        backend.delete_password(SERVICE, account)
        return True

    return _ask(remove, timeout)


# ------------------------------------------------------------------------------------------------ asking

_waiting: list[threading.Thread] = []
"""Those who asked, and whose answer nobody waits for any more."""


def _ask(
    work: Callable[["KeyringBackend"], Answer], timeout: float, late: Callable[[Answer], None] = lambda _: None
) -> Answer:
    """What `work` makes of the store that is to be used, done on a thread that can be left behind."""
    _waiting[:] = [thread for thread in _waiting if thread.is_alive()]
    if _waiting:
        raise StoreTrouble(_silent("The key store still does not answer"))
    found: list[Answer | StoreTrouble] = []
    alone = threading.Event()

    def run() -> None:
        try:
            answer: Answer | StoreTrouble = _carefully(work)
        except StoreTrouble as trouble:
            answer = trouble
        found.append(answer)
        if alone.is_set() and not isinstance(answer, StoreTrouble):
            late(answer)

    worker = threading.Thread(target=run, name="key-store", daemon=True)
    worker.start()
    worker.join(timeout)
    alone.set()
    if not found:
        _waiting.append(worker)
        raise StoreTrouble(_silent(f"The key store did not answer within {timeout:g} seconds"))
    if isinstance(found[0], StoreTrouble):
        raise found[0]
    return found[0]


def _carefully(work: Callable[["KeyringBackend"], Answer]) -> Answer:
    """Do it; whatever a backend raises becomes StoreTrouble that quotes nothing of it."""
    from keyring.errors import InitError, KeyringLocked, NoKeyringError

    name = "none"
    try:
        backend = _trusted()
        name = _name(backend)
        return work(backend)
    except StoreTrouble:
        raise
    except NoKeyringError:
        text = "The system has no key store, so keys cannot be kept."
        trouble = Store(usable=False, text=text, remedy=_INSTALL, exists=False)
    except KeyringLocked:
        trouble = Store(usable=False, text=f"The key store is locked ({name}).", remedy=_LOCKED)
    except InitError:
        trouble = Store(usable=False, text=f"The key store could not be opened ({name}).", remedy=_LOCKED)
    except Exception as error:  # backends come from anywhere, and raise what their libraries raise
        trouble = _failed(name, type(error).__name__)
    raise StoreTrouble(trouble) from None


def _probe(backend: "KeyringBackend") -> str:
    backend.get_password(SERVICE, _PROBE)
    return _name(backend)


# ------------------------------------------------------------------------------------------------ which store


def _trusted() -> "KeyringBackend":
    """The store that keyring would use; of a chain, the first that can be trusted, for a chain reads from all of them.

    Raises StoreTrouble if there are only such as keep nothing secret.
    """
    import keyring

    chosen = keyring.get_keyring()
    backends: tuple[KeyringBackend, ...] = tuple(getattr(chosen, "backends", ())) or (chosen,)
    for backend in backends:
        if not _tells_everybody(backend):
            return backend
    raise StoreTrouble(
        Store(
            usable=False,
            text=f"The key store keeps nothing secret ({_name(backends[0])}).",
            remedy=f"Remove the package keyrings.alt or the setting that chose it. Or: {_ENVIRONMENT}",
        )
    )


def _tells_everybody(backend: object) -> bool:
    """Whether it writes keys where others can read them, or nowhere. keyring falls back to keyrings.alt, which has such
    stores, without a word where the system has none."""
    return any(
        f"{kind.__module__}.".startswith("keyrings.alt.")
        or kind.__module__ == "keyring.backends.null"
        or "Plaintext" in kind.__name__
        for kind in type(backend).__mro__
    )


def _silent(beginning: str) -> Store:
    return Store(usable=False, text=f"{beginning}: it waits for you to unlock it, or hangs.", remedy=_LOCKED)


def _failed(name: str, why: str) -> Store:
    return Store(usable=False, text=f"The key store failed ({name}, {why}).", remedy=_ENVIRONMENT)


def _name(backend: object) -> str:
    """`SecretService Keyring`."""
    kind = type(backend)
    return f"{kind.__module__.rpartition('.')[2]} {kind.__name__}"

"""Where API keys are kept. The only importer of keyring; nothing of ours.

A key store may wait for the user, or hang for good when D-Bus wakes a broken daemon, so it is only ever asked from a
thread that can be left behind.
"""

import threading
from dataclasses import dataclass

SERVICE = "holdfast"
"""Under which name our keys are in the store."""

_PROBE = "does not exist"
_LOCKED = "Unlock it (logging in with a password does), or set the provider's key in the environment."
_ENVIRONMENT = "Set the provider's key in the environment."


@dataclass(frozen=True, slots=True)
class Store:
    """What the system offers for keeping keys."""

    usable: bool
    text: str
    """What was found, as a sentence."""
    remedy: str = ""
    """What to do if it is not usable, as a sentence."""


def describe_store(timeout: float = 5.0) -> Store:
    """Ask the store for an entry that is not there, `timeout` seconds at the most. Never raises, reads no key."""
    found: list[Store] = []
    worker = threading.Thread(target=lambda: found.append(_probe()), name="key-store", daemon=True)
    worker.start()
    worker.join(timeout)
    if found:
        return found[0]
    return Store(
        usable=False,
        text=f"The key store did not answer within {timeout:g} seconds: it waits for you to unlock it, or hangs.",
        remedy=_LOCKED,
    )


def _probe() -> Store:
    import keyring
    from keyring.errors import InitError, KeyringLocked, NoKeyringError

    name = "none"
    try:
        name = _name(keyring.get_keyring())
        keyring.get_password(SERVICE, _PROBE)
    except NoKeyringError:
        return Store(
            usable=False,
            text="The system has no key store, so keys cannot be kept.",
            remedy=f"Install GNOME Keyring, KWallet or KeePassXC and log in again. Or: {_ENVIRONMENT}",
        )
    except KeyringLocked:
        return Store(usable=False, text=f"The key store is locked ({name}).", remedy=_LOCKED)
    except InitError:
        return Store(usable=False, text=f"The key store could not be opened ({name}).", remedy=_LOCKED)
    except Exception as error:  # backends come from anywhere, and raise what their libraries raise
        kind = type(error).__name__
        return Store(usable=False, text=f"The key store failed ({name}, {kind}).", remedy=_ENVIRONMENT)
    return _judge(name)


def _judge(name: str) -> Store:
    """A store that answers is not always one that keeps secrets."""
    if "plaintext" in name.lower() or "null" in name.lower():
        return Store(
            usable=False,
            text=f"The key store keeps nothing secret ({name}).",
            remedy=f"Remove the package keyrings.alt or the setting that chose it. Or: {_ENVIRONMENT}",
        )
    return Store(usable=True, text=f"Keys are kept in {name}.")


def _name(backend: object) -> str:
    """`SecretService Keyring`; of a chain, the one that is asked first."""
    first = next(iter(getattr(backend, "backends", ())), backend)
    kind = type(first)
    return f"{kind.__module__.rpartition('.')[2]} {kind.__name__}"

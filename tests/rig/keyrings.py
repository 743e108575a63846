"""Key stores as bad as real ones, chosen with PYTHON_KEYRING_BACKEND."""

import time

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked


class _Store(KeyringBackend):
    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        raise NotImplementedError

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


class Hanging(_Store):
    """As when D-Bus wakes a daemon that never comes up."""

    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(3600)
        return None


class Locked(_Store):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("the secret is 1234")


class Broken(_Store):
    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError("the secret is 1234")


class PlaintextKeyring(_Store):
    """Named as the one of keyrings.alt."""

    def get_password(self, service: str, username: str) -> str | None:
        return None


class Good(_Store):
    def get_password(self, service: str, username: str) -> str | None:
        return None

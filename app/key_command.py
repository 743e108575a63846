"""`holdfast key set|test|delete PROVIDER`. Imports the keys and, for a test only, the recognisers. No Qt.

A key comes from a prompt or from standard input. As an argument it would stand in the list of processes, for everybody.
"""

import sys
from getpass import getpass
from typing import TextIO

from providers.catalogue import UnknownProvider, provider
from providers.info import ProviderInfo

from . import exit_codes
from .command_client import send
from .credentials import StoreTrouble
from .keys import LONGEST_KEY, Keys, Missing, UnusableKey


def set_key(provider_id: str) -> int:
    """Ask for a key, or read it from standard input, and keep it; one of `app/exit_codes.py`."""
    info = _who_needs_one(provider_id)
    if info is None:
        return exit_codes.USAGE
    try:
        Keys().store(info.id, _read_key(info))
    except UnusableKey as error:
        return _end(exit_codes.CREDENTIALS, f"That is no API key. {error}")
    except StoreTrouble as trouble:
        return _end(exit_codes.CREDENTIALS, f"The API key was not kept. {trouble}")
    said = f"The API key for {info.name} is in the key store. Test it with: holdfast key test {info.id}"
    return _end(exit_codes.OK, said + _tell_app())


def delete_key(provider_id: str) -> int:
    """Remove a key from the key store; one of `app/exit_codes.py`."""
    info = _who_needs_one(provider_id)
    if info is None:
        return exit_codes.USAGE
    keys = Keys()
    try:
        was_there = keys.delete(info.id)
    except StoreTrouble as trouble:
        return _end(exit_codes.CREDENTIALS, f"The API key was not removed. {trouble}")
    untold = _tell_app()
    said = f"The API key for {info.name} was removed from the key store."
    if not was_there:
        said = f"There was no API key for {info.name} in the key store."
    if not isinstance(keys.find(info.id), Missing):
        said += f" The environment still has one, in {info.key_variable}."
    return _end(exit_codes.OK, said + untold)


def test_key(provider_id: str, endpoint: str | None) -> int:
    """Open a real stream with the key that a dictation would use; one of `app/exit_codes.py`."""
    info = _who_needs_one(provider_id)
    if info is None:
        return exit_codes.USAGE
    from . import recognisers
    from .command_settings import settings_for
    from .key_trial import try_key

    try:
        settings = settings_for(info.id, endpoint, None)
    except ValueError as error:
        return _end(exit_codes.USAGE, f"The key was not tested. {error}")
    verdict = try_key(info.id, lambda: recognisers.make(settings, Keys()))
    return _end(verdict.exit_code, verdict.sentence)


def _who_needs_one(provider_id: str) -> ProviderInfo | None:
    try:
        info = provider(provider_id)
    except UnknownProvider as error:
        _say(str(error), sys.stderr)
        return None
    if not info.needs_key:
        _say(f"{info.name} needs no API key.", sys.stderr)
        return None
    return info


def _tell_app() -> str:
    """Have the running Holdfast, if there is one, ask the key store anew; a sentence if that cannot be done."""
    reply = send("keys")
    if reply.ok or not reply.running:
        return ""
    return f" The Holdfast that is running may go on with the key it knows: end it, and start it again. {reply.error}"


def _read_key(info: ProviderInfo) -> str:
    if sys.stdin.isatty():
        return getpass(f"API key for {info.name}: ")
    return sys.stdin.buffer.read(LONGEST_KEY * 4).decode("utf-8-sig", "replace")


def _end(exit_code: int, sentence: str) -> int:
    _say(sentence, sys.stdout if exit_code == exit_codes.OK else sys.stderr)
    return exit_code


def _say(sentence: str, where: TextIO) -> None:
    print(sentence, file=where)

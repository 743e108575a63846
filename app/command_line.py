"""`holdfast`: what the words on the command line mean. Imports each command's module only when it is called.

`press`, `release` and `toggle` are bound to keys by compositors, so their way must not pay for Qt, numpy or a model,
and not even for argparse.

Exit codes are those of `app/exit_codes.py`; `holdfast --help` prints them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from . import __version__, exit_codes

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

COMMANDS_TO_APP = {
    "press": "start a dictation in the running app, as if the hotkey went down",
    "release": "finish it, as if the hotkey went up",
    "toggle": "start a dictation, or finish the one that runs",
    "cancel": "finish the dictation without inserting its text; it stays in the history",
    "insert-again": "insert the newest text of the history once more, where the focus is",
    "status": "print what the running app is doing, as JSON",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) == 1 and given[0] in COMMANDS_TO_APP:
        return _say(given[0])
    chosen = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = chosen.command
    try:
        return command(chosen)
    except KeyboardInterrupt:
        return exit_codes.CANCELLED


def _parser() -> argparse.ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(
        prog="holdfast",
        description="Push-to-talk dictation. Without a command: start the app, or show the one that runs.",
        epilog="Exit codes: 0 done; 1 refused by the running app; 2 usage, unreadable input, or no running app; "
        "3 credentials; 4 provider or network; 5 microphone or sound; 130 cancelled.",
    )
    parser.add_argument("--version", action="version", version=f"holdfast {__version__}")
    parser.add_argument(
        "--demo",
        action="store_true",
        help="dictate the bundled recording in the terminal, without microphone or window",
    )
    parser.add_argument("--hidden", action="store_true", help="start in the tray, without opening the window")
    parser.add_argument(
        "--hotkey-backend",
        metavar="WAY",
        help="how the hotkey reaches Holdfast, whatever the settings say: automatic, x11, portal, command or evdev",
    )
    parser.set_defaults(command=_start)
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, help_text in COMMANDS_TO_APP.items():
        commands.add_parser(name, help=help_text, description=help_text).set_defaults(command=_send, name=name)
    _add_transcribe(commands)
    _add_key(commands)
    _add_history(commands)
    _add_recover(commands)
    _add_desktop_entry(commands)
    devices = commands.add_parser("devices", help="list the microphones")
    devices.set_defaults(command=_devices)
    doctor = commands.add_parser("doctor", help="check sound, display, hotkey, keyring and providers")
    doctor.add_argument("--json", action="store_true", help="print the findings as JSON")
    doctor.set_defaults(command=_doctor)
    return parser


def _add_transcribe(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "transcribe",
        help="dictate a recording",
        description="Dictate a recording through the same path as the microphone. The text goes to standard output.",
    )
    parser.add_argument(
        "file", metavar="FILE", help="WAV, FLAC, OGG or MP3; - is raw 16 kHz mono s16le on standard input"
    )
    parser.add_argument("--provider", default="local", metavar="P", help="who recognises (default: local)")
    parser.add_argument("--endpoint", metavar="URL", help="talk to this server instead of the provider's own")
    parser.add_argument("--language", metavar="L", help="the language spoken, such as en")
    parser.add_argument(
        "--pace",
        choices=("realtime", "fast"),
        default="fast",
        help="play at the speed of speech, or as fast as the provider takes it (default: fast)",
    )
    parser.add_argument(
        "--failover",
        action="store_true",
        help="let those that the settings name for it take over where the provider cannot go on",
    )
    parser.add_argument("--json", action="store_true", help="print events as JSON lines")
    parser.set_defaults(command=_transcribe)


def _add_key(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "keep, test or remove a provider's API key in the system's key store"
    key = commands.add_parser("key", help=about, description=f"{about[0].upper()}{about[1:]}.")
    verbs = key.add_subparsers(metavar="WHAT", required=True)
    for verb, help_text in {
        "set": "keep a key; it is asked for, or read from standard input, and never an argument",
        "test": "open a real connection with the key that a dictation would use",
        "delete": "remove the key from the key store",
    }.items():
        parser = verbs.add_parser(verb, help=help_text, description=f"{help_text[0].upper()}{help_text[1:]}.")
        parser.add_argument("provider", metavar="PROVIDER", help="whose key: soniox, smallest, cartesia, deepgram")
        parser.set_defaults(command=_key, verb=verb, endpoint=None)
        if verb == "test":
            parser.add_argument("--endpoint", metavar="URL", help="talk to this server instead of the provider's own")


def _add_recover(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "list recordings that are still on the disk, and transcribe, save or discard one"
    recover = commands.add_parser(
        "recover",
        help=about,
        description="Recordings stay on the disk until their texts are safe: after a crash, and where nobody could "
        "transcribe them. Without a verb: list them. The app need not run.",
    )
    recover.add_argument("--json", action="store_true", help="print the list as JSON")
    recover.set_defaults(command=_recover, verb="list")
    verbs = recover.add_subparsers(metavar="WHAT")
    for verb, help_text in {
        "transcribe": "print the text of a recording, which stays where it is",
        "save": "write a recording as a WAV file",
        "discard": "delete a recording",
    }.items():
        parser = verbs.add_parser(verb, help=help_text, description=f"{help_text[0].upper()}{help_text[1:]}.")
        parser.add_argument("id", metavar="ID", help="which one: the id in the list, or the beginning of it")
        parser.set_defaults(command=_recover, verb=verb)
        if verb == "save":
            parser.add_argument("file", metavar="FILE", nargs="?", help="where to (default: holdfast-ID.wav, here)")
        if verb == "transcribe":
            parser.add_argument("--provider", metavar="P", help="who recognises (default: the one in the settings)")
            parser.add_argument("--endpoint", metavar="URL", help="talk to this server instead of the provider's own")
            parser.add_argument("--language", metavar="L", help="the language spoken, such as en")
            parser.add_argument("--json", action="store_true", help="print events as JSON lines")


def _add_history(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "list the texts that are kept, and show, transcribe again or delete one"
    history = commands.add_parser(
        "history",
        help=about,
        description="Texts are kept for as long as the settings say. Without a verb: list them, the newest first. The "
        "app need not run; if it does, its window shows what changes.",
    )
    history.add_argument("--limit", type=_number, default=20, metavar="N", help="how many to list (default: 20)")
    history.add_argument("--search", default="", metavar="TEXT", help="list only those that hold this text")
    history.add_argument("--json", action="store_true", help="print the list as JSON")
    history.set_defaults(command=_history, verb="list")
    verbs = history.add_subparsers(metavar="WHAT")
    for verb, help_text in {
        "show": "print the text of an entry",
        "retry": "transcribe its recording again, print the text and put it into the entry",
        "delete": "delete an entry and its recording",
    }.items():
        parser = verbs.add_parser(verb, help=help_text, description=f"{help_text[0].upper()}{help_text[1:]}.")
        parser.add_argument("id", metavar="ID", help="which one: the id in the list, or the beginning of it")
        parser.set_defaults(command=_history, verb=verb)
        if verb == "retry":
            parser.add_argument("--provider", metavar="P", help="who recognises (default: the one in the settings)")
            parser.add_argument("--endpoint", metavar="URL", help="talk to this server instead of the provider's own")
            parser.add_argument("--language", metavar="L", help="the language spoken (default: the one chosen then)")
        if verb == "show":
            parser.add_argument("--json", action="store_true", help="print everything that is known of it, as JSON")
        if verb == "retry":
            parser.add_argument("--json", action="store_true", help="print events as JSON lines")


def _add_desktop_entry(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "make Holdfast known to the desktop, which gives no hotkey to strangers on Wayland"
    entry = commands.add_parser(
        "desktop-entry",
        help=about,
        description="On Wayland, desktops give keys only to programs whose .desktop file is installed. A package "
        "brings it along; else Holdfast writes one for you when it starts there. Without a verb: say where it is.",
    )
    entry.set_defaults(command=_desktop_entry, verb="show")
    verbs = entry.add_subparsers(metavar="WHAT")
    for verb, help_text in {
        "install": "write it, for this user",
        "remove": "delete the one that Holdfast wrote",
    }.items():
        parser = verbs.add_parser(verb, help=help_text, description=f"{help_text[0].upper()}{help_text[1:]}.")
        parser.set_defaults(command=_desktop_entry, verb=verb)


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        from argparse import ArgumentTypeError

        raise ArgumentTypeError(f"{text!r} is no number of entries: give 1 or more")
    return int(text)


def _start(chosen: argparse.Namespace) -> int:
    from .display import no_display

    reason = no_display()
    if chosen.demo or reason:
        from .logs import start_terminal_logging
        from .transcribe import demo

        start_terminal_logging()
        return demo(reason)
    from .start import run

    if chosen.hotkey_backend:
        os.environ["HOLDFAST_HOTKEY_BACKEND"] = chosen.hotkey_backend
    return run(hidden=chosen.hidden)


def _send(chosen: argparse.Namespace) -> int:
    return _say(chosen.name)


def _say(word: str) -> int:
    from .command_client import run

    return run(word)


def _transcribe(chosen: argparse.Namespace) -> int:
    from .logs import start_terminal_logging
    from .terminal import JsonView
    from .transcribe import transcribe

    start_terminal_logging()
    view = JsonView() if chosen.json else None
    return transcribe(
        chosen.file, chosen.provider, chosen.endpoint, chosen.language, chosen.pace, view, take_over=chosen.failover
    )


def _key(chosen: argparse.Namespace) -> int:
    from . import key_command
    from .logs import start_terminal_logging

    start_terminal_logging()
    match chosen.verb:
        case "set":
            return key_command.set_key(chosen.provider)
        case "delete":
            return key_command.delete_key(chosen.provider)
    return key_command.test_key(chosen.provider, chosen.endpoint)


def _recover(chosen: argparse.Namespace) -> int:
    from . import recover_command
    from .logs import start_terminal_logging

    start_terminal_logging()
    match chosen.verb:
        case "transcribe":
            return recover_command.transcribe(chosen.id, chosen.provider, chosen.endpoint, chosen.language, chosen.json)
        case "save":
            return recover_command.save(chosen.id, chosen.file)
        case "discard":
            return recover_command.discard(chosen.id)
    return recover_command.list_recordings(chosen.json)


def _history(chosen: argparse.Namespace) -> int:
    from . import history_command
    from .logs import start_terminal_logging

    start_terminal_logging()
    match chosen.verb:
        case "show":
            return history_command.show(chosen.id, chosen.json)
        case "retry":
            return history_command.retry(chosen.id, chosen.provider, chosen.endpoint, chosen.language, chosen.json)
        case "delete":
            return history_command.delete(chosen.id)
    return history_command.list_entries(chosen.limit, chosen.search, chosen.json)


def _desktop_entry(chosen: argparse.Namespace) -> int:
    from . import desktop_entry_command

    return desktop_entry_command.run(chosen.verb)


def _devices(_: argparse.Namespace) -> int:
    from .doctor import list_devices

    return list_devices()


def _doctor(chosen: argparse.Namespace) -> int:
    from .doctor import run

    return run(as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())

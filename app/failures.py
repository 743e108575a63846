"""What each kind of failure means for the user and the program, in one place. Pure; imports the kinds, exit codes and
names.

Nobody else decides by a failure's kind: whether to try again, whether another recogniser should take over, what is
said, and which exit code a script sees.
"""

import unicodedata
from dataclasses import dataclass
from enum import Enum

from providers.errors import Failure, FailureKind

from . import exit_codes
from .names import capitalised, name, without_name

NOBODY = "the recogniser"
"""Who failed, where nobody says who it was."""

MAX_DETAIL = 300
"""Characters of a detail that are shown: it may quote a service, and a service may send a web page."""


class Help(Enum):
    """What the user can be helped with at once."""

    ENTER_KEY = "enter the key"
    ADD_CREDIT = "add credit on the provider's page"


@dataclass(frozen=True, slots=True)
class Treatment:
    """How one kind of failure is met."""

    title: str
    """What happened, as a sentence without its full stop; "{who}" stands for the provider's name."""
    remedy: str
    """What to do, as a sentence."""
    retry: bool
    """Whether the same request may work a moment later."""
    fail_over: bool
    """Whether another recogniser would not have this trouble."""
    exit_code: int
    """One of `app/exit_codes.py`."""
    lasting: bool = False
    """Whether it will be the same next time, unless somebody does something about it."""
    detail_suffices: bool = False
    """Whether a detail of this kind already says what happened and what to do."""
    help: Help | None = None
    """What a window offers to do about it."""
    until: str = "until it failed"
    """Behind the name of a provider that somebody else took over from."""
    waiting: bool = False
    """The connection is good: the provider is waited for."""


_TREATMENTS = {
    FailureKind.AUTH: Treatment(
        "{who} cannot be used without a valid API key",
        "Enter the key in the settings, or choose another recogniser.",
        retry=False,
        fail_over=True,
        lasting=True,
        exit_code=exit_codes.CREDENTIALS,
        help=Help.ENTER_KEY,
        until="until its key was refused",
    ),
    FailureKind.QUOTA: Treatment(
        "The account with {who} has no credit left",
        "Add credit on its billing page, or choose another recogniser.",
        retry=False,
        fail_over=True,
        lasting=True,
        exit_code=exit_codes.PROVIDER,
        help=Help.ADD_CREDIT,
        until="until its credit was used up",
    ),
    FailureKind.LIMIT: Treatment(
        "{who} takes no more requests just now",
        "Wait a moment and dictate again, or choose another recogniser.",
        retry=True,
        fail_over=True,
        exit_code=exit_codes.PROVIDER,
        until="until it took no more",
        waiting=True,
    ),
    FailureKind.NETWORK: Treatment(
        "The connection to {who} failed",
        "Check the network connection, or choose the offline recogniser.",
        retry=True,
        fail_over=True,
        exit_code=exit_codes.PROVIDER,
        until="until the connection broke",
    ),
    FailureKind.TIMEOUT: Treatment(
        "{who} did not answer in time",
        "Dictate again; if it goes on, check the network connection or choose another recogniser.",
        retry=True,
        fail_over=True,
        exit_code=exit_codes.PROVIDER,
        until="until it stopped answering",
    ),
    FailureKind.PROTOCOL: Treatment(
        "Holdfast and {who} did not understand each other",
        "Look for a newer Holdfast, or choose another recogniser.",
        retry=False,
        fail_over=True,
        exit_code=exit_codes.PROVIDER,
    ),
    FailureKind.SERVER: Treatment(
        "{who} failed",
        "Dictate again; if it goes on, choose another recogniser.",
        retry=True,
        fail_over=True,
        exit_code=exit_codes.PROVIDER,
    ),
    FailureKind.UNSUPPORTED: Treatment(
        "{who} does not offer what was asked for",
        "Change the language or the model in the settings, or choose another recogniser.",
        retry=False,
        fail_over=True,
        lasting=True,
        exit_code=exit_codes.USAGE,
    ),
    FailureKind.DEVICE: Treatment(
        "The microphone cannot be used",
        "Check that it is plugged in and that no other program holds it, or choose another one in the settings.",
        retry=False,
        fail_over=False,
        exit_code=exit_codes.DEVICE,
        detail_suffices=True,  # it comes from `audio/errors.py`, whose sentences name the device and the remedy
    ),
}


def treatment(kind: FailureKind) -> Treatment:
    """How to meet failures of this kind."""
    return _TREATMENTS[kind]


def describe(failure: Failure) -> str:
    """What happened and what to do, on one line: `Soniox failed: out of memory. Dictate again; if it goes on, ...`"""
    how = treatment(failure.kind)
    said = happened(failure)
    return said if how.detail_suffices and said != f"{title(failure)}." else f"{said} {how.remedy}"


def for_terminal(failure: Failure) -> str:
    """The same for where there is no button, with what a service's support would want to know."""
    how = treatment(failure.kind)
    command = f"“holdfast key set {failure.provider}”".replace(" ”", "”")
    said = describe(failure)
    if how.help is Help.ENTER_KEY:
        said = said.replace("in the settings,", f"in the settings or with {command},")
    reference = one_line(failure.reference, MAX_DETAIL)
    return f"{said} ({reference})" if reference else said


def happened(failure: Failure) -> str:
    """The same without what to do, where there is something better to do: `Soniox failed: out of memory.`"""
    how = treatment(failure.kind)
    detail = one_line(without_name(failure.detail, failure.provider), MAX_DETAIL).rstrip(".:;, ")
    if not detail:
        return f"{title(failure)}."
    ended = detail if detail.endswith(("!", "?", "…")) else f"{detail}."
    return ended if how.detail_suffices else f"{title(failure)}: {ended}"


def title(failure: Failure) -> str:
    """What happened, in short and without a full stop: `Soniox failed`."""
    who = name(failure.provider) if failure.provider else NOBODY
    return capitalised(treatment(failure.kind).title.format(who=who))


def exit_code(kind: FailureKind) -> int:
    """What the command line ends with after a failure of this kind."""
    return treatment(kind).exit_code


def one_line(text: str, at_most: int) -> str:
    """`text` on one line without control characters, at most `at_most` characters long.

    What a service says may hold line breaks, and codes that a terminal would obey.
    """
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    line = " ".join(plain.split())
    return line if len(line) <= at_most else line[: at_most - 1].rstrip() + "…"

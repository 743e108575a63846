"""Who recognised it, in words. Pure; imports the messages, the failures' words and the providers' names."""

from . import failures
from .messages import Break, Deliver
from .names import capitalised
from .names import name as name


def badge(serving: str, chosen: str) -> str:
    """What stands beside the text while it comes from somebody else than the user chose: "Offline recogniser"; empty
    if it does not. Both are ids of the catalogue; an empty `serving`: the one that was chosen."""
    if serving in ("", chosen):
        return ""
    return capitalised(name(serving).removeprefix("the "))


def sentence(delivered: Deliver, chosen: str) -> str:
    """Who recognised the text, if it was not the one that was chosen, and alone: "Recognised by Soniox until the
    connection broke, then by the offline recogniser." """
    if not delivered.providers:
        return ""
    *others, last = delivered.providers
    if others:
        parts = [f"{name(each)}{_until(each, delivered.breaks)}" for each in others]
        return f"Recognised by {', then by '.join((*parts, name(last)))}."
    return "" if last == chosen else f"Recognised by {name(last)} in place of {name(chosen)}."


def needing_help(delivered: Deliver) -> Break | None:
    """Why somebody else had to take over, if that will not go away by itself."""
    return next((each for each in delivered.breaks if not failures.treatment(each.failure.kind).retry), None)


def _until(provider: str, breaks: tuple[Break, ...]) -> str:
    broke = next((each for each in breaks if each.provider == provider), None)
    return f" {failures.treatment(broke.failure.kind).until}" if broke else ""

"""Languages by name. Imports Qt's names and `status`."""

from PySide6.QtCore import QLocale

from .status import Choice

SEVERAL = {"multi": "Several languages, mixed"}


def language_name(tag: str) -> str:
    """`German (de)` for a BCP 47 tag; the tag itself where Qt knows no name."""
    if tag in SEVERAL:
        return SEVERAL[tag]
    language = QLocale.codeToLanguage(tag.replace("_", "-").partition("-")[0])
    if language is QLocale.Language.AnyLanguage:
        return tag
    return f"{QLocale.languageToString(language)} ({tag})"


def language_choices(tags: tuple[str, ...], chosen: str, spoken: bool) -> tuple[Choice, ...]:
    """The languages of a provider, the first of which it takes if none is chosen.

    `chosen` is there in any case. It may be `spoken` though it is not in the list: "en-GB" by who has "en".
    """
    default = Choice("", f"{language_name(tags[0])}, the default")
    named = [Choice(tag, language_name(tag)) for tag in tags]
    if chosen and chosen not in tags:
        named.append(Choice(chosen, language_name(chosen) + ("" if spoken else " (not available)")))
    return (default, *sorted(named, key=lambda each: each.name))

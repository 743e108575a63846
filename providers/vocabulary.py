"""What a person sets once for all providers, brought into one provider's form: custom vocabulary and language. Pure;
imports only the option error.
"""

from collections.abc import Callable, Mapping, Sequence

from .wire import OptionError

Terms = tuple[str, ...]

MULTI = "multi"
"""The app's word for "several languages, find out which"."""

_ALIASES = {"nb": "no", "nn": "no", "fil": "tl", "iw": "he", "in": "id", "cmn": "zh"}
"""Other codes of the same language, and the ones that the services use."""


def codes(line: str) -> tuple[str, ...]:
    """A tuple of language codes from one line of them."""
    return tuple(line.split())


def byte_length(term: str) -> int:
    """The length in UTF-8: a token is never shorter than a byte, in any script."""
    return len(term.encode("utf-8", "replace"))


def fit(
    terms: Sequence[str],
    *,
    count: int,
    size: int,
    measure: Callable[[str], int] = len,
    usable: Callable[[str], bool] = lambda _: True,
) -> tuple[Terms, Terms]:
    """The terms that go into a provider's limits, and those that are left out, both in the order given.

    `count`: how many terms; `size`: of all of them together, by `measure`. Blank terms and repetitions vanish without
    mention; a term that is too long leaves room for later, shorter ones.
    """
    kept: list[str] = []
    left_out: list[str] = []
    room = size
    for term in dict.fromkeys(" ".join(term.split()) for term in terms):
        if not term:
            continue
        if len(kept) < count and measure(term) <= room and usable(term):
            kept.append(term)
            room -= measure(term)
        else:
            left_out.append(term)
    return tuple(kept), tuple(left_out)


def match_language(service: str, tag: str, offered: Sequence[str], aliases: Mapping[str, str] | None = None) -> str:
    """The provider's code for the app's language setting: the same, another name for it, or the language of a region
    that the provider does not tell apart ("en-GB" as "en").

    Raises `OptionError` that names the codes there are.
    """
    known = {code.replace("_", "-").lower(): code for code in offered}
    names = {**_ALIASES, **(aliases or {})}
    subtags = tag.lower().replace("_", "-").split("-")
    for length in range(len(subtags), 0, -1):
        wanted = "-".join(subtags[:length])
        for candidate in (wanted, names.get(wanted, "")):
            if candidate.lower() in known:
                return known[candidate.lower()]
    raise OptionError("language", tag, f"one that {service} has: {', '.join(offered)}")

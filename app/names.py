"""How sentences call a provider. Pure; imports the catalogue's data."""

from providers.catalogue import PROVIDERS


def name(provider: str) -> str:
    """How a sentence calls it. An id that is not in the catalogue (an older or newer Holdfast wrote it) stands for
    itself."""
    info = next((each for each in PROVIDERS if each.id == provider), None)
    return (info.called or info.name) if info else provider


def capitalised(sentence: str) -> str:
    """As a sentence begins."""
    return sentence[:1].upper() + sentence[1:]


def without_name(detail: str, provider: str) -> str:
    """`detail` without the name in front: "Deepgram: Too many requests" becomes "Too many requests" where the name of
    the provider begins with "Deepgram"."""
    first, colon, rest = detail.partition(": ")
    return rest if first and colon and rest and name(provider).lower().startswith(first.lower()) else detail

"""What is said of a provider, and where the user is sent for it. Pure; imports the catalogue's data."""

from providers.catalogue import PROVIDERS
from providers.info import ProviderInfo


def name(provider: str) -> str:
    """How a sentence calls it. An id that is not in the catalogue (an older or newer Holdfast wrote it) stands for
    itself."""
    info = _info(provider)
    return (info.called or info.name) if info else provider


def billing_page(provider: str) -> str | None:
    """Where credit is added for it, if there is such a page."""
    info = _info(provider)
    return info.billing_page if info else None


def capitalised(sentence: str) -> str:
    """As a sentence begins."""
    return sentence[:1].upper() + sentence[1:]


def without_name(detail: str, provider: str) -> str:
    """`detail` without the name in front: "Deepgram: Too many requests" becomes "Too many requests" where the name of
    the provider begins with "Deepgram"."""
    first, colon, rest = detail.partition(": ")
    return rest if first and colon and rest and name(provider).lower().startswith(first.lower()) else detail


def _info(provider: str) -> ProviderInfo | None:
    return next((each for each in PROVIDERS if each.id == provider), None)

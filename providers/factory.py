"""From a provider's id to a running recogniser. Imports the catalogue and every provider."""

from collections.abc import Callable, Mapping, Sequence

from .catalogue import ProviderInfo, provider
from .local.recogniser import LocalRecogniser
from .recogniser import Recogniser


class UnsuitableChoice(ValueError):  # noqa: N818 - reads as what it is
    """This provider cannot do what was asked of it. The message names what, and what it can do."""


def make_recogniser(
    provider_id: str,
    *,
    language: str | None = None,
    endpoint: str | None = None,
    options: Mapping[str, str | float | bool] | None = None,
    terms: Sequence[str] = (),
    key: Callable[[], str] | None = None,
    keep_open_s: float = 0.0,
) -> Recogniser:
    """The recogniser of that provider. Starts nothing yet; may be called from any thread.

    `language` is a BCP 47 tag. `terms` is custom vocabulary, of which a provider takes what it can (`fit_terms`).
    `key` gives the API key where one is needed; it is asked on a thread of its own, may block, and may raise `NoKey`.
    `keep_open_s`: how long a connection waits for the next dictation. Raises UnknownProvider, and UnsuitableChoice for a language, endpoint or option that
    the provider does not have; both are ValueErrors with a sentence for the user.
    """
    info = provider(provider_id)
    if endpoint is not None and info.endpoint is None:
        raise UnsuitableChoice(f"{info.name} has no endpoint, as it uses no network: leave {endpoint!r} out.")
    if language is not None and not info.speaks(language):
        raise UnsuitableChoice(
            f"{info.name} does not know the language {language!r}. It knows: {', '.join(info.languages)}."
        )
    check_options(info, options or {})
    return LocalRecogniser()


def fit_terms(
    provider_id: str,
    terms: Sequence[str],
    *,
    language: str | None = None,
    options: Mapping[str, str | float | bool] | None = None,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which terms of the custom vocabulary the provider is given, and which are left out."""
    provider(provider_id)
    return (), tuple(terms)


def check_options(info: ProviderInfo, options: Mapping[str, str | float | bool]) -> None:
    """Raises UnsuitableChoice for an option that the provider does not have, ValueError for a value it cannot take."""
    known = {option.name: option for option in info.options}
    for name, value in options.items():
        if name not in known:
            raise UnsuitableChoice(f"{info.name} has no option {name!r}. It has: {', '.join(known) or 'none'}.")
        known[name].check(value)

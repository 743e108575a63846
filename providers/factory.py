"""From a provider's id to a running recogniser. Imports the catalogue and every provider."""

import os
from collections.abc import Callable, Mapping, Sequence

from .catalogue import ProviderInfo, provider
from .errors import NoKey
from .link import LinkRecogniser
from .local.recogniser import LocalRecogniser
from .recogniser import Recogniser
from .services import SERVICES, Service, with_defaults
from .socket_codec import SocketCodec


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
    `keep_open_s`: how long a connection waits for the next dictation.

    Raises UnknownProvider, UnsuitableChoice for a language, endpoint or option that the provider does not have, and
    OptionError for what the service would refuse; all are ValueErrors with a sentence for the user.
    """
    info = provider(provider_id)
    if endpoint is not None and info.endpoint is None:
        raise UnsuitableChoice(f"{info.name} has no endpoint, as it uses no network: leave {endpoint!r} out.")
    if language is not None and not info.speaks(language):
        raise UnsuitableChoice(
            f"{info.name} does not know the language {language!r}. It knows: {', '.join(info.languages)}."
        )
    check_options(info, options or {})
    if (service := SERVICES.get(provider_id)) is None:
        return LocalRecogniser()
    return _link(service, language, endpoint, options or {}, terms, key or _from_environment(info), keep_open_s)


def fit_terms(
    provider_id: str,
    terms: Sequence[str],
    *,
    language: str | None = None,
    options: Mapping[str, str | float | bool] | None = None,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which terms of the custom vocabulary the provider is given, and which are left out.

    Raises as `make_recogniser` does."""
    info = provider(provider_id)
    if (service := SERVICES.get(provider_id)) is None:
        return (), tuple(terms)
    return service.fit_terms(terms, language, with_defaults(info, options or {}))


def _link(
    service: Service,
    language: str | None,
    endpoint: str | None,
    options: Mapping[str, str | float | bool],
    terms: Sequence[str],
    key: Callable[[], str],
    keep_open_s: float,
) -> LinkRecogniser:
    values = with_defaults(service.info, options)
    kept, _ = service.fit_terms(terms, language, values)

    def make_codec() -> SocketCodec:
        return service.make(language, values, kept, endpoint)

    make_codec()  # what cannot be is refused now, not at the first press
    return LinkRecogniser(make_codec, key, keep_open_s=keep_open_s)


def _from_environment(info: ProviderInfo) -> Callable[[], str]:
    """The key where nobody says how to get it."""
    variable = info.key_variable or ""

    def key() -> str:
        if found := os.environ.get(variable):
            return found
        raise NoKey(f"there is no API key. Set {variable}")

    return key


def check_options(info: ProviderInfo, options: Mapping[str, str | float | bool]) -> None:
    """Raises UnsuitableChoice for an option that the provider does not have, ValueError for a value it cannot take."""
    known = {option.name: option for option in info.options}
    for name, value in options.items():
        if name not in known:
            raise UnsuitableChoice(f"{info.name} has no option {name!r}. It has: {', '.join(known) or 'none'}.")
        known[name].check(value)

"""From settings to a recogniser that outlives its streams: the chosen provider, and those that take over. Imports the
recognisers, the failures' treatment and the failover.
"""

from dataclasses import replace

from providers.attempts import Standing
from providers.catalogue import UnknownProvider, provider
from providers.chain import Link
from providers.failover import FailoverRecogniser
from providers.info import ProviderInfo
from providers.recogniser import Recogniser
from providers.vocabulary import MULTI

from . import failures, recognisers
from .keys import Found, Keys
from .settings import Settings

ANSWER_S = 6.0
"""A service that neither takes sound nor says anything for so long while somebody waits for the text will not answer.
They answer within a second; a connection that takes longer than this to open will not bring the text soon."""


def make(settings: Settings, keys: Keys, *, persistent: bool = True) -> Recogniser:
    """The recogniser that the settings describe, with everybody that takes over. Starts nothing yet.

    `persistent`: somebody holds a key, and it goes on trying for as long. Raises ValueError for what the chosen
    provider refuses (`recognisers.refusals`); of those that take over, who refuses is left out (`followers`).
    """
    chain, _ = followers(settings)
    if not (chain or _is_service(settings)):
        return recognisers.make(settings, keys)  # it heals itself, and there is nobody else to ask
    links = [_link(each, keys) for each in (settings, *chain)]
    return FailoverRecogniser(links, failures.treatment, persistent=persistent)


def alone(settings: Settings) -> Settings:
    """The same, with nobody that takes over."""
    return replace(settings, failover=())


def followers(settings: Settings) -> tuple[tuple[Settings, ...], tuple[str, ...]]:
    """The settings for each provider that takes over, in order; and of those that cannot, a sentence that says why."""
    chain: list[Settings] = []
    left_out: list[str] = []
    for name in dict.fromkeys(settings.failover):
        if name == settings.provider:
            continue
        try:
            info = provider(name)
        except UnknownProvider as error:
            left_out.append(str(error))
            continue
        wanted = replace(settings, provider=name, language=_language(settings.language, info))
        if wanted.language and not info.speaks(wanted.language):
            left_out.append(f"{info.name} cannot take over: it does not know the language “{wanted.language}”.")
        elif refused := recognisers.refusals(wanted):
            left_out.append(f"{info.name} cannot take over: {' '.join(refused.values())}")
        else:
            chain.append(wanted)
    return tuple(chain), tuple(left_out)


def without_key(settings: Settings, keys: Keys) -> tuple[str, ...]:
    """The ids of those that cannot take over because there is no key for them. Blocks."""
    infos = [provider(each.provider) for each in followers(settings)[0]]
    return tuple(info.id for info in infos if info.needs_key and not isinstance(keys.find(info.id), Found))


def uses_keys(settings: Settings) -> bool:
    """Whether anybody of the chain needs an API key."""
    return any(provider(each.provider).needs_key for each in (settings, *followers(settings)[0]))


def decides(settings: Settings) -> tuple[object, ...]:
    """What of the settings decides about the recogniser: if that stays the same, so can the recogniser."""
    choices = [(name, settings.choice(name)) for name in (settings.provider, *settings.failover)]
    return settings.language, settings.vocabulary, settings.keep_connection_s, *choices


def _language(wanted: str | None, info: ProviderInfo) -> str | None:
    """Who knows no mixed speech hears it in its own language; another language is not one to guess."""
    return None if wanted == MULTI and not info.speaks(wanted) else wanted


def _is_service(settings: Settings) -> bool:
    return provider(settings.provider).endpoint is not None


def _link(settings: Settings, keys: Keys) -> Link:
    info, made = provider(settings.provider), recognisers.make(settings, keys)
    standing = Standing(info.capabilities.catch_up, retried=_is_service(settings))
    link = Link(info.id, info.name, made, standing, ANSWER_S if _is_service(settings) else None, _is_service(settings))
    if not isinstance(made, recognisers.Attentive):
        return link
    return replace(link, ready=made.has_key, mended=made.has_new_key)

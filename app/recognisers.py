"""From settings to a recogniser, and what of the settings a provider refuses. Imports the factory, the catalogue, the
keys; no Qt.

Nothing here waits: a key is asked for by the recogniser itself, on a thread of its own, when a dictation begins.
"""

from dataclasses import replace

from providers.catalogue import UnknownProvider, provider
from providers.errors import FailureKind, NoKey
from providers.events import Event, Failed
from providers.factory import fit_terms, make_recogniser
from providers.feed import Feed
from providers.info import ProviderInfo
from providers.key_source import ask_for_key
from providers.recogniser import Emit, Recogniser
from providers.vocabulary import MULTI
from providers.wire import OptionError

from .keys import Found, Keys, Missing
from .settings import OptionValue, ProviderChoice, Settings

OPTIONS = "options."
"""What the name of a provider's option begins with where fields of the settings are named."""

SOON_S = 2.0
"""So long a key store may take to say whether there is a key, while speech waits for somebody to recognise it."""


def make(settings: Settings, keys: Keys) -> Recogniser:
    """The recogniser that the settings describe. Starts nothing yet. Raises ValueError; see `refusals`."""
    info = provider(settings.provider)
    choice = settings.choice(info.id)
    made = make_recogniser(
        info.id,
        language=settings.language,
        endpoint=choice.endpoint if info.endpoint else None,
        options=known_options(info, choice),
        terms=settings.vocabulary,
        key=lambda: key_of(keys, info.id),
        keep_open_s=settings.keep_connection_s,
    )
    return Attentive(made, keys, info.id) if info.needs_key else made


def spoken(settings: Settings) -> str:
    """The language that is spoken: a BCP 47 tag; empty: several, or not known."""
    language = settings.language or provider(settings.provider).languages[0]
    return "" if language == MULTI else language


def key_of(keys: Keys, provider_id: str) -> str:
    """The key. May block. Raises NoKey."""
    match keys.find(provider_id):
        case Found(key):
            return key
        case Missing(_, brief):
            raise NoKey(brief)


def known_options(info: ProviderInfo, choice: ProviderChoice) -> dict[str, OptionValue]:
    """Those of the chosen options that this version knows; the others are a newer version's."""
    known = {option.name for option in info.options}
    return {name: value for name, value in choice.options.items() if name in known}


def refusals(settings: Settings) -> dict[str, str]:
    """What the chosen provider cannot do of what is set: a sentence for each field, such as "language", "endpoint" or
    "options.region"; "provider" for what belongs to no field."""
    try:
        info = provider(settings.provider)
    except UnknownProvider as error:
        return {"provider": str(error)}
    refused = {}
    if settings.language and not info.speaks(settings.language):
        refused["language"] = f"{info.name} does not know the language “{settings.language}”. Choose another one."
    options = known_options(info, settings.choice(info.id))
    for option in info.options:
        if option.name in options:
            try:
                option.check(options[option.name])
            except ValueError as error:
                refused[OPTIONS + option.name] = str(error)
    if not refused:
        try:
            make(settings, Keys(environment={}))
        except OptionError as error:
            refused[_field(error, info)] = str(error)
        except ValueError as error:
            refused["provider"] = str(error)
    return refused


def left_out(settings: Settings) -> tuple[str, ...]:
    """Which terms of the vocabulary the chosen provider will not be given; none where something else is refused."""
    try:
        info = provider(settings.provider)
        options = known_options(info, settings.choice(info.id))
        return fit_terms(info.id, settings.vocabulary, language=settings.language, options=options)[1]
    except ValueError:
        return ()


def corrected(settings: Settings) -> tuple[Settings, dict[str, str]]:
    """Settings that a recogniser can be made of, and what was refused of the given ones.

    A refused language or option has its default. With anything else refused the provider of a fresh installation is
    taken: a wrong endpoint must not send speech to another server than the user named.
    """
    refused = refusals(settings)
    mended = settings
    if refused and "provider" not in refused and "endpoint" not in refused:
        choice = settings.choice(settings.provider)
        options = {name: value for name, value in choice.options.items() if OPTIONS + name not in refused}
        mended = settings.with_choice(settings.provider, replace(choice, options=options))
        if "language" in refused:
            mended = replace(mended, language=None)
    if refusals(mended):
        mended = replace(settings, provider=Settings().provider, language=None)
    return mended, refused


def _field(error: OptionError, info: ProviderInfo) -> str:
    if any(option.name == error.field for option in info.options):
        return OPTIONS + error.field
    return error.field if error.field in ("language", "endpoint") else "provider"


class Attentive:
    """A recogniser whose key is looked for anew after the service refused it."""

    def __init__(self, recogniser: Recogniser, keys: Keys, provider_id: str) -> None:
        self._recogniser = recogniser
        self._keys = keys
        self._provider_id = provider_id
        self._refused = ""

    async def has_key(self) -> bool:
        """Whether there is a key, as far as that is known soon."""
        return bool(await self._key())

    async def has_new_key(self) -> bool:
        """Whether there is one, and another than the service refused."""
        return await self._key() not in ("", self._refused)

    async def prepare(self) -> None:
        await self._recogniser.prepare()

    async def recognise(self, feed: Feed, emit: Emit) -> None:
        def attend(event: Event) -> None:
            if isinstance(event, Failed) and event.failure.kind is FailureKind.AUTH:
                known = self._keys.known(self._provider_id)
                self._refused = known.key if known else ""
                self._keys.forget(self._provider_id)
            emit(event)

        await self._recogniser.recognise(feed, attend)

    def wake(self) -> None:
        self._recogniser.wake()

    async def aclose(self) -> None:
        await self._recogniser.aclose()

    async def _key(self) -> str:
        try:
            return await ask_for_key(lambda: key_of(self._keys, self._provider_id), SOON_S)
        except NoKey:
            return ""

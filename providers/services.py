"""The services as data: what the settings show of them, and how their codec is made of what was chosen. Pure; imports
the codecs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from . import cartesia, deepgram, deepgram_account, deepgram_flux, smallest, soniox
from .info import Capabilities, Option, ProviderInfo
from .socket_codec import SocketCodec
from .vocabulary import MULTI, Terms

OptionValue = str | float | bool
Options = Mapping[str, OptionValue]

FINALIZE_DEADLINE_S = 10.0
"""How long a service may be silent after finalize. They answer within a second; a bad network takes longer."""

NONE_KEPT = "Its connections are not kept: only the end of one tells for certain that every word has come."


@dataclass(frozen=True, slots=True)
class Service:
    """One service. `make` takes the language (None: the service's default), every option's value, the terms and the
    custom endpoint; it raises `wire.OptionError`. `fit_terms` says which terms go to the service, and which do not."""

    info: ProviderInfo
    make: Callable[[str | None, Options, Terms, str | None], SocketCodec]
    fit_terms: Callable[[Sequence[str], str | None, Options], tuple[Terms, Terms]]


def _whole(value: OptionValue) -> int:
    return int(value)


def _make_soniox(language: str | None, options: Options, terms: Terms, base: str | None) -> SocketCodec:
    return soniox.SonioxCodec(
        soniox.SonioxOptions(
            language_hints=soniox.language_hints(language) if language else (),
            strict=bool(options["strict"]) and language not in (None, MULTI),
            endpoint_detection=bool(options["endpoint_detection"]),
            max_endpoint_delay_ms=_whole(options["max_endpoint_delay_ms"]),
            terms=terms,
            region=str(options["region"]),
        ),
        base,
    )


def _make_smallest(language: str | None, options: Options, terms: Terms, base: str | None) -> SocketCodec:
    return smallest.SmallestCodec(
        smallest.SmallestOptions(
            language=smallest.language_code(language or "en"),
            itn=bool(options["itn"]),
            finalize_on_words=bool(options["finalize_on_words"]),
            max_words=_whole(options["max_words"]) or None,
            eou_timeout_ms=_whole(options["eou_timeout_ms"]),
            terms=terms,
            boost=_whole(options["boost"]),
            region=str(options["region"]),
            path=str(options["path"]),
        ),
        base,
    )


def _make_cartesia(language: str | None, options: Options, terms: Terms, base: str | None) -> SocketCodec:
    chosen = cartesia.CartesiaOptions(
        language=cartesia.language_code(language or "en"), model=str(options["model"]), terms=terms
    )
    return cartesia.CartesiaCodec(chosen, base)


def _make_deepgram(language: str | None, options: Options, terms: Terms, base: str | None) -> SocketCodec:
    return deepgram.DeepgramCodec(
        deepgram.DeepgramOptions(
            language=deepgram.language_code(language or "en"),
            model=str(options["model"]),
            smart_format=bool(options["smart_format"]),
            numerals=bool(options["numerals"]),
            profanity_filter=bool(options["profanity_filter"]),
            dictation=bool(options["dictation"]),
            endpointing_ms=_whole(options["endpointing_ms"]),
            terms=terms,
            region=str(options["region"]),
        ),
        base,
    )


def _make_flux(language: str | None, options: Options, terms: Terms, base: str | None) -> SocketCodec:
    return deepgram_flux.FluxCodec(
        deepgram_flux.FluxOptions(
            language=deepgram_flux.language_code(language or "en"),
            eot_threshold=float(options["eot_threshold"]),
            eot_timeout_ms=_whole(options["eot_timeout_ms"]),
            terms=terms,
            region=str(options["region"]),
        ),
        base,
    )


def _fit_cartesia(terms: Sequence[str], language: str | None, options: Options) -> tuple[Terms, Terms]:
    chosen = cartesia.CartesiaOptions(
        language=cartesia.language_code(language or "en"), model=str(options["model"])
    ).chosen_model
    return cartesia.fit_terms(terms, chosen)


def _capabilities(codec: type[SocketCodec]) -> Capabilities:
    traits = codec.traits
    return Capabilities(FINALIZE_DEADLINE_S, traits.catch_up, keeps_connections=traits.reusable)


def _region(hosts: Sequence[str], default: str, advice: str) -> Option:
    return Option("region", "Region", "choice", default, advice, tuple(hosts))


_DEEPGRAM_REGION = _region(tuple(deepgram.HOSTS), "us", "Where the sound is processed. The same key works everywhere.")

_INFOS = (
    Service(
        ProviderInfo(
            id="soniox",
            name="Soniox",
            description="A streaming service: punctuated text in about 60 languages, also mixed ones.",
            capabilities=_capabilities(soniox.SonioxCodec),
            languages=(MULTI, *soniox.LANGUAGES),
            needs_key=True,
            key_variable="SONIOX_API_KEY",
            key_page="https://console.soniox.com",
            billing_page="https://console.soniox.com",
            idle_cost="Soniox bills the whole time that a connection is open, silence included.",
            endpoint=f"wss://{soniox.HOSTS['us']}",
            options=(
                Option("strict", "Only this language", "switch", False, "Recognise nothing but the chosen language."),
                Option(
                    "endpoint_detection",
                    "Finish after each utterance",
                    "switch",
                    False,
                    "For hands-free dictation: text becomes final at a pause, not only when you finish.",
                ),
                Option(
                    "max_endpoint_delay_ms",
                    "Longest wait after an utterance (ms)",
                    "number",
                    2000,
                    "With the option above.",
                    least=soniox.ENDPOINT_DELAY_MS[0],
                    most=soniox.ENDPOINT_DELAY_MS[1],
                ),
                _region(tuple(soniox.HOSTS), "us", "A key belongs to one region: choose the one of your project."),
            ),
        ),
        _make_soniox,
        lambda terms, *_: soniox.fit_terms(terms),
    ),
    Service(
        ProviderInfo(
            id="smallest",
            name="Smallest Pulse",
            description="A streaming service: punctuated text, numbers as digits; good at Indian languages.",
            capabilities=_capabilities(smallest.SmallestCodec),
            languages=smallest.LANGUAGES,
            needs_key=True,
            key_variable="SMALLEST_API_KEY",
            key_page="https://console.smallest.ai",
            billing_page="https://console.smallest.ai",
            idle_cost=NONE_KEPT,
            endpoint=f"wss://{smallest.HOSTS['india']}",
            options=(
                Option("itn", "Numbers as digits", "switch", True, "“Twenty one” is written 21."),
                Option(
                    "finalize_on_words",
                    "Finish pieces while speaking",
                    "switch",
                    True,
                    "Off, text becomes final at pauses only, and may lose its punctuation.",
                ),
                Option(
                    "max_words",
                    "Words in a piece at most (0: any number)",
                    "number",
                    0,
                    "",
                    least=0,
                    most=smallest.MAX_WORDS[1],
                ),
                Option(
                    "eou_timeout_ms",
                    "Pause that ends a piece (ms)",
                    "number",
                    800,
                    "",
                    least=smallest.EOU_TIMEOUT_MS[0],
                    most=smallest.EOU_TIMEOUT_MS[1],
                ),
                Option(
                    "boost",
                    "Weight of the vocabulary",
                    "number",
                    1,
                    "More makes it hear these words where they were not said.",
                    least=smallest.BOOST[0],
                    most=smallest.BOOST[1],
                ),
                _region((smallest.AUTO, *smallest.HOSTS), smallest.AUTO, "Auto takes the one that has the language."),
                Option(
                    "path", "Address", "choice", "live", "The newer one (live) or the older one.", tuple(smallest.PATHS)
                ),
            ),
        ),
        _make_smallest,
        lambda terms, *_: smallest.fit_terms(terms),
    ),
    Service(
        ProviderInfo(
            id="cartesia",
            name="Cartesia Ink",
            description="A streaming service: punctuated English with ink-2, many other languages with ink-whisper.",
            capabilities=_capabilities(cartesia.CartesiaCodec),
            languages=cartesia.LANGUAGES,
            needs_key=True,
            key_variable="CARTESIA_API_KEY",
            key_page="https://play.cartesia.ai/keys",
            billing_page="https://play.cartesia.ai/subscription",
            idle_cost=NONE_KEPT,
            endpoint="wss://api.cartesia.ai",
            options=(
                Option(
                    "model",
                    "Model",
                    "choice",
                    cartesia.AUTO,
                    "Auto takes ink-2 for English and ink-whisper for all else. Only ink-2 takes vocabulary.",
                    (cartesia.AUTO, cartesia.INK_2, cartesia.INK_WHISPER),
                ),
            ),
        ),
        _make_cartesia,
        _fit_cartesia,
    ),
    Service(
        ProviderInfo(
            id="deepgram",
            name="Deepgram Nova",
            description="A streaming service: punctuated, formatted text in many languages.",
            capabilities=_capabilities(deepgram.DeepgramCodec),
            languages=("en", *(tag for tag in deepgram.LANGUAGES if tag != "en")),
            needs_key=True,
            key_variable="DEEPGRAM_API_KEY",
            key_page="https://console.deepgram.com",
            billing_page="https://console.deepgram.com",
            idle_cost="Deepgram's pages name the sound as what is billed, others the time that the connection is open.",
            endpoint=f"wss://{deepgram.HOSTS['us']}",
            options=(
                Option("model", "Model", "choice", deepgram.NOVA_3, "", tuple(deepgram.MODELS)),
                Option("smart_format", "Format numbers, dates and the like", "switch", True, ""),
                Option("numerals", "Numbers as digits", "switch", False, ""),
                Option("profanity_filter", "Leave out profanity", "switch", False, ""),
                Option("dictation", "Spoken commands", "switch", False, "“New line”, “comma” and the like are obeyed."),
                Option(
                    "endpointing_ms",
                    "Pause that ends a piece (ms)",
                    "number",
                    300,
                    "",
                    least=deepgram.ENDPOINTING_MS[0],
                    most=deepgram.ENDPOINTING_MS[1],
                ),
                _DEEPGRAM_REGION,
            ),
        ),
        _make_deepgram,
        lambda terms, *_: deepgram_account.fit_terms(terms),
    ),
    Service(
        ProviderInfo(
            id="deepgram-flux",
            name="Deepgram Flux",
            description="A streaming service made for conversation: punctuated text in ten languages.",
            capabilities=_capabilities(deepgram_flux.FluxCodec),
            languages=("en", *(tag for tag in deepgram_flux.LANGUAGES if tag != "en")),
            needs_key=True,
            key_variable="DEEPGRAM_API_KEY",
            key_page="https://console.deepgram.com",
            billing_page="https://console.deepgram.com",
            idle_cost="Deepgram's pages name the sound as what is billed, others the time that the connection is open.",
            endpoint=f"wss://{deepgram_flux.HOSTS['us']}",
            options=(
                Option(
                    "eot_threshold",
                    "How sure of the end of a turn",
                    "number",
                    1.0,
                    "At 1 only you end a turn, by letting go.",
                    least=deepgram_flux.EOT_THRESHOLD[0],
                    most=deepgram_flux.EOT_THRESHOLD[1],
                ),
                Option(
                    "eot_timeout_ms",
                    "Silence that ends a turn (ms)",
                    "number",
                    30_000,
                    "",
                    least=deepgram_flux.EOT_TIMEOUT_MS[0],
                    most=deepgram_flux.EOT_TIMEOUT_MS[1],
                ),
                _DEEPGRAM_REGION,
            ),
        ),
        _make_flux,
        lambda terms, *_: deepgram_flux.fit_terms(terms),
    ),
)

SERVICES: Mapping[str, Service] = {service.info.id: service for service in _INFOS}
"""By id, in the order in which they are offered."""


def with_defaults(info: ProviderInfo, chosen: Options) -> dict[str, OptionValue]:
    """Every option's value: the chosen one, or its default."""
    return {option.name: chosen.get(option.name, option.default) for option in info.options}

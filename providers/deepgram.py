"""Deepgram Nova, v1 (https://developers.deepgram.com/reference/listen-streaming). Pure; imports what codecs share.

ours         theirs
----------   -----------------------------------------------------------------------------------------------------
opening      nothing; everything is in the query
finalize     {"type":"Finalize"}, acknowledged by a result with "from_finalize":true, if enough audio is pending
closing      {"type":"CloseStream"}; the terminal is Metadata, and reliable
text         finals by the segment, without spaces around them; one interim, replaced, cumulative in its segment
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import deepgram_account as account
from .events import Ended, Event
from .joining import Joiner, close_up
from .socket_codec import SocketCodec, Traits
from .vocabulary import MULTI, Terms, codes, match_language
from .wire import (
    MILLISECONDS,
    SAMPLE_RATE,
    SECONDS,
    Message,
    OptionError,
    check_choice,
    check_flag,
    check_range,
    check_terms,
    endpoint_url,
    first_object,
    json_frame,
    list_at,
    object_at,
    samples,
    text_at,
)

HOSTS = account.HOSTS
PATH = "/v1/listen"

NOVA_3 = "nova-3"
ENGLISH = codes("en en-US en-AU en-CA en-GB en-IE en-IN en-NZ")
LANGUAGES = (
    MULTI,
    *ENGLISH,
    *codes("af ar be bg bn bs ca cs da da-DK de de-CH el es es-419 et fa fi fr fr-CA gu gu-IN he hi hr hu hy id it"),
    *codes("ja ka kn ko ko-KR lt lv mk mr ms ne nl nl-BE no pa pl pt pt-BR pt-PT ro ru sk sl sr sv sv-SE ta te th"),
    *codes("th-TH tl tr uk ur vi zh zh-CN zh-Hans zh-HK zh-Hant zh-TW"),
)
"""Gathered from https://developers.deepgram.com/changelog and /docs/models-languages-overview."""

MODELS = {NOVA_3: LANGUAGES, "nova-3-medical": ENGLISH}
"""Each model, and its languages."""

ENDPOINTING_MS = (10, 5_000)
_LINE_BREAK = re.compile(r"[ \t]*<(?:\\n|\n)>[ \t]*")
_NEWS = frozenset({"SpeechStarted", "UtteranceEnd", "ConfigureSuccess", "ConfigureFailure"})
_SLACK = 10 * MILLISECONDS


@dataclass(frozen=True, slots=True)
class DeepgramOptions:
    """Raises `OptionError` for what the service would refuse."""

    language: str = "en"
    """See `language_code`."""
    model: str = NOVA_3
    smart_format: bool = True
    """Punctuation, capitals, and numbers, dates and the like as one would write them."""
    numerals: bool = False
    """Digits for every number, also without smart format."""
    profanity_filter: bool = False
    dictation: bool = False
    """Take "comma", "new line" and the like for what they name. English only."""
    endpointing_ms: int | None = 300
    """How long a pause ends a segment; None: only releasing the key does. The service's own default, 10 ms, cuts
    sentences at every breath."""
    terms: Terms = ()
    """Custom vocabulary; what `fit_terms` leaves out is not sent."""
    region: str = "us"

    def __post_init__(self) -> None:
        check_choice("model", self.model, MODELS)
        check_choice("language", self.language, MODELS[self.model])
        for field in ("smart_format", "numerals", "profanity_filter", "dictation"):
            check_flag(field, getattr(self, field))
        if self.dictation and not self.language.startswith("en"):
            raise OptionError("dictation", self.dictation, f"false for the language {self.language!r}")
        if self.endpointing_ms is not None:
            check_range("endpointing_ms", self.endpointing_ms, *ENDPOINTING_MS)
        check_terms("terms", self.terms)
        check_choice("region", self.region, HOSTS)


def language_code(tag: str) -> str:
    """The app's language setting as Nova's code. Raises `OptionError` for one that it does not have."""
    return match_language("Deepgram Nova", tag, LANGUAGES, {"yue": "zh-HK"})


def fit_terms(terms: Sequence[str]) -> tuple[Terms, Terms]:
    """Which terms can be sent, and which are left out."""
    return account.fit_terms(terms)


class DeepgramCodec(SocketCodec):
    """One socket to Deepgram's v1."""

    service = "Deepgram"
    traits = Traits(
        close_behind_finalize=True,
        reusable=True,
        keepalive_every=4.0,
        idle_limit=10.0,
        catch_up=1.25,
    )
    _kinds = account.KINDS
    _close_kinds = account.CLOSE_KINDS
    _finalize_frames = (json_frame({"type": "Finalize"}),)
    _closing_frames = (json_frame({"type": "CloseStream"}),)
    _idle_frames = (json_frame({"type": "KeepAlive"}),)

    def __init__(self, options: DeepgramOptions, base: str | None = None) -> None:
        super().__init__(endpoint_url(base, f"wss://{HOSTS[options.region]}{PATH}", _query(options)))
        self._joiner = Joiner()
        self._interim = ""
        self._interim_end: int | None = None

    def _headers(self, key: str) -> tuple[tuple[str, str], ...]:
        return account.authorization(key)

    def _understand(self, message: Message) -> list[Event] | None:
        match message.get("type"):
            case "Results":
                return self._results(message)
            case "Metadata" if self._closing:
                return [Ended()]
            case "Error":
                return self._fail(message)
            case str(news) if news in _NEWS:
                return []
        return None

    def _results(self, message: Message) -> list[Event]:
        alternative = first_object(list_at(object_at(message, "channel"), "alternatives"))
        if not alternative:
            self.oddities += 1
        text = _LINE_BREAK.sub("\n", close_up(text_at(alternative, "transcript")))
        answer = message.get("from_finalize") is True
        start = samples(message.get("start"), SECONDS)
        duration = samples(message.get("duration"), SECONDS)
        end = None if start is None or duration is None else start + duration
        events = self._overtaken(start)
        if answer or message.get("is_final") is True:
            self._interim, self._interim_end = "", None
            events += self._final(self._joiner.commit(text), end)
            if not answer:
                return events
            # One that stands before all sound that was sent accounts for none of it: its text is still to come.
            return events + self._acknowledge(certain=end is None or self._covered is not None)
        self._interim, self._interim_end = text, end
        return events + self._partial(self._joiner.fit(text))

    def _overtaken(self, start: int | None) -> list[Event]:
        """A segment that begins behind an interim which never became final: its words are kept, not replaced."""
        if start is None or self._interim_end is None or start < self._interim_end - _SLACK or not self._interim:
            return []
        self.oddities += 1
        return self._final(self._joiner.commit(self._interim), self._interim_end)


def _query(options: DeepgramOptions) -> list[tuple[str, str]]:
    endpointing = "false" if options.endpointing_ms is None else str(options.endpointing_ms)
    query = [
        ("model", options.model),
        ("language", options.language),
        ("encoding", "linear16"),
        ("sample_rate", str(SAMPLE_RATE)),
        ("channels", "1"),
        ("interim_results", "true"),
        ("endpointing", endpointing),
    ]
    flags = {
        "smart_format": options.smart_format,
        "punctuate": options.smart_format or options.dictation,
        "numerals": options.numerals,
        "profanity_filter": options.profanity_filter,
        "dictation": options.dictation,
    }
    query += [(name, "true") for name, wanted in flags.items() if wanted]
    return query + [("keyterm", term) for term in fit_terms(options.terms)[0]]

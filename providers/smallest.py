"""Smallest.ai Pulse (https://docs.smallest.ai, speech to text, streaming). Pure; imports what codecs share.

    ours         theirs
    ----------   -----------------------------------------------------------------------------------------------------
    opening      nothing; everything is in the query
    finalize     {"type":"finalize"}, acknowledged by a final with "from_finalize":true, which comes with ITN only
    closing      {"type":"close_stream"}; the terminal is "is_last":true, which may come with last text or none
    text         finals by the segment, some with a space behind them and some without; one interim, replaced

Finals come by themselves, too (after some words, at pauses). So a final without `from_finalize` behind a finalize may
have been under way before it, and is never taken for the acknowledgement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from .errors import FailureKind
from .events import Ended, Event, Failed
from .joining import Joiner
from .refusals import Complaint, Kinds, failure_of
from .socket_codec import CLEAN_CLOSE, SocketCodec, Traits
from .vocabulary import MULTI, Terms, codes, fit, match_language
from .wire import (
    SAMPLE_RATE,
    SECONDS,
    Message,
    OptionError,
    check_choice,
    check_flag,
    check_range,
    check_terms,
    endpoint_url,
    json_frame,
    list_at,
    samples,
    text_at,
)

HOSTS = {"india": "api.smallest.ai", "us": "api.us.smallest.ai"}
AUTO = "auto"
"""The region that has the language; India, the service's default, where both have."""

PATHS = {"live": "/waves/v1/stt/live", "pulse": "/waves/v1/pulse/get_text"}
"""The one of the official client, and the one of the page on finalize."""

LANGUAGES = (
    *codes("en hi de es ru it fr nl pt zh yue ja ko gu mr or bn ta te kn ml"),
    MULTI,
    "multi-asian",
    "multi-south-indic",
    "north_indic",
)
US_ONLY = frozenset({"zh", "yue", "ja", "ko", "multi-asian"})
INDIA_ONLY = frozenset({"ta", "te", "kn", "ml", "multi-south-indic"})
WITHOUT_SPACES = frozenset({"zh", "yue", "ja"})

EOU_TIMEOUT_MS = (100, 10_000)
MAX_WORDS = (1, 1_000)
BOOST = (1, 3)
"""How strongly keywords are preferred; above 3 the model begins to hear them where nobody said them."""

VOCABULARY_TERMS = 100
VOCABULARY_CHARACTERS = 2_000
"""The newer page allows 10,000 keywords, the older 100; and all of them stand in the URL."""

_NEWS = frozenset({"speech_started", "speech_ended", "pong"})
_TRANSCRIPTS = (None, "transcription")
"""What a message with text calls itself: one of the vendor's pages shows it without a type."""
_TEXT_KEYS = ("transcript", "transcription")


@dataclass(frozen=True, slots=True)
class SmallestOptions:
    """Raises `OptionError` for what the service would refuse, or answer by closing the socket without a word."""

    language: str = "en"
    """See `language_code`."""
    itn: bool = True
    """Write numbers, dates and the like as one would; also what makes the service say `from_finalize`."""
    finalize_on_words: bool = True
    """Make text final every few words. Off, long texts came without capitals and punctuation in the vendor's probes."""
    max_words: int | None = None
    """Make text final after so many words at most; None: the service decides."""
    eou_timeout_ms: int = 800
    """How long a pause ends an utterance."""
    terms: Terms = ()
    """Custom vocabulary; what `fit_terms` leaves out is not sent."""
    boost: int = 1
    region: str = AUTO
    path: str = "live"

    def __post_init__(self) -> None:
        check_choice("language", self.language, LANGUAGES)
        check_flag("itn", self.itn)
        check_flag("finalize_on_words", self.finalize_on_words)
        if self.max_words is not None:
            check_range("max_words", self.max_words, *MAX_WORDS)
        check_range("eou_timeout_ms", self.eou_timeout_ms, *EOU_TIMEOUT_MS)
        check_terms("terms", self.terms)
        check_range("boost", self.boost, *BOOST)
        check_choice("region", self.region, (AUTO, *HOSTS))
        check_choice("path", self.path, PATHS)
        home = {**dict.fromkeys(US_ONLY, "us"), **dict.fromkeys(INDIA_ONLY, "india")}.get(self.language)
        if home and self.region not in (AUTO, home):
            raise OptionError("region", self.region, f"{home!r} or {AUTO!r} for the language {self.language!r}")

    @property
    def host(self) -> str:
        """The host that has the language."""
        return HOSTS[("us" if self.language in US_ONLY else "india") if self.region == AUTO else self.region]


def language_code(tag: str) -> str:
    """The app's language setting as Pulse's code. Raises `OptionError` for one that it does not have."""
    return match_language("Smallest", tag, LANGUAGES, {"zh-hk": "yue", "zh-mo": "yue"})


def fit_terms(terms: Sequence[str]) -> tuple[Terms, Terms]:
    """Which terms can be sent, and which are left out. Comma and colon are signs of the keyword list itself."""
    return fit(
        terms,
        count=VOCABULARY_TERMS,
        size=VOCABULARY_CHARACTERS,
        usable=lambda term: "," not in term and ":" not in term,
    )


class SmallestCodec(SocketCodec):
    """One socket to Smallest."""

    service = "Smallest"
    traits = Traits(
        close_behind_finalize=True,
        reusable=False,  # the answer to finalize is never certain, and `is_last` ends the socket
        keepalive_every=5.0,  # undocumented; what LiveKit's client sends
        idle_limit=None,
        catch_up=2.0,
    )
    _kinds: ClassVar[Kinds] = {
        "language_not_enabled_in_region": FailureKind.UNSUPPORTED,
        "model_not_found": FailureKind.UNSUPPORTED,
    }
    _close_kinds: ClassVar[Mapping[int, FailureKind]] = {1008: FailureKind.LIMIT}
    _finalize_frames = (json_frame({"type": "finalize"}),)
    _closing_frames = (json_frame({"type": "close_stream"}),)
    _idle_frames = (json_frame({"type": "keepalive"}),)

    def __init__(self, options: SmallestOptions, base: str | None = None) -> None:
        default_url = f"wss://{options.host}{PATHS[options.path]}"
        super().__init__(endpoint_url(base, default_url, _query(options)))
        self._joiner = Joiner(spaced=options.language not in WITHOUT_SPACES)

    def _understand(self, message: Message) -> list[Event] | None:
        kind = message.get("type")
        if kind == "error" or message.get("status") == "error" or message.get("error"):
            return self._fail(message)
        if isinstance(kind, str) and kind in _NEWS:
            return []
        if kind not in _TRANSCRIPTS:
            return None
        if any(isinstance(message.get(key), str) for key in _TEXT_KEYS) or message.get("is_last") is True:
            return self._transcript(message)
        return None

    def _transcript(self, message: Message) -> list[Event]:
        text = text_at(message, *_TEXT_KEYS)
        last = message.get("is_last") is True
        answer = message.get("from_finalize") is True
        if not (last or answer or message.get("is_final") is True):
            return self._partial(self._joiner.fit(text))
        # Words that were shown and never became final are not given up for an answer without words.
        dropped = (last or answer) and not text.strip() and bool(self._tail)
        events: list[Event] = [] if dropped else self._final(self._joiner.commit(text), _spoken_until(message))
        if answer:
            # With ITN, trailing numbers are said to be kept for the next final: only `is_last` is the last word.
            events += self._acknowledge(certain=False)
        return [*events, Ended()] if last else events

    def _hung_up(self, code: int | None, reason: str) -> list[Event]:
        events = super()._hung_up(code, reason)
        if not self._heard and code in CLEAN_CLOSE and isinstance(events[0], Failed):
            told = "the service closed the connection without a word, as it does for a language it does not have here"
            complaint = Complaint(code="unsupported", sentence=f"{told}. {reason}")
            return [Failed(failure_of(self.service, complaint, {"unsupported": FailureKind.UNSUPPORTED}, self._key))]
        return events


def _query(options: SmallestOptions) -> list[tuple[str, str]]:
    query = [("model", "pulse")] if options.path == "live" else []
    query += [
        ("language", options.language),
        ("encoding", "linear16"),
        ("sample_rate", str(SAMPLE_RATE)),
        ("word_timestamps", "true"),
        ("itn_normalize", _word(options.itn)),
        ("finalize_on_words", _word(options.finalize_on_words)),
        ("eou_timeout_ms", str(options.eou_timeout_ms)),
    ]
    if options.max_words is not None:
        query.append(("max_words", str(options.max_words)))
    terms, _ = fit_terms(options.terms)
    if terms:
        query.append(("keywords", ",".join(f"{term}:{options.boost}" for term in terms)))
    return query


def _word(flag: bool) -> str:
    return "true" if flag else "false"


def _spoken_until(message: Message) -> int | None:
    ends = [samples(word.get("end"), SECONDS) for word in list_at(message, "words") if isinstance(word, dict)]
    return max((end for end in ends if end is not None), default=None)

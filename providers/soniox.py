"""Soniox real-time (https://soniox.com/docs/api-reference/stt/websocket-api). Pure; imports what codecs share.

    ours         theirs
    ----------   -----------------------------------------------------------------------------------------------------
    opening      one JSON text with everything; no reply
    finalize     {"type":"finalize"}, acknowledged by the final token <fin>
    closing      an empty text frame; the terminal is "finished":true, which may come with last tokens
    text         final tokens once, non-final ones anew with each message; pieces of words, joined by nothing. Half a
                 word is never final here (`soniox_words`)

The key is good only when the first answer is: a wrong one passes the handshake and comes as an error message.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from .codec import Frame
from .errors import FailureKind
from .events import Ended, Event
from .refusals import Kinds, read_complaint
from .socket_codec import SocketCodec, Traits
from .soniox_words import Piece, covered, whole
from .vocabulary import MULTI, Terms, byte_length, codes, fit, match_language
from .wire import (
    MILLISECONDS,
    SAMPLE_RATE,
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

HOSTS = {
    "us": "stt-rt.soniox.com",
    "eu": "stt-rt.eu.soniox.com",
    "jp": "stt-rt.jp.soniox.com",
    "in": "stt-rt.in.soniox.com",  # unconfirmed: seen in third-party code only
}
"""Regions. A key belongs to the region of its project; any other refuses it."""

PATH = "/transcribe-websocket"
MODEL = "stt-rt-v5"

LANGUAGES = codes(
    "af sq ar az eu be bn bs bg ca zh hr cs da nl en et fi fr gl de el gu he hi hu id it ja kn kk ko lv lt mk ms ml mr"
    " no fa pl pt pa ro ru sr sk sl es sw sv tl ta te th tr uk ur vi cy"
)
"""https://soniox.com/docs/stt/concepts/supported-languages"""

ENDPOINT_DELAY_MS = (500, 3000)

VOCABULARY_TERMS = 1_000
VOCABULARY_BYTES = 8_000
"""A context may have 8,000 tokens, and a token is never shorter than a byte."""

FIN = "<fin>"
_MARKER = re.compile(r"(<fin>|<end>)")
_ERROR_KEYS = ("error_code", "error_type", "error_message")


@dataclass(frozen=True, slots=True)
class SonioxOptions:
    """Raises `OptionError` for what the service would refuse."""

    language_hints: tuple[str, ...] = ()
    """Languages to expect; none: any. See `language_hints`."""
    strict: bool = False
    """Recognise the hinted languages only, as far as the model can."""
    endpoint_detection: bool = False
    """Make text final after each utterance, for hands-free use. While a key is held, releasing it says more."""
    max_endpoint_delay_ms: int = 2000
    """How long after the end of an utterance at most; with endpoint detection only."""
    terms: Terms = ()
    """Custom vocabulary; what `fit_terms` leaves out is not sent."""
    region: str = "us"
    model: str = MODEL

    def __post_init__(self) -> None:
        check_terms("language_hints", self.language_hints)
        for hint in self.language_hints:
            check_choice("language_hints", hint, LANGUAGES)
        if len(set(self.language_hints)) < len(self.language_hints):
            raise OptionError("language_hints", self.language_hints, "each language once")
        check_flag("strict", self.strict)
        check_flag("endpoint_detection", self.endpoint_detection)
        check_range("max_endpoint_delay_ms", self.max_endpoint_delay_ms, *ENDPOINT_DELAY_MS)
        check_terms("terms", self.terms)
        check_choice("region", self.region, HOSTS)


def language_hints(tag: str) -> tuple[str, ...]:
    """The app's language setting as hints: one, or none for "multi". Raises `OptionError` for one not on offer."""
    return () if tag == MULTI else (match_language("Soniox", tag, LANGUAGES),)


def fit_terms(terms: Sequence[str]) -> tuple[Terms, Terms]:
    """Which terms can be sent, and which are left out."""
    return fit(terms, count=VOCABULARY_TERMS, size=VOCABULARY_BYTES, measure=byte_length)


class SonioxCodec(SocketCodec):
    """One socket to Soniox."""

    service = "Soniox"
    traits = Traits(
        close_behind_finalize=True,
        reusable=True,
        keepalive_every=5.0,
        idle_limit=20.0,
        catch_up=2.0,
    )
    _kinds: ClassVar[Kinds] = {"model_not_available": FailureKind.UNSUPPORTED}
    _finalize_frames = (json_frame({"type": "finalize"}),)
    _closing_frames = ("",)
    _idle_frames = (json_frame({"type": "keepalive"}),)

    def __init__(self, options: SonioxOptions, base: str | None = None) -> None:
        super().__init__(endpoint_url(base, f"wss://{HOSTS[options.region]}{PATH}"))
        self._options = options
        self._open: list[Piece] = []
        """Final, but perhaps not a whole word."""
        self._rest = ""
        """The tail behind it."""

    def opening(self) -> tuple[Frame, ...]:
        options = self._options
        start: Message = {
            "model": options.model,
            "audio_format": "pcm_s16le",
            "sample_rate": SAMPLE_RATE,
            "num_channels": 1,
        }
        if options.language_hints:
            start["language_hints"] = list(options.language_hints)
            start["language_hints_strict"] = options.strict
        if options.endpoint_detection:
            start["enable_endpoint_detection"] = True
            start["max_endpoint_delay_ms"] = options.max_endpoint_delay_ms
        terms, _ = fit_terms(options.terms)
        if terms:
            start["context"] = {"terms": list(terms)}
        return (json_frame(start),)

    def _understand(self, message: Message) -> list[Event] | None:
        complains = any(message.get(key) for key in _ERROR_KEYS)
        finished = message.get("finished") is True
        spoken = isinstance(message.get("tokens"), list)
        if not spoken and not complains and not finished and "final_audio_proc_ms" not in message:
            return None
        events = self._tokens(message, over=finished and not complains) if spoken or finished else []
        if complains:
            return events + self._complaint(message)
        return [*events, Ended()] if finished else events

    def _tokens(self, message: Message, over: bool) -> list[Event]:
        """`over`: nothing continues the last word."""
        runs, tail, settled = self._read(list_at(message, "tokens"))
        processed = samples(message.get("final_audio_proc_ms"), MILLISECONDS)
        last_spoken = max((at for at, run in enumerate(runs) if run), default=0)
        count = len(runs[-1]) if over else max(settled, whole(runs[-1], processed))
        carried, self._open = len(self._open), runs[-1][count:]
        ends = [covered(run, len(run)) for run in runs[:-1]] + [covered(runs[-1], count)]
        runs[-1] = runs[-1][:count]
        events: list[Event] = []
        if self._rest and 0 < len(runs[0]) == carried:
            # The word is whole, but what was shown behind it is not in this message: that must not go unnoticed.
            events = self._final(_text(runs[0]), ends[0]) + self._partial(self._rest)
            runs[0] = []
        opened, self._rest = _text(self._open), tail
        for at, run in enumerate(runs):
            if at:
                events += self._acknowledge()
            final = _text(run)
            # The message's own figure counts its silence, too, but only behind its last word.
            to_the_end = at == last_spoken and processed is not None and not (at == len(runs) - 1 and self._open)
            if final or at < len(runs) - 1 or not (opened or tail):
                events += self._final(final, processed if to_the_end else ends[at] if run else None)
        return events + self._partial(opened + tail)

    def _read(self, tokens: list[Any]) -> tuple[list[list[Piece]], str, int]:
        """The final pieces that are not said yet, with a `<fin>` between each two lists; the tail; and how many of the
        last list stand before an `<end>`."""
        runs, tail, settled = [list(self._open)], "", 0
        for token in self._objects(tokens):
            text = text_at(token, "text")
            if token.get("is_final") is not True:
                tail += _MARKER.sub("", text)
                continue
            for part in _MARKER.split(text):
                run = runs[-1]
                if part == FIN:
                    runs.append([])
                    settled = 0
                elif _MARKER.fullmatch(part):
                    settled = len(run)
                elif part:
                    end = samples(token.get("end_ms"), MILLISECONDS) or (run[-1].end if run else None)
                    run.append(Piece(part, samples(token.get("start_ms"), MILLISECONDS), end))
        return runs, tail, settled

    def _complaint(self, message: Message) -> list[Event]:
        if self._closing and not self._sent and "no audio" in read_complaint(message).sentence.lower():
            return [Ended()]  # an empty press: nothing was said, and nothing went wrong
        return self._fail(message)


def _text(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)

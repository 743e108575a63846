"""Smallest.ai Pulse.

Sources: https://docs.smallest.ai (Finalize Control, Pulse WebSocket), https://github.com/smallest-inc/smallest-ai-documentation
(specifications and the vendor's own probe of the live service), and the official client (smallestai 5.14.0 on PyPI).
"""

import json
from typing import Any

from rig.simulators.bad_day import Ack
from rig.simulators.hearing import MS, seconds
from rig.simulators.queries import boolean, broken, decimal, integer, one_of, text
from rig.simulators.replies import Close, Refusal, Reply
from rig.simulators.session import Session
from rig.simulators.tones import HeardWord

LANGUAGES = (
    *("en", "hi", "de", "es", "ru", "it", "fr", "nl", "pt", "zh", "yue", "ja", "ko", "gu", "mr", "or", "bn"),
    *("ta", "te", "kn", "ml", "north_indic", "multi-asian", "multi-south-indic", "multi-eu", "multi"),
)
WITHOUT_SPACES = ("zh", "yue", "ja")
RULES = {
    "model": one_of("pulse"),
    "encoding": one_of("linear16"),  # of several, the one that is sent here
    "sample_rate": one_of("16000"),
    "max_words": integer(1, 1000),
    "eou_timeout_ms": integer(100, 10_000),
    "endpointing_timeout": integer(1, 10_000),
    "keywords": text(20_000),
    "vad_threshold": decimal(0, 1),
    "vad_min_speech_ms": integer(0, 10_000),
    "external_session_id": text(128),
    "language": text(),
    **dict.fromkeys(
        (
            *("finalize_on_words", "endpointing", "itn_normalize", "format", "punctuate", "capitalize", "numerals"),
            *("word_timestamps", "sentence_timestamps", "diarize", "full_transcript", "vad_events", "vad"),
            *("redact_pii", "redact_pci"),
        ),
        boolean,
    ),
}
INTERIM_MS = 300
ROLLOVER_WORDS = 10
"""Words after which a segment becomes final by default."""
ENDPOINTING = 600 * MS

ERRORS = {
    "auth": ("INVALID_API_KEY", "Invalid API key."),
    "quota": ("INSUFFICIENT_CREDITS", "Insufficient credits. Please top up your account balance."),
    "limit": ("CONCURRENCY_LIMIT", "Concurrency limit reached."),
    "invalid": ("INVALID_MESSAGE", "Invalid message."),
    "timeout": ("SESSION_TIMEOUT", "Session timed out due to inactivity."),
    "server": ("INTERNAL_ERROR", "Internal server error."),
}
STATUSES = {400: "invalid", 401: "auth", 402: "quota", 403: "auth", 429: "limit", 503: "server"}
SHAPES = 4


class Smallest(Session):
    """Finals are segments, and come in the middle of speech, too. They end with a space unless ITN or plain text was
    asked for. Only with ITN does the answer to finalize say that it is one. The last message may have no words."""

    provider = "smallest"
    paths = ("/waves/v1/stt/live", "/waves/v1/pulse/get_text")
    catch_up = 2.0  # not documented; frames no closer than 20 ms
    junk = ('{"is_final":true,"transcript":7}', '{"type":"speech_started","timestamp":1.0}', '{"type":"pong"}')

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._query = dict(self.stream.query)
        self._live = self.stream.path == self.paths[0]
        self._itn = self._query.get("itn_normalize") == "true"
        plain = "false" in (self._query.get("format"), self._query.get("punctuate"))
        self._space = "" if self._query.get("language") in WITHOUT_SPACES else " "
        self._trailing = "" if self._itn or plain else self._space

    def wrong_in_request(self) -> list[str]:
        required = ["language", "encoding", "sample_rate", *(["model"] if self._live else [])]
        return broken(self.stream.query, RULES, required)

    def greeting(self) -> list[Reply]:
        language = self._query["language"]
        if language in LANGUAGES:
            return []
        self.complain(f"language {language!r} is none of {', '.join(LANGUAGES)}")
        return self.fail([Close(1000)])  # without a word

    def refusal(self, status: int) -> Refusal:
        code, sentence = ERRORS[STATUSES[status]]
        body = json.dumps({"status": "error", "error": {"message": sentence, "code": code}})
        wait = {"Retry-After": "7"} if status == 429 else {}
        return Refusal(status, {"Content-Type": "application/json", "x-request-id": "req-1", **wait}, body.encode())

    def error(self, kind: str, shape: int) -> list[Reply]:
        code, sentence = ERRORS[kind]
        fields: dict[str, Any] = (
            {"type": "error", "status": "error", "message": sentence},
            {"type": "error", "error_code": code, "message": sentence},
            {"error": sentence},
            {"status": "error", "error": {"message": sentence, "code": code}},
        )[shape]
        return [self.say(**fields), Close(1008 if kind == "limit" else 1011)]

    def told(self, text: str, now: float) -> list[Reply]:
        try:
            kind = json.loads(text)["type"]
        except (ValueError, TypeError, KeyError):
            kind = None
        match kind:
            case "finalize":
                return self.finalize(now)
            case "close_stream":
                self.end(now)
                return self.fail([self._final(self.hearing.take(), is_last=True), Close(1000)])
            case "keepalive":
                return [self.say(type="pong")]
        self.complain(f"text frame {text!r} is unknown")
        return []

    def progress(self) -> list[Reply]:
        hearing = self.hearing
        due = hearing.due(INTERIM_MS)
        if hearing.pending and self._segment_ends():
            return [self._final(hearing.take())]
        if not due:
            return []
        said: list[Reply] = [self._final([])] if self.day.empty_finals and not hearing.pending else []
        if hearing.pending:
            said.append(self._transcript(self._space.join(word.text for word in hearing.tail()), is_final=False))
        return said

    def _segment_ends(self) -> bool:
        words, query = len(self.hearing.pending), self._query
        limits = [int(query.get("max_words", 1000))]
        if query.get("finalize_on_words") != "false":
            limits.append(ROLLOVER_WORDS)
        silences = [int(query.get("eou_timeout_ms", 800)) * MS]
        if query.get("endpointing") != "false":
            silences.append(ENDPOINTING)
        return words >= min(limits) or self.hearing.quiet >= min(silences)

    def flush(self, together: bool) -> tuple[list[Reply], list[Reply]]:
        if self.day.glued and self.day.ack is Ack.NONE:
            return [], []  # the last message will carry the words
        words = self.hearing.take()
        answer = {"from_finalize": True} if self._itn else {}
        if together:
            return [self._final(words, **answer)], []
        return [self._final(words)], [self._final([], **answer)] if self._itn else []

    def _final(self, words: list[HeardWord], is_last: bool = False, **more: bool) -> Reply:
        text = self._space.join(word.text for word in words)
        if self._query.get("word_timestamps") == "true" or not self._live:
            timed = [
                {"word": w.text, "start": seconds(w.start), "end": seconds(w.end), "confidence": 0.98} for w in words
            ]
            more |= {"words": timed}  # type: ignore[dict-item]
        if self._itn:
            more = {"from_finalize": False, **more}
        language = self._query["language"]
        return self._transcript(
            text + self._trailing if text else "",
            is_final=True,
            is_last=is_last,
            language=language,
            languages=[language],
            **more,
        )

    def _transcript(self, text: str, *, is_final: bool, is_last: bool = False, **more: Any) -> Reply:
        head: dict[str, Any] = {"session_id": "sess_1"}
        if self._live:
            head |= {"type": "transcription", "status": "success", "transcription": text}
        if is_final or not self._live:  # pages differ on which of both names is there
            head["transcript"] = text
        return self.say(**head, is_final=is_final, is_last=is_last, **more)

"""Cartesia Ink, manual finalize.

Sources: https://docs.cartesia.ai/api-reference/stt/websocket, https://docs.cartesia.ai/use-the-api/stt/troubleshooting/manual,
https://docs.cartesia.ai/use-the-api/api-errors, and the official client (cartesia 4.2.0 on PyPI).
"""

import json
from typing import Any

from rig.simulators.bad_day import Ack
from rig.simulators.hearing import MS
from rig.simulators.queries import broken, decimal, one_of, text
from rig.simulators.replies import Close, Refusal, Reply
from rig.simulators.session import Session

VERSIONS = ("2026-03-01", "2026-08-14")
"""Those whose order and errors are as here; with 2025-04-16 the acknowledgement came before the text."""

RULES = {
    "model": one_of("ink-2", "ink-whisper", "ink-whisper-2025-06-04"),
    "encoding": one_of("pcm_s16le"),  # of several, the one that is sent here
    "sample_rate": one_of("16000"),
    "language": text(8),
    "keyterm": text(1200),
    "min_volume": decimal(0, 1),
    "max_silence_duration_secs": decimal(0, 60),
    "cartesia_version": one_of(*VERSIONS),
}
MOST_KEYTERMS, LONGEST_KEYTERMS = 100, 1200
DELTA_MS = 500
BUFFERED = 1000 * MS
"""About a second of audio is in the service before its words come."""

ERRORS = {
    "auth": (401, "invalid_api_key", "Unauthorized", "Invalid API key."),
    "quota": (402, "quota_exceeded", "Payment required", "You have used up your credits."),
    "limit": (429, "concurrency_limited", "Too many requests", "Too many concurrent requests."),
    "invalid": (400, "invalid_request", "Bad request", "The command is unknown."),
    "timeout": (408, "timeout", "Timeout", "The connection was idle for too long."),
    "server": (500, "internal_error", "Internal server error", "Something went wrong."),
}
STATUSES = {400: "invalid", 401: "auth", 402: "quota", 403: "auth", 429: "limit", 503: "server"}
SHAPES = 3


class Cartesia(Session):
    """Commands are bare words. Text comes as deltas, to be put together verbatim, cut anywhere, some of them empty."""

    provider = "cartesia"
    paths = ("/stt/websocket",)
    catch_up = 1.25  # "about 1 s of audio per second"
    idle_limit_s = 20.0  # by the oldest and strictest of three pages
    junk = ('{"type":"transcript","is_final":true,"text":7}', '{"type":"transcript"}', '{"type":"turn.start"}')

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._query = dict(self.stream.query)
        self._said_any = False
        self._empty = False

    def wrong_in_request(self) -> list[str]:
        wrong = broken(self.stream.query, RULES, ("model", "encoding", "sample_rate"), ("keyterm",))
        versions = [value for name, value in self.stream.headers if name.lower() == "cartesia-version"]
        version = self._query.get("cartesia_version") or next(iter(versions), None)
        if version not in VERSIONS:
            wrong.append(f"Cartesia-Version {version} is none of {', '.join(VERSIONS)}")
        whisper = self._query.get("model", "").startswith("ink-whisper")
        terms = [value for name, value in self.stream.query if name == "keyterm"]
        if len(terms) > MOST_KEYTERMS or sum(map(len, terms)) > LONGEST_KEYTERMS:
            wrong.append(f"{len(terms)} keyterms with {sum(map(len, terms))} characters are too many")
        if whisper and terms:
            wrong.append("keyterm is not for ink-whisper")
        if not whisper and self._query.get("language", "en") != "en":
            wrong.append(f"language {self._query['language']} is not for ink-2")
        if not whisper and {"min_volume", "max_silence_duration_secs"} & self._query.keys():
            wrong.append("min_volume and max_silence_duration_secs are for ink-whisper")
        return wrong

    def refusal(self, status: int) -> Refusal:
        _, code, title, sentence = ERRORS[STATUSES[status]]
        body = {"error_code": code, "title": title, "message": sentence, "request_id": "r-1"}
        return Refusal(status, {"Content-Type": "application/json"}, json.dumps(body).encode())

    def error(self, kind: str, shape: int) -> list[Reply]:
        status, code, title, sentence = ERRORS[kind]
        fields: dict[str, Any] = (
            {"title": title, "message": sentence, "error_code": code, "status_code": status, "doc_url": None},
            {"message": sentence, "code": status},
            {"error": sentence},
        )[shape]
        return [self.say(type="error", **fields, request_id="r-1"), Close(1000)]

    def idle(self) -> list[Reply]:
        return [Close(1000, "idle")]

    def told(self, text: str, now: float) -> list[Reply]:
        match text:
            case "finalize":
                return self.finalize(now)
            case "close" | "done":
                self.end(now)
                rest = self._deltas(None)
                return self.fail([*rest, self.say(type="done", request_id="r-1"), Close(1000)])
        self.complain(f"text frame {text!r} is none of the bare commands finalize, close")
        return self.error("invalid", 0)[:1]

    def progress(self) -> list[Reply]:
        if not self.hearing.due(DELTA_MS):
            return []
        said = self._deltas(self.hearing.heard - BUFFERED)
        self._empty = not self._empty
        if not said and (self._empty or self.day.empty_finals):
            return [self._transcript("")]
        if self.hearing.pending and self._query["model"] != "ink-2":
            tail = "".join(f" {word.text}" for word in self.hearing.tail())
            said.append(self._transcript(tail if self._said_any else tail.lstrip(), is_final=False))
        return said

    def flush(self, together: bool) -> tuple[list[Reply], list[Reply]]:
        if self.day.glued and self.day.ack is Ack.NONE:
            return [], []  # the words come behind close
        return self._deltas(None), [self.say(type="flush_done", request_id="r-1")]

    def _deltas(self, until: int | None) -> list[Reply]:
        text = "".join(f" {word.text}" for word in self.hearing.take(until))
        if not text:
            return []
        text = text if self._said_any else text.lstrip()
        self._said_any = True
        cut = 1 + len(text) // 3
        pieces = [text[:cut], "", text[cut:]] if self.day.empty_finals else [text[:cut], text[cut:]]
        return [self._transcript(piece) for piece in pieces]

    def _transcript(self, text: str, is_final: bool = True) -> Reply:
        return self.say(type="transcript", is_final=is_final, request_id="r-1", text=text, duration=0.5, language="en")

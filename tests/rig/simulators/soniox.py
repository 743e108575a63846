"""Soniox real-time speech to text.

Sources: https://soniox.com/docs/api-reference/stt/websocket-api, https://soniox.com/docs/stt/rt/manual-finalization,
https://soniox.com/docs/stt/rt/endpoint-detection, https://soniox.com/docs/stt/rt/error-handling, and the official
client (soniox 2.10.0 on PyPI).
"""

import json
from typing import Any

from rig.simulators.bad_day import Ack
from rig.simulators.hearing import MS
from rig.simulators.replies import Close, Refusal, Reply
from rig.simulators.session import Session
from rig.simulators.soniox_start import wrong_in_start
from rig.simulators.tones import HeardWord

INTERIM_MS = 120
FINAL_BEHIND = 1200 * MS
"""A word becomes final of its own accord so many samples after it ended."""

ERRORS = {
    "auth": (401, "unauthenticated", "Invalid API key."),
    "quota": (402, "organization_balance_exhausted", "Organization balance exhausted. Please add funds."),
    "limit": (429, "max_concurrent_connections_reached", "Too many concurrent requests."),
    "invalid": (400, "invalid_request", "Control request invalid type."),
    "timeout": (408, "request_timeout", "Request timeout."),
    "server": (503, "service_unavailable", "Cannot continue request (code 17). Please restart the request."),
}
STATUSES = {400: "invalid", 401: "auth", 402: "quota", 403: "auth", 429: "limit", 503: "server"}


class Soniox(Session):
    """A key is only judged when the first message came. Text comes as pieces of words, which carry their own spaces;
    the non-final ones replace those before. `""` ends the stream, and does not make final what was not."""

    provider = "soniox"
    paths = ("/transcribe-websocket",)
    catch_up = 2.0  # "near real time", and a short burst of what was recorded while connecting
    idle_limit_s = 20.0
    junk = ('{"tokens":[{"text":7,"is_final":true},null,{"is_final":true}],"final_audio_proc_ms":"soon"}',)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._start: dict[str, Any] | None = None
        self._said_any = False
        self._final_ms = 0

    def wrong_in_request(self) -> list[str]:
        return ["there is a query, where everything belongs in the first message"] if self.stream.query else []

    def _unknown_key(self) -> None:
        return None  # the handshake succeeds with any key

    def refusal(self, status: int) -> Refusal:
        # Undocumented; what a gateway in front of the service would say.
        page = f"<html><body><h1>{status}</h1></body></html>"
        return Refusal(status, {"Content-Type": "text/html"}, page.encode())

    def error(self, kind: str, shape: int) -> list[Reply]:
        return self._error(*ERRORS[kind], old=shape == 1)

    def _error(self, code: int, kind: str, sentence: str, old: bool = False) -> list[Reply]:
        said = {"error_code": code, "error_message": sentence}
        if not old:  # older pages have only these two, and no tokens
            said |= {"tokens": [], "error_type": kind, "more_info": "https://soniox.com/docs", "request_id": "r-1"}
        return [self.say(**said), Close(1000)]

    def idle(self) -> list[Reply]:
        return self.error("timeout", 0)

    def told(self, text: str, now: float) -> list[Reply]:
        if self._start is None:
            return self._started(text)
        if text == "":
            return self._ended(now)
        message = _object(text)
        match message.get("type"):
            case "keepalive":
                return []
            case "finalize":
                return self.finalize(now)
        self.complain(f"control message {text!r} is unknown")
        return self.fail(self.error("invalid", 0))

    def told_nothing(self, now: float) -> list[Reply]:
        return self.told("", now)

    def _started(self, text: str) -> list[Reply]:
        self._start = _object(text)
        wrong = wrong_in_start(self._start)
        for problem in wrong:
            self.complain(problem)
        if not self.knows_key():
            return self.fail(self.error("auth", self.day.error_shape))
        return self.fail(self._error(400, "invalid_request", "Start request is malformed.")) if wrong else []

    def progress(self) -> list[Reply]:
        if self._start is None:
            self.complain("audio came before the first message")
            return self.fail(self._error(400, "invalid_request", "Start request must be a text message."))
        hearing = self.hearing
        delay = self._start.get("max_endpoint_delay_ms", 2000) * MS
        if self._start.get("enable_endpoint_detection") and hearing.quiet >= delay and hearing.pending:
            return [self._message([*self._final(hearing.take()), _marker("<end>")])]
        if not hearing.due(INTERIM_MS):
            return []
        final = self._final(hearing.take(hearing.heard - FINAL_BEHIND))
        if self.day.empty_finals:
            final.append({"text": "", "is_final": True, "confidence": 0.1})
        return [self._message(final)]

    def flush(self, together: bool) -> tuple[list[Reply], list[Reply]]:
        if self.day.glued and self.day.ack is Ack.NONE:
            return [], []  # the finished message will carry the words
        # Of sound whose text is still to come, no bad day says that it is in finals: that is what the number counts.
        early = [self._message([_marker("<fin>")])] if self.day.ack is Ack.BEFORE_TEXT else []
        tokens = self._final(self.hearing.take())
        self._final_ms = self.hearing.heard // MS
        if early:
            return [self._message(tokens)], early
        if self.day.glued and self.day.ack is Ack.GOOD and tokens:
            tokens[-1]["text"] += "<fin>"
            return [self._message(tokens)], []
        if together and len(self.stream.finalizes) % 2:
            return [self._message([*tokens, _marker("<fin>")])], []
        return [self._message(tokens)], [self._message([_marker("<fin>")])]

    def _ended(self, now: float) -> list[Reply]:
        self.end(now)
        if not self.hearing.heard:
            return self.fail(self._error(400, "invalid_request", "No audio received."))
        tokens = self._final(self.hearing.take()) if self.day.glued else []
        if self.hearing.pending:  # by some reports a tail that was not finalized is lost, so here it is
            self.complain("the end message came while words were not final")
        done = {"final_audio_proc_ms": self._final_ms, "total_audio_proc_ms": self.hearing.heard // MS}
        return [self.say(tokens=tokens, **done, finished=True), Close(1000)]

    # ------------------------------------------------------------------------------------------ tokens

    def _message(self, final: list[dict[str, Any]]) -> Reply:
        rest: list[dict[str, Any]] = []
        for word in self.hearing.tail():
            rest += _pieces(word, is_final=False, first=not self._said_any and not rest)
        heard = self.hearing.heard // MS
        return self.say(tokens=[*final, *rest], final_audio_proc_ms=self._final_ms, total_audio_proc_ms=heard)

    def _final(self, words: list[HeardWord]) -> list[dict[str, Any]]:
        tokens: list[dict[str, Any]] = []
        for word in words:
            tokens += _pieces(word, is_final=True, first=not self._said_any)
            self._said_any = True
            self._final_ms = word.end // MS
        return tokens


def _pieces(word: HeardWord, *, is_final: bool, first: bool) -> list[dict[str, Any]]:
    """One or two tokens; the cut is anywhere in the word, and the space in front belongs to the first."""
    text = word.text if first else f" {word.text}"
    cut = 1 + (word.start // MS) % len(text)
    middle = (word.start + word.end) // 2
    pieces = [(text[:cut], word.start, middle), (text[cut:], middle, word.end)]
    return [
        {"text": piece, "start_ms": start // MS, "end_ms": end // MS, "confidence": 0.97, "is_final": is_final}
        for piece, start, end in pieces
        if piece
    ]


def _marker(text: str) -> dict[str, Any]:
    return {"text": text, "is_final": True}


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}

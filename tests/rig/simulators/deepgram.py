"""Deepgram's live listening, v1 (Nova).

Sources: https://developers.deepgram.com/docs/finalize, https://developers.deepgram.com/reference/speech-to-text/listen-streaming,
https://developers.deepgram.com/docs/understand-endpointing-interim-results, and the official client (deepgram-sdk
7.17.0 on PyPI).
"""

import json
import re
from typing import Any

from rig.simulators import deepgram_account as account
from rig.simulators.bad_day import Ack
from rig.simulators.hearing import MS, seconds
from rig.simulators.queries import Rule, boolean, broken, integer, one_of, text
from rig.simulators.replies import Close, Refusal, Reply
from rig.simulators.session import Session
from rig.simulators.tones import HeardWord


def _endpointing(value: str) -> str | None:
    return None if value == "false" else integer(1, 60_000)(value)


def _model(value: str) -> str | None:
    return None if re.fullmatch(r"nova-[23](-[a-z]+)?", value) else "is no model that listens here"


RULES: dict[str, Rule] = {
    "model": _model,
    "language": text(20),
    "language_hint": text(20),
    "encoding": one_of("linear16"),  # of several, the one that is sent here
    "sample_rate": one_of("16000"),
    "channels": one_of("1"),
    "endpointing": _endpointing,
    "utterance_end_ms": integer(1000, 60_000),
    "diarize_model": one_of("v1", "latest"),
    **dict.fromkeys(("keyterm", "keywords", "redact", "replace", "search", "tag", "extra", "version"), text()),
    **dict.fromkeys(
        (
            *("interim_results", "punctuate", "smart_format", "no_delay", "numerals", "dictation", "profanity_filter"),
            *("filler_words", "detect_entities", "diarize", "vad_events", "mip_opt_out", "multichannel"),
        ),
        boolean,
    ),
}
REPEATABLE = ("keyterm", "keywords", "redact", "replace", "search", "tag", "extra", "language_hint")
INTERIM_MS = 500
LONGEST_SEGMENT = 3500 * MS
SHORTEST_PAUSE_MS = 150
"""A pause between two words is no endpoint, whatever `endpointing` says (10 ms by default)."""
NOTICEABLE = 400 * MS
"""With less than this buffered and no word in it, Finalize is not answered."""


class Deepgram(Session):
    """Segments: interim text replaces itself until a final closes the segment. Endpointing closes segments, too; a
    Finalize behind that has nothing to do and is not answered. Metadata is the last message."""

    provider = "deepgram"
    paths = ("/v1/listen",)
    auth_scheme = "Token"
    catch_up = 1.25
    idle_limit_s = 10.0
    junk = (
        '{"type":"Results","is_final":true}',
        '{"type":"Results","is_final":true,"start":0,"duration":0,"channel":{"alternatives":[]}}',
        '{"type":"SpeechStarted","channel":[0,1],"timestamp":0.45}',
        '{"type":"UtteranceEnd","channel":[0,1],"last_word_end":2.39}',
        '{"type":"FinalizationComplete"}',
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._query = dict(self.stream.query)
        self._segment = 0  # the sample where the segment begins

    def wrong_in_request(self) -> list[str]:
        query = self._query
        wrong = broken(self.stream.query, RULES, ("model", "encoding", "sample_rate"), REPEATABLE)
        wrong += account.too_many_keyterms(self.stream.query)
        nova3 = query.get("model", "").startswith("nova-3")
        if "keyterm" in query and not nova3:
            wrong.append("keyterm is for nova-3")
        if "keywords" in query and nova3:
            wrong.append("keywords is not for nova-3")
        if "utterance_end_ms" in query and query.get("interim_results") != "true":
            wrong.append("utterance_end_ms needs interim_results")
        if query.get("dictation") == "true" and "true" not in (query.get("punctuate"), query.get("smart_format")):
            wrong.append("dictation needs punctuate")
        if {"diarize", "diarize_model"} <= query.keys():
            wrong.append("diarize and diarize_model exclude each other")
        return wrong

    def refusal(self, status: int) -> Refusal:
        return account.refused(status)

    def error(self, kind: str, shape: int) -> list[Reply]:
        code, sentence = account.ERRORS[kind]
        variant = "SchemaError" if kind == "invalid" else "Error"
        said = self.say(type="Error", variant=variant, description=sentence, message=sentence, code=code)
        return [said, Close(1011, code)]

    def idle(self) -> list[Reply]:
        return [Close(1011, "NET-0001: " + account.ERRORS["timeout"][1])]

    def told(self, text: str, now: float) -> list[Reply]:
        try:
            kind = json.loads(text)["type"]
        except (ValueError, TypeError, KeyError):
            kind = None
        match kind:
            case "Finalize":
                return self.finalize(now)
            case "CloseStream":
                return self._ended(now)
            case "KeepAlive":
                return []
            case "Configure":
                return [self.say(type="ConfigureSuccess", request_id="dg-1", keyterms=[])]
        self.complain(f"text frame {text!r} is unknown")
        return self.fail(self.error("invalid", 0))

    def told_nothing(self, now: float) -> list[Reply]:
        return self._ended(now)

    def progress(self) -> list[Reply]:
        hearing, pending = self.hearing, self.hearing.pending
        endpointing = self._query.get("endpointing", "10")
        pause = None if endpointing == "false" else max(int(endpointing), SHORTEST_PAUSE_MS) * MS
        if pending and pause is not None and hearing.quiet >= pause:
            return [self._final(speech_final=True)]
        if hearing.settled - self._segment >= LONGEST_SEGMENT:
            return [self._final()]
        if not hearing.due(INTERIM_MS):
            return []
        said: list[Reply] = []
        if self.day.empty_finals:
            said.append(self._final(until=pending[0].start if pending else hearing.settled))
        if self._query.get("interim_results") == "true":
            said.append(self._results(hearing.tail(), self._segment, hearing.heard, is_final=False))
        return said

    def flush(self, together: bool) -> tuple[list[Reply], list[Reply]]:
        buffered = self.hearing.pending or self.hearing.heard - self._segment >= NOTICEABLE
        if not buffered or (self.day.glued and self.day.ack is Ack.NONE):
            return [], []
        if together:
            return [self._final(from_finalize=True)], []
        # An answer of its own has no words, and stands where the segment begins of which nothing was said yet.
        early, start, heard = self.day.ack is Ack.BEFORE_TEXT, self._segment, self.hearing.heard
        texts = [self._final()]
        at = start if early else heard
        return texts, [self._results([], at, at, is_final=True, from_finalize=True)]

    def _ended(self, now: float) -> list[Reply]:
        self.end(now)
        rest = [self._final()] if self.hearing.pending else []
        done = self.say(
            type="Metadata",
            transaction_key="deprecated",
            request_id="dg-1",
            sha256="0" * 64,
            created="2026-11-20T00:00:00.000Z",
            duration=seconds(self.hearing.heard),
            channels=1,
        )
        return self.fail([*rest, done, Close(1000)])

    def _final(self, until: int | None = None, **marks: bool) -> Reply:
        """Close the segment, or what of it is before `until`."""
        start, end = self._segment, self.hearing.settled if until is None else until
        words = self.hearing.take(end)
        self._segment = end
        return self._results(words, start, end, is_final=True, **marks)

    def _results(self, words: list[HeardWord], start: int, end: int, *, is_final: bool, **marks: bool) -> Reply:
        timed = [
            {
                "word": word.text,
                "start": seconds(word.start),
                "end": seconds(word.end),
                "confidence": 0.99,
                "punctuated_word": word.text,
            }
            for word in words
        ]
        text = " ".join(word.text for word in words)
        return self.say(
            type="Results",
            channel_index=[0, 1],
            duration=seconds(end - start),
            start=seconds(start),
            is_final=is_final,
            **{"speech_final": False, **marks},
            channel={"alternatives": [{"transcript": text, "confidence": 0.99, "words": timed}]},
            metadata={"request_id": "dg-1", "model_info": {"name": "general-nova-3"}, "model_uuid": "m-1"},
        )

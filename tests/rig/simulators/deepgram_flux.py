"""Deepgram's live listening, v2 (Flux).

Sources: https://developers.deepgram.com/docs/flux/force-end-turn, https://developers.deepgram.com/docs/flux/state,
https://developers.deepgram.com/docs/flux/configuration, https://developers.deepgram.com/docs/flux/close-stream, and the
official client (deepgram-sdk 7.17.0 on PyPI).
"""

import json
from typing import Any

from rig.simulators import deepgram_account as account
from rig.simulators.bad_day import Ack
from rig.simulators.hearing import MS, UNSURE, seconds
from rig.simulators.queries import Rule, boolean, broken, decimal, integer, one_of, text
from rig.simulators.replies import Close, Refusal, Reply
from rig.simulators.session import Session
from rig.simulators.tones import HeardWord

RULES: dict[str, Rule] = {
    "model": one_of("flux-general-en", "flux-general-multi"),
    "encoding": one_of("linear16"),  # of several, the one that is sent here
    "sample_rate": one_of("16000"),
    "eot_threshold": decimal(0.5, 1.0),
    "eager_eot_threshold": decimal(0.3, 0.9),
    "eot_timeout_ms": integer(500, 60_000),
    "redact": one_of("numbers", "aggressive_numbers"),
    **dict.fromkeys(("keyterm", "language_hint", "tag"), text()),
    **dict.fromkeys(("profanity_filter", "numerals", "mip_opt_out"), boolean),
}
WINDOW = 250 * MS
"""An Update comes for every so many samples."""
MOST_KEYTERMS = 100
MODEL_PAUSE = 700 * MS
"""The silence at which the model ends a turn, unless `eot_threshold` is 1.0."""
CONFIRMED = 20 * MS
"""A word is in an Update whose window ends so much behind it."""


class DeepgramFlux(Session):
    """Turns: text is cumulative within one, and an Update comes each quarter of a second. ForceEndTurn ends the turn,
    or is warned of when there is none. CloseStream decodes the rest into an Update and closes without a code.

    The day's `Ack.BEFORE_TEXT` takes the vendor's page at its second word: the turn ends as the latest Update has it,
    and what came behind that is in an Update of the next turn.
    """

    provider = "deepgram-flux"
    paths = ("/v2/listen",)
    auth_scheme = "Token"
    catch_up = 1.25
    junk = (
        '{"type":"Warning","code":"SOMETHING_NEW","description":"junk"}',
        '{"type":"ConfigureFailure","code":7}',
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._query = dict(self.stream.query)
        self._sequence = -1
        self._turn = 0
        self._words: list[HeardWord] = []
        """Of the turn that is open, up to the window."""
        self._turn_start = 0
        self._window = 0

    def wrong_in_request(self) -> list[str]:
        wrong = broken(
            self.stream.query, RULES, ("model", "encoding", "sample_rate"), ("keyterm", "language_hint", "tag")
        )
        if "language_hint" in self._query and self._query.get("model") != "flux-general-multi":
            wrong.append("language_hint is for flux-general-multi")
        if sum(name == "keyterm" for name, _ in self.stream.query) > MOST_KEYTERMS:
            wrong.append(f"there are more than {MOST_KEYTERMS} keyterms")
        return wrong + account.too_many_keyterms(self.stream.query)

    def refusal(self, status: int) -> Refusal:
        return account.refused(status)

    def error(self, kind: str, shape: int) -> list[Reply]:
        code, sentence = account.ERRORS[kind]
        return [self._say(type="Error", code=code, description=sentence), Close(1011, code)]

    def greeting(self) -> list[Reply]:
        return [self._say(type="Connected")]

    def told(self, text: str, now: float) -> list[Reply]:
        try:
            message = json.loads(text)
            kind = message["type"]
        except (ValueError, TypeError, KeyError):
            kind = None
        match kind:
            case "ForceEndTurn":
                return self.finalize(now)
            case "CloseStream":
                return self._ended(now)
            case "Configure" if "features" not in message:
                thresholds = message.get("thresholds", {})
                self._query |= {name: str(value) for name, value in thresholds.items()}
                return [self._say(type="ConfigureSuccess", thresholds=thresholds, keyterms=message.get("keyterms", []))]
        self.complain(f"text frame {text!r} is unknown")
        return self.fail(self.error("invalid", 0))

    def progress(self) -> list[Reply]:
        said: list[Reply] = []
        while self.hearing.heard >= self._window + WINDOW:
            said.append(self._update(self._window + WINDOW))
        trigger = self._turn_is_over()
        return [*said, self._end_of_turn(trigger)] if trigger else said

    def _update(self, window: int, margin: int = CONFIRMED, unsure: int = UNSURE) -> Reply:
        began = not self._words
        self._words += self.hearing.take(window - margin)
        self._window = window
        shown = [
            HeardWord(word.text[: (len(word.text) + 1) // 2], word.start, word.end)
            if window - word.end < unsure
            else word
            for word in self._words
        ]
        return self._info("StartOfTurn" if began and self._words else "Update", shown)

    def _turn_is_over(self) -> str | None:
        if not self._words or self.hearing.pending:
            return None
        if self.hearing.quiet >= MODEL_PAUSE and float(self._query.get("eot_threshold", "0.7")) < 1.0:
            return "model"
        return "timeout" if self.hearing.quiet >= int(self._query.get("eot_timeout_ms", "5000")) * MS else None

    def flush(self, together: bool) -> tuple[list[Reply], list[Reply]]:
        if self.day.ack is Ack.NONE:
            return [], []  # the words come in an Update behind CloseStream
        if self.day.ack is not Ack.BEFORE_TEXT:
            self._words += self.hearing.take()
            self._window = self.hearing.heard
        if not self._words:
            code = "FORCE_END_TURN_NO_ACTIVE_TURN"
            return [], [self._say(type="Warning", code=code, description="There is no active turn to end.")]
        ack = [self._end_of_turn("manual")]
        if self.day.empty_finals:
            ack.append(self._end_of_turn("timeout"))
        return [], ack

    def _ended(self, now: float) -> list[Reply]:
        self.end(now)
        heard = self.hearing.heard
        rest = [self._update(heard, margin=0, unsure=0)] if heard > self._window or self.hearing.pending else []
        return self.fail([*rest, Close(None)])

    def _end_of_turn(self, trigger: str) -> Reply:
        said = self._info("EndOfTurn", self._words, trigger=trigger)
        self._words = []
        self._turn += 1
        self._turn_start = self._window
        return said

    def _info(self, event: str, words: list[HeardWord], **more: str) -> Reply:
        return self._say(
            type="TurnInfo",
            event=event,
            turn_index=self._turn,
            audio_window_start=seconds(self._turn_start),
            audio_window_end=seconds(self._window),
            transcript=" ".join(word.text for word in words),
            words=[
                {"word": w.text, "confidence": 0.95, "start": seconds(w.start), "end": seconds(w.end)} for w in words
            ],
            end_of_turn_confidence=0.9 if event == "EndOfTurn" else 0.1,
            **more,
        )

    def _say(self, **fields: Any) -> Reply:
        self._sequence += 1
        return self.say(request_id="dg-2", sequence_id=self._sequence, **fields)

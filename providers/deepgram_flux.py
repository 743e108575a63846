"""Deepgram Flux, v2 (https://developers.deepgram.com/docs/flux). Pure; imports what codecs share.

    ours         theirs
    ----------   -----------------------------------------------------------------------------------------------------
    opening      nothing; everything is in the query. Connected comes by itself
    finalize     {"type":"ForceEndTurn"}, acknowledged by EndOfTurn with "trigger":"manual", or by the warning that no
                 turn is active
    closing      {"type":"CloseStream"}; there is no terminal: the socket closes, perhaps without a close frame
    text         turns, joined by a space; within its turn a transcript is cumulative and replaced

CloseStream decodes what is left and says it in an Update only. So what stands in the last Update when the socket
closes is text, and becomes final then; but not where the connection broke before ForceEndTurn was answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from . import deepgram_account as account
from .events import Ended, Event
from .joining import Joiner, close_up
from .socket_codec import CLEAN_CLOSE, NO_CLOSE_FRAME, SocketCodec, Traits
from .vocabulary import MULTI, Terms, match_language
from .wire import (
    MILLISECONDS,
    SAMPLE_RATE,
    SECONDS,
    Message,
    OptionError,
    check_choice,
    check_range,
    check_terms,
    endpoint_url,
    json_frame,
    samples,
    text_at,
)

HOSTS = account.HOSTS
PATH = "/v2/listen"

MULTILINGUAL = ("en", "es", "fr", "de", "hi", "ru", "pt", "ja", "it", "nl")
"""https://developers.deepgram.com/docs/flux/language-prompting"""

LANGUAGES = (MULTI, *MULTILINGUAL)

EOT_THRESHOLD = (0.5, 1.0)
EAGER_EOT_THRESHOLD = (0.3, 0.9)
EOT_TIMEOUT_MS = (500, 60_000)

UNCOVERED = 250 * MILLISECONDS
"""Updates come about each 0.25 s of audio: a turn may be ended with so much not looked at. Less than this, and it is
the silence that was sent behind the words."""
_SLACK = 10 * MILLISECONDS

NO_ACTIVE_TURN = "FORCE_END_TURN_NO_ACTIVE_TURN"
_UPDATES = frozenset({"Update", "StartOfTurn", "EagerEndOfTurn", "TurnResumed"})
_NEWS = frozenset({"Connected", "ConfigureSuccess", "ConfigureFailure"})


@dataclass(frozen=True, slots=True)
class FluxOptions:
    """Raises `OptionError` for what the service would refuse."""

    language: str = "en"
    """English has a model of its own; "multi" and the others share one. See `language_code`."""
    language_hints: tuple[str, ...] = ()
    """More languages to expect, with the multilingual model."""
    eot_threshold: float = 1.0
    """How sure the model must be to end a turn; 1: it never does, releasing the key does."""
    eager_eot_threshold: float | None = None
    """How sure it must be to announce an end; None: no announcements. Of no use for dictation."""
    eot_timeout_ms: int = 30_000
    """How long a silence ends a turn in any case."""
    terms: Terms = ()
    """Custom vocabulary; what `fit_terms` leaves out is not sent."""
    region: str = "us"

    def __post_init__(self) -> None:
        check_choice("language", self.language, LANGUAGES)
        check_terms("language_hints", self.language_hints)
        for hint in self.language_hints:
            check_choice("language_hints", hint, MULTILINGUAL)
        if self.language_hints and self.language == "en":
            raise OptionError("language_hints", self.language_hints, "empty for 'en', whose model knows no hints")
        check_range("eot_threshold", self.eot_threshold, *EOT_THRESHOLD)
        if self.eager_eot_threshold is not None:
            check_range("eager_eot_threshold", self.eager_eot_threshold, *EAGER_EOT_THRESHOLD)
            if self.eager_eot_threshold > self.eot_threshold:
                raise OptionError("eager_eot_threshold", self.eager_eot_threshold, "no more than eot_threshold")
        check_range("eot_timeout_ms", self.eot_timeout_ms, *EOT_TIMEOUT_MS)
        check_terms("terms", self.terms)
        check_choice("region", self.region, HOSTS)


def language_code(tag: str) -> str:
    """The app's language setting as Flux's code. Raises `OptionError` for one that it does not have."""
    return match_language("Deepgram Flux", tag, LANGUAGES)


def fit_terms(terms: Sequence[str]) -> tuple[Terms, Terms]:
    """Which terms can be sent, and which are left out."""
    return account.fit_terms(terms)


class FluxCodec(SocketCodec):
    """One socket to Deepgram's v2."""

    service = "Deepgram Flux"
    traits = Traits(
        close_behind_finalize=True,
        reusable=True,
        keepalive_every=None,  # WebSocket pings serve
        idle_limit=60.0,
        catch_up=1.25,
    )
    _kinds = account.KINDS
    _close_kinds = account.CLOSE_KINDS
    _finalize_frames = (json_frame({"type": "ForceEndTurn"}),)
    _closing_frames = (json_frame({"type": "CloseStream"}),)

    def __init__(self, options: FluxOptions, base: str | None = None) -> None:
        super().__init__(endpoint_url(base, f"wss://{HOSTS[options.region]}{PATH}", _query(options)))
        self._joiner = Joiner()
        self._turn: int | None = None
        self._text = ""
        self._ended_turn = -1
        self._ended_words = 0
        """How many words of the turn that ended last are final already."""
        self._looked_at = 0
        """Up to which sample the service has decoded the audio."""

    def _headers(self, key: str) -> tuple[tuple[str, str], ...]:
        return account.authorization(key)

    def _understand(self, message: Message) -> list[Event] | None:
        match message.get("type"):
            case "TurnInfo":
                return self._turn_info(message)
            case "Warning" if message.get("code") == NO_ACTIVE_TURN:
                return self._end_turn() + self._acknowledge(certain=self._all_looked_at)
            case "Warning":
                return []
            case "Error":
                return self._fail(message)
            case str(news) if news in _NEWS:
                return []
        return None

    @property
    def _all_looked_at(self) -> bool:
        """Of a finalize that waits: whether the audio before it was decoded. A short word just before the key went up
        may not be: no turn has begun with it, and it comes when the stream is closed."""
        return not self._asked or self._looked_at >= self._asked[0] - UNCOVERED

    def _turn_info(self, message: Message) -> list[Event] | None:
        event = message.get("event")
        turn = message.get("turn_index")
        if isinstance(turn, bool) or not isinstance(turn, int):
            return None  # of no turn that is known: it says nothing about the open one
        before = self._looked_at
        self._looked_at = max(before, samples(message.get("audio_window_end"), SECONDS) or 0)
        events: list[Event] = []
        if self._text and self._turn is not None and turn != self._turn:
            self.oddities += 1
            if turn < self._turn:
                return []  # an echo of what ended before the open turn began
            events = self._end_turn(before)  # whose own EndOfTurn never came; what was decoded since is the next one's
        words = self._news(turn, text_at(message, "transcript"))
        if event == "EndOfTurn":
            self._turn, self._text = turn, " ".join(words) or self._text
            events += self._end_turn()
            # Ended by itself just before: then the warning follows that no turn is active.
            manual = message.get("trigger") == "manual"
            return events + self._acknowledge(self._all_looked_at) if manual else events
        if not isinstance(event, str) or event not in _UPDATES:
            self.oddities += 1
        self._turn, self._text = turn, " ".join(words)
        return events + self._partial(self._joiner.fit(close_up(self._text)))

    def _news(self, turn: int, transcript: str) -> list[str]:
        """The words of a turn that are not final yet: of an ended one, those that came on behind its end."""
        words = transcript.split()
        if turn > self._ended_turn:
            return words
        return words[self._ended_words :] if turn == self._ended_turn else []

    def _end_turn(self, covered: int | None = None) -> list[Event]:
        """What is known of the turn is final, and with it the sound up to the sample `covered`; None: all decoded."""
        words = self._text.split()
        if self._turn is not None:
            before = self._ended_words if self._turn == self._ended_turn else 0
            self._ended_turn = max(self._ended_turn, self._turn)
            self._ended_words = before + len(words)
        self._text = ""
        until = self._looked_at if covered is None else covered
        return self._final(self._joiner.commit(close_up(" ".join(words))), until)

    def _hung_up(self, code: int | None, reason: str) -> list[Event]:
        if not (self._closing and self._is_through(code)):
            return super()._hung_up(code, reason)
        return [*(self._end_turn() if self._text else ()), Ended()]

    def _is_through(self, code: int | None) -> bool:
        """Whether the socket closed as it does behind CloseStream, and not before its time.

        Flux may close without a close frame, so that a broken connection looks the same. But it answers every
        ForceEndTurn first, and decodes everything: where the answer is missing, only a close in good order behind
        the very last sample will do.
        """
        in_good_order = code in CLEAN_CLOSE
        if self._asked:
            return in_good_order and self._looked_at >= self._sent - _SLACK
        return in_good_order or (code in NO_CLOSE_FRAME and self._looked_at >= self._sent - UNCOVERED)


def _query(options: FluxOptions) -> list[tuple[str, str]]:
    english = options.language == "en"
    query = [
        ("model", "flux-general-en" if english else "flux-general-multi"),
        ("encoding", "linear16"),
        ("sample_rate", str(SAMPLE_RATE)),
        ("eot_threshold", str(float(options.eot_threshold))),
        ("eot_timeout_ms", str(options.eot_timeout_ms)),
    ]
    if options.eager_eot_threshold is not None:
        query.append(("eager_eot_threshold", str(options.eager_eot_threshold)))
    if not english:
        hints = dict.fromkeys((options.language, *options.language_hints))
        query += [("language_hint", hint) for hint in hints if hint != MULTI]
    return query + [("keyterm", term) for term in fit_terms(options.terms)[0]]

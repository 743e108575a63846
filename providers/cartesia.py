"""Cartesia Ink, manual finalization (https://docs.cartesia.ai/api-reference/stt/websocket). Pure; imports what codecs
share.

    ours         theirs
    ----------   -----------------------------------------------------------------------------------------------------
    opening      nothing; everything is in the query
    finalize     the bare text `finalize` (not JSON), acknowledged by flush_done, before or behind its text
    closing      the bare text `close`; the terminal is done
    text         deltas, verbatim: they carry their own spaces; a preview of the tail is rare

Only `done` is the last word. In the oldest version flush_done came before the text that it acknowledges, and nothing
in the protocol says which text is which: not even text behind finalize proves that no more of it follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from .errors import FailureKind
from .events import Ended, Event
from .refusals import Kinds, read_complaint
from .socket_codec import SocketCodec, Traits
from .vocabulary import Terms, codes, fit, match_language
from .wire import SAMPLE_RATE, Message, OptionError, check_choice, check_terms, endpoint_url, text_at

URL = "wss://api.cartesia.ai/stt/websocket"

API_VERSION = "2026-08-14"
"""What the official client 4.2.0 sends. The version decides the shape of errors; with it flush_done is said to come
behind its text."""

INK_2 = "ink-2"
INK_WHISPER = "ink-whisper"
AUTO = "auto"
"""Ink 2 for English, Whisper for everything else."""

INK_2_LANGUAGES = ("en",)
WHISPER_LANGUAGES = codes(
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml"
    " cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu"
    " am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su yue"
)
"""https://docs.cartesia.ai/build-with-cartesia/stt-models/older-models"""

LANGUAGES = WHISPER_LANGUAGES

VOCABULARY_TERMS = 100
VOCABULARY_CHARACTERS = 1_200
"""https://docs.cartesia.ai/use-the-api/stt/keyterms"""

_EMPTY_PRESS = (400, 500)


@dataclass(frozen=True, slots=True)
class CartesiaOptions:
    """Raises `OptionError` for what the service would refuse."""

    language: str = "en"
    """See `language_code`."""
    model: str = AUTO
    terms: Terms = ()
    """Custom vocabulary, with Ink 2 only; what `fit_terms` leaves out is not sent."""

    def __post_init__(self) -> None:
        check_choice("model", self.model, (AUTO, INK_2, INK_WHISPER))
        if self.model == INK_2 and self.language not in INK_2_LANGUAGES:
            raise OptionError("language", self.language, f"{', '.join(INK_2_LANGUAGES)} for the model {INK_2}")
        check_choice("language", self.language, WHISPER_LANGUAGES)
        check_terms("terms", self.terms)

    @property
    def chosen_model(self) -> str:
        """The model that will be asked for."""
        if self.model != AUTO:
            return self.model
        return INK_2 if self.language in INK_2_LANGUAGES else INK_WHISPER


def language_code(tag: str) -> str:
    """The app's language setting as Cartesia's code. Raises `OptionError` for one that it does not have, "multi"
    among them: this endpoint detects no language."""
    return match_language("Cartesia", tag, LANGUAGES, {"jv": "jw", "zh-hk": "yue"})


def fit_terms(terms: Sequence[str], model: str = INK_2) -> tuple[Terms, Terms]:
    """Which terms can be sent with `model` (`CartesiaOptions.chosen_model`), and which are left out: all, but for
    Ink 2."""
    return fit(terms, count=VOCABULARY_TERMS if model == INK_2 else 0, size=VOCABULARY_CHARACTERS)


class CartesiaCodec(SocketCodec):
    """One socket to Cartesia."""

    service = "Cartesia"
    traits = Traits(
        close_behind_finalize=True,
        reusable=False,  # flush_done is never certain, and `done` ends the socket
        keepalive_every=None,
        idle_limit=20.0,  # older pages; newer ones say 3 and 5 minutes
        catch_up=1.25,
    )
    _kinds: ClassVar[Kinds] = {
        "model_not_found": FailureKind.UNSUPPORTED,
        "quota_exceeded": FailureKind.QUOTA,
        "plan_upgrade_required": FailureKind.QUOTA,
        "concurrency_limited": FailureKind.LIMIT,
    }
    _finalize_frames = ("finalize",)
    _closing_frames = ("close",)

    def __init__(self, options: CartesiaOptions, base: str | None = None) -> None:
        model = options.chosen_model
        query = [("model", model), ("encoding", "pcm_s16le"), ("sample_rate", str(SAMPLE_RATE))]
        if model != INK_2:  # which is said to refuse the parameter, and knows English only
            query.append(("language", options.language))
        terms, _ = fit_terms(options.terms, model)
        query += [("keyterm", term) for term in terms]
        super().__init__(endpoint_url(base, URL, query))

    def _headers(self, key: str) -> tuple[tuple[str, str], ...]:
        return (*super()._headers(key), ("Cartesia-Version", API_VERSION))

    def _understand(self, message: Message) -> list[Event] | None:
        match message.get("type"):
            case "transcript":
                return self._transcript(message)
            case "flush_done":
                return self._acknowledge(certain=False)
            case "done":
                return [Ended()]
            case kind if kind == "error" or (kind is None and message.get("error")):
                return self._complaint(message)
        return None

    def _transcript(self, message: Message) -> list[Event]:
        text = text_at(message, "text")
        return self._final(text) if message.get("is_final") is True else self._partial(text)

    def _complaint(self, message: Message) -> list[Event]:
        if self._closing and not self._sent and read_complaint(message).status in _EMPTY_PRESS:
            return [Ended()]  # an empty press: nothing was said, and nothing went wrong
        return self._fail(message)

"""All five services through the real link, against simulators that hear: exactly the words, or a clear failure."""

import asyncio
from dataclasses import dataclass, replace

import pytest

from app.transcript import Transcript
from audio.pcm import CHUNK_BYTES, silence
from providers.errors import FailureKind
from providers.events import Ended, Event, Failed, Final, Finalized, Partial
from providers.factory import make_recogniser
from providers.feed import Feed, Mark
from providers.link import LinkRecogniser
from providers.services import SERVICES
from providers.socket_codec import SocketCodec
from providers.socket_dictation import Deadlines
from rig.simulators import services as simulated
from rig.simulators.bad_day import GOOD_DAY, Ack, BadDay, Trouble
from rig.simulators.replies import Close, Reply
from rig.simulators.server import KEY, Simulator
from rig.simulators.soniox import Soniox
from rig.simulators.tones import WORDS, encode

SPOKEN = " ".join(WORDS[3:25])
PROVIDERS = sorted(SERVICES)
SHAPES = {"soniox": 2, "smallest": 4, "cartesia": 3, "deepgram": 1, "deepgram-flux": 1}

PATIENT = Deadlines(connect=5.0, life=1.0, answer=0.2, grace=0.2, end=3.0, close=0.5, ping_every=1.0, ping_answer=3.0)
"""For a computer that is busy with other tests."""
HASTY = replace(PATIENT, end=0.5, close=0.2, ping_every=0.1, ping_answer=0.3)
"""Where nothing will come."""


@dataclass
class Settled:
    """What the session would make of it: committed text, the best text known, or a failure."""

    outcome: str
    text: str
    kind: FailureKind | None = None
    detail: str = ""


def simulator_of(provider: str, day: BadDay = GOOD_DAY) -> Simulator:
    return Simulator(simulated.SERVICES[provider], day=day, check_pace=False)


def link_to(simulator: Simulator, keep_open_s: float = 0.0, **options: str | float | bool) -> LinkRecogniser:
    """As the factory makes it, but as fast as it goes and with short deadlines."""
    service = SERVICES[simulator.service.provider]
    values = {option.name: option.default for option in service.info.options} | options

    def make_codec() -> SocketCodec:
        codec = service.make(None, values, (), simulator.endpoint)
        codec.traits = replace(codec.traits, catch_up=1000.0)
        return codec

    deadlines = HASTY if simulator.day.trouble is Trouble.SILENCE else PATIENT
    return LinkRecogniser(make_codec, lambda: KEY, keep_open_s=keep_open_s, deadlines=deadlines)


async def dictate(recogniser: LinkRecogniser, words: str, pause: bytes = silence(200)) -> Settled:
    """Speak, finalize, and settle at the first event that settles a dictation; then close, as the session does."""
    feed = Feed(asyncio.get_running_loop())
    transcript = Transcript()
    settled: list[Settled] = []
    behind: list[Event] = []

    def settle(found: Settled) -> None:
        settled.append(found)
        feed.put(Mark.CLOSE)

    def emit(event: Event) -> None:
        nonlocal transcript
        if settled:
            behind.append(event)
            return
        match event:
            case Partial(text):
                transcript = transcript.with_partial(text)
            case Final(text):
                transcript = transcript.with_final(text)
            case Finalized():
                settle(Settled("committed", transcript.committed.strip()))
            case Ended():
                settle(Settled("unconfirmed" if transcript.tail else "committed", transcript.best()))
            case Failed(failure):
                settle(Settled("failed", transcript.best(), failure.kind, failure.detail))

    pcm = encode(words) + pause
    for start in range(0, len(pcm), CHUNK_BYTES):
        feed.put(pcm[start : start + CHUNK_BYTES])
    feed.put(Mark.FINALIZE)
    async with asyncio.timeout(20):
        await recogniser.recognise(feed, emit)
    assert not [event for event in behind if isinstance(event, Final) and event.text], "words behind the commit"
    (one,) = settled
    assert KEY not in one.detail
    return one


def one_dictation(simulator: Simulator, words: str = SPOKEN, **options: str | float | bool) -> Settled:
    async def run() -> Settled:
        recogniser = link_to(simulator, **options)
        try:
            return await dictate(recogniser, words)
        finally:
            await recogniser.aclose()

    settled = asyncio.run(run())
    if simulator.day.trouble is not Trouble.SILENCE:
        simulator.wait_closed()
    assert simulator.violations == []
    return settled


# ---------------------------------------------------------------------------------------------- days on which it works

BEARABLE = {
    "good": GOOD_DAY,
    "slow handshake": BadDay(slow_handshake_s=0.2),
    "no acknowledgement": BadDay(ack=Ack.NONE),
    "late acknowledgement": BadDay(ack=Ack.LATE, ack_delay_s=0.2),
    "acknowledgement before the text": BadDay(ack=Ack.BEFORE_TEXT),
    "glued": BadDay(glued=True),
    "glued, no acknowledgement": BadDay(glued=True, ack=Ack.NONE),
    "junk": BadDay(junk=True),
    "empty finals": BadDay(empty_finals=True),
    "all of it": BadDay(junk=True, empty_finals=True, ack=Ack.BEFORE_TEXT, slow_handshake_s=0.1),
    "all of it, no acknowledgement": BadDay(junk=True, empty_finals=True, glued=True, ack=Ack.NONE),
}


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("day", BEARABLE)
def test_exactly_the_words(provider, day):
    with simulator_of(provider, BEARABLE[day]) as simulator:
        assert one_dictation(simulator) == Settled("committed", SPOKEN)
        assert simulator.heard == SPOKEN


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("day", BEARABLE)
def test_exactly_the_words_where_connections_are_to_be_kept(provider, day):
    """They may be given up for the sake of the text, never the other way round."""
    sentences = ["alpha bravo charlie", SPOKEN]

    async def run() -> list[Settled]:
        recogniser = link_to(simulator, keep_open_s=10.0)
        try:
            return [await dictate(recogniser, words) for words in sentences]
        finally:
            await recogniser.aclose()

    with simulator_of(provider, BEARABLE[day]) as simulator:
        assert asyncio.run(run()) == [Settled("committed", words) for words in sentences]
        simulator.wait_closed()
        assert simulator.heard == " ".join(sentences)
        assert simulator.violations == []
        if day == "good":
            kept = SERVICES[provider].info.capabilities.keeps_connections
            assert len(simulator.streams) == (1 if kept else len(sentences))


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("words", [1, 10, 11, 19, 20, 39, 41])
def test_wherever_the_service_cuts(provider, words):
    """Ten words a segment, 3.5 seconds, a quarter of a second: the release falls on all sides of such borders."""
    spoken = " ".join(WORDS[:words])
    with simulator_of(provider) as simulator:
        assert one_dictation(simulator, spoken) == Settled("committed", spoken)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("pause_ms", [800, 2500])
def test_a_pause_at_the_end_loses_nothing(provider, pause_ms):
    """The service has made everything final by itself when finalize comes."""
    with simulator_of(provider) as simulator:

        async def run() -> Settled:
            return await dictate(link_to(simulator), "alpha bravo charlie", silence(pause_ms))

        assert asyncio.run(run()) == Settled("committed", "alpha bravo charlie")
        simulator.wait_closed()
        assert simulator.violations == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_silence_is_no_text_and_no_failure(provider):
    with simulator_of(provider) as simulator:
        assert one_dictation(simulator, "") == Settled("committed", "")


OPTIONS = [
    ("soniox", {"endpoint_detection": True, "max_endpoint_delay_ms": 500}),
    ("smallest", {"itn": False}),
    ("smallest", {"finalize_on_words": False, "max_words": 12}),
    ("smallest", {"path": "pulse"}),
    ("cartesia", {"model": "ink-whisper"}),
    ("deepgram", {"smart_format": False}),
    ("deepgram", {"dictation": True, "numerals": True, "profanity_filter": True}),
    ("deepgram-flux", {"eot_threshold": 0.7, "eot_timeout_ms": 500}),
]


@pytest.mark.parametrize(("provider", "options"), OPTIONS)
def test_options_are_valid_and_change_no_word(provider, options):
    with simulator_of(provider) as simulator:
        assert one_dictation(simulator, **options) == Settled("committed", SPOKEN)


def test_everything_as_the_factory_makes_it_at_the_services_own_pace():
    """Audio that was recorded while connecting is caught up with, no faster than each manual allows."""
    words = "alpha bravo charlie delta echo foxtrot golf hotel india"

    async def one(simulator: Simulator) -> Settled:
        recogniser = make_recogniser(simulator.service.provider, endpoint=simulator.endpoint, key=lambda: KEY)
        assert isinstance(recogniser, LinkRecogniser)
        return await dictate(recogniser, words)

    async def all_of_them() -> list[Settled]:
        return await asyncio.gather(*map(one, running))

    simulators = [Simulator(simulated.SERVICES[provider], day=BadDay(slow_handshake_s=0.2)) for provider in PROVIDERS]
    with simulators[0] as a, simulators[1] as b, simulators[2] as c, simulators[3] as d, simulators[4] as e:
        running = (a, b, c, d, e)
        assert asyncio.run(all_of_them()) == [Settled("committed", words)] * len(running)
        assert [violation for simulator in running for violation in simulator.violations] == []


# ---------------------------------------------------------------------------------------------- days on which it fails

STATUSES = {
    401: FailureKind.AUTH,
    402: FailureKind.QUOTA,
    403: FailureKind.AUTH,
    429: FailureKind.LIMIT,
    503: FailureKind.SERVER,
}
ERRORS = {
    "auth": {FailureKind.AUTH},
    "quota": {FailureKind.QUOTA},
    "limit": {FailureKind.LIMIT},
    "timeout": {FailureKind.TIMEOUT},
    "server": {FailureKind.SERVER},
    "invalid": {FailureKind.PROTOCOL, FailureKind.SERVER},  # some say it in no word that could be known
}


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(("status", "kind"), STATUSES.items())
def test_a_refused_handshake_is_a_failure_of_its_kind(provider, status, kind):
    with simulator_of(provider, BadDay(refuse=status)) as simulator:
        settled = one_dictation(simulator)
    assert (settled.outcome, settled.kind) == ("failed", kind), settled.detail


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_wrong_key_is_a_matter_of_the_key(provider):
    with simulator_of(provider) as simulator:
        simulator.key = "another-key"
        settled = one_dictation(simulator)
    assert (settled.outcome, settled.kind) == ("failed", FailureKind.AUTH), settled.detail


SHAPED = [(provider, shape) for provider in PROVIDERS for shape in range(SHAPES[provider])]


@pytest.mark.parametrize(("provider", "shape"), SHAPED)
@pytest.mark.parametrize(("error", "kinds"), ERRORS.items())
def test_an_error_in_band_is_a_failure_of_its_kind(provider, shape, error, kinds):
    day = BadDay(trouble=Trouble.ERROR, error=error, error_shape=shape)
    with simulator_of(provider, day) as simulator:
        settled = one_dictation(simulator)
    assert settled.outcome == "failed"
    assert settled.kind in kinds, settled.detail


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("at", [0, 16_000])
def test_an_error_may_come_at_any_time(provider, at):
    with simulator_of(provider, BadDay(trouble=Trouble.ERROR, error="limit", at_sample=at)) as simulator:
        settled = one_dictation(simulator)
    assert (settled.outcome, settled.kind) == ("failed", FailureKind.LIMIT), settled.detail


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("at", [0, 16_000, 48_000])
def test_a_connection_that_is_reset_while_one_speaks_is_a_failure_of_the_network(provider, at):
    with simulator_of(provider, BadDay(trouble=Trouble.RESET, at_sample=at)) as simulator:
        settled = one_dictation(simulator)
    assert (settled.outcome, settled.kind) == ("failed", FailureKind.NETWORK), settled.detail


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("at", [0, 16_000])
def test_a_connection_that_falls_silent_while_one_speaks_is_noticed(provider, at):
    with simulator_of(provider, BadDay(trouble=Trouble.SILENCE, at_sample=at)) as simulator:
        settled = one_dictation(simulator)
    assert settled.outcome == "failed"
    assert settled.kind in (FailureKind.NETWORK, FailureKind.TIMEOUT), settled.detail


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("code", [1000, 1008, 1011])
def test_a_close_while_one_speaks_is_a_failure(provider, code):
    day = BadDay(trouble=Trouble.CLOSE, close_code=code, at_sample=16_000)
    with simulator_of(provider, day) as simulator:
        settled = one_dictation(simulator)
    assert settled.outcome == "failed", settled


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    "day",
    [
        BadDay(trouble=Trouble.RESET),
        BadDay(trouble=Trouble.SILENCE),
        BadDay(trouble=Trouble.CLOSE, close_code=1000),
        BadDay(trouble=Trouble.CLOSE, close_code=1008),
        BadDay(trouble=Trouble.CLOSE, close_code=1011),
    ],
    ids=["reset", "silence", "close 1000", "close 1008", "close 1011"],
)
def test_what_breaks_instead_of_answering_finalize_is_never_taken_for_the_answer(provider, day):
    """What is shown then may be half a word."""
    with simulator_of(provider, day) as simulator:
        settled = one_dictation(simulator)
    kinds = {None: (FailureKind.NETWORK, FailureKind.TIMEOUT), 1011: (FailureKind.SERVER,)}
    broke = day.trouble is not Trouble.CLOSE
    assert settled.outcome == "failed"
    assert settled.kind in kinds.get(None if broke else day.close_code, FailureKind), settled.detail
    assert settled.text != SPOKEN


@pytest.mark.parametrize("malformed", ['{"type":"TurnInfo"}', '{"type":"TurnInfo","event":"Update","turn_index":"x"}'])
def test_a_malformed_turn_of_flux_makes_nothing_final(malformed):
    service = SERVICES["deepgram-flux"]
    codec = service.make(None, {option.name: option.default for option in service.info.options}, (), None)
    shown = '{"type":"TurnInfo","event":"Update","turn_index":0,"transcript":"alpha bra","audio_window_end":0.25}'
    assert codec.receive(shown) == (Partial("alpha bra"),)
    assert not [event for event in codec.receive(malformed) if isinstance(event, Final)]


class Hasty(Soniox):
    """Is through with the stream when nobody has asked it to be."""

    def progress(self) -> list[Reply]:
        over = self.hearing.heard >= 16_000
        return self.fail([self.say(tokens=[], finished=True), Close(1000)]) if over else super().progress()


def test_the_end_of_the_stream_in_the_middle_of_speech_is_not_the_end_of_the_text():
    """At the service's own pace: it is through long before FINALIZE."""
    with Simulator(Hasty) as simulator:
        recogniser = make_recogniser("soniox", endpoint=simulator.endpoint, key=lambda: KEY)
        assert isinstance(recogniser, LinkRecogniser)
        settled = asyncio.run(dictate(recogniser, SPOKEN))
    assert (settled.outcome, settled.kind) == ("failed", FailureKind.SERVER), settled.detail


@pytest.mark.parametrize("provider", PROVIDERS)
def test_after_a_bad_dictation_the_next_one_is_good(provider):
    day = BadDay(trouble=Trouble.RESET, at_sample=16_000, first_streams=1)

    async def run() -> list[Settled]:
        recogniser = link_to(simulator, keep_open_s=10.0)
        try:
            return [await dictate(recogniser, SPOKEN) for _ in range(2)]
        finally:
            await recogniser.aclose()

    with simulator_of(provider, day) as simulator:
        first, second = asyncio.run(run())
    assert first.outcome == "failed"
    assert second == Settled("committed", SPOKEN)

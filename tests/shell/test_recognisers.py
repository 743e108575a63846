"""From settings to a recogniser: what is refused is named by field, and what a newer version wrote is left alone."""

import asyncio
from dataclasses import replace

import pytest

from app import recognisers
from app.keys import Keys
from app.settings import ProviderChoice, Settings
from providers.catalogue import PROVIDERS
from providers.errors import Failure, FailureKind, NoKey
from providers.events import Failed, Partial
from providers.feed import Feed

SONIOX = Settings(provider="soniox")


def with_choice(settings: Settings, endpoint: str | None = None, **options: object) -> Settings:
    return settings.with_choice(settings.provider, ProviderChoice(endpoint, options))


@pytest.mark.parametrize("info", PROVIDERS, ids=lambda info: info.id)
def test_the_defaults_of_every_provider_are_refused_by_none(info) -> None:
    assert recognisers.refusals(Settings(provider=info.id)) == {}


@pytest.mark.parametrize(
    ("settings", "field", "said"),
    [
        (Settings(provider="whisper"), "provider", "'whisper'"),
        (Settings(language="de"), "language", "does not know the language “de”"),
        (replace(SONIOX, language="tlh"), "language", "“tlh”"),
        (with_choice(SONIOX, "http://example.com"), "endpoint", "http://example.com"),
        (with_choice(SONIOX, "ws://example.com"), "endpoint", "wss://"),
        (with_choice(SONIOX, max_endpoint_delay_ms=100), "options.max_endpoint_delay_ms", "from 500 up to 3000"),
        (with_choice(SONIOX, max_endpoint_delay_ms=5000), "options.max_endpoint_delay_ms", "5000"),
        (with_choice(SONIOX, region="mars"), "options.region", "one of us, eu"),
        (with_choice(SONIOX, strict="yes"), "options.strict", "on or off"),
        (
            with_choice(Settings(provider="smallest", language="ja"), region="india"),
            "options.region",
            "for the language 'ja'",
        ),
        (with_choice(Settings(provider="cartesia", language="de"), model="ink-2"), "language", "for the model ink-2"),
    ],
)
def test_what_is_refused_is_named_by_its_field(settings: Settings, field: str, said: str) -> None:
    refused = recognisers.refusals(settings)
    assert list(refused) == [field]
    assert said in refused[field]
    with pytest.raises(ValueError):
        recognisers.make(settings, Keys({}))


def test_everything_wrong_is_said_at_once() -> None:
    wrong = replace(with_choice(SONIOX, region="mars", max_endpoint_delay_ms=1), language="tlh")
    assert set(recognisers.refusals(wrong)) == {"language", "options.region", "options.max_endpoint_delay_ms"}


def test_what_a_newer_version_knows_is_left_alone() -> None:
    assert recognisers.refusals(with_choice(SONIOX, mood="calm")) == {}
    recognisers.make(with_choice(SONIOX, mood="calm"), Keys({}))


@pytest.mark.parametrize(
    ("settings", "mended"),
    [
        (SONIOX, SONIOX),
        (replace(SONIOX, language="tlh"), SONIOX),
        (with_choice(SONIOX, region="mars", strict=True), with_choice(SONIOX, strict=True)),
        (with_choice(Settings(provider="cartesia", language="de"), model="ink-2"), None),
    ],
)
def test_what_cannot_be_used_has_its_default_until_it_is_put_right(settings: Settings, mended: Settings | None) -> None:
    corrected, refused = recognisers.corrected(settings)
    assert recognisers.refusals(corrected) == {}
    assert bool(refused) is (corrected != settings)
    assert mended is None or corrected == mended


@pytest.mark.parametrize(
    "settings",
    [Settings(provider="whisper"), *(with_choice(SONIOX, each) for each in ("http://example.com", "8080", ""))],
)
def test_speech_goes_to_no_other_server_than_the_one_named(settings: Settings) -> None:
    corrected, refused = recognisers.corrected(settings)
    assert corrected.provider == "local" and refused
    assert recognisers.refusals(corrected) == {}


def test_terms_that_do_not_fit_are_named() -> None:
    many = tuple(f"term {n}" for n in range(300))
    assert recognisers.left_out(replace(Settings(provider="deepgram"), vocabulary=many))
    assert recognisers.left_out(replace(Settings(provider="deepgram"), vocabulary=("Holdfast",))) == ()
    assert recognisers.left_out(Settings(vocabulary=("Holdfast",))) == ("Holdfast",), "the local one takes none"


def test_terms_are_not_judged_while_something_else_is_wrong() -> None:
    assert recognisers.left_out(Settings(provider="cartesia", language="tlh", vocabulary=("a",))) == ()


# ------------------------------------------------------------------------------------------- keys


def test_a_missing_key_is_said_when_it_is_asked_for(monkeypatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with pytest.raises(NoKey, match="SONIOX_API_KEY"):
        recognisers.key_of(Keys({}), "soniox")
    assert recognisers.key_of(Keys({"SONIOX_API_KEY": "abc"}), "soniox") == "abc"


class Scripted:
    """A recogniser that says what it is told to."""

    def __init__(self, *events: object) -> None:
        self.events = events
        self.log: list[str] = []

    async def prepare(self) -> None:
        self.log.append("prepared")

    async def recognise(self, feed, emit) -> None:
        for event in self.events:
            emit(event)

    async def aclose(self) -> None:
        self.log.append("closed")


@pytest.mark.parametrize(("kind", "known"), [(FailureKind.AUTH, False), (FailureKind.NETWORK, True)])
def test_a_key_that_was_refused_is_looked_for_anew(kind: FailureKind, known: bool) -> None:
    keys = Keys({"SONIOX_API_KEY": "abc"})
    keys.find("soniox")
    inner = Scripted(Partial("a"), Failed(Failure(kind, "no")))
    recogniser = recognisers.Attentive(inner, keys, "soniox")
    heard: list[object] = []

    async def run() -> None:
        await recogniser.prepare()
        await recogniser.recognise(Feed(asyncio.get_running_loop()), heard.append)
        await recogniser.aclose()

    asyncio.run(run())
    assert tuple(heard) == inner.events
    assert inner.log == ["prepared", "closed"]
    assert (keys.known("soniox") is not None) is known

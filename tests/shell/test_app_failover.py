"""app/failover.py: who takes over, and who cannot."""

import asyncio
from dataclasses import replace

import pytest

from app import failover
from app.keys import Keys
from app.recognisers import Attentive
from app.settings import ProviderChoice, Settings
from providers.errors import Failure, FailureKind
from providers.events import Failed
from providers.failover import FailoverRecogniser
from providers.feed import Feed
from providers.local.recogniser import LocalRecogniser

SONIOX = Settings(provider="soniox")


def names(settings: Settings) -> list[str]:
    return [each.provider for each in failover.followers(settings)[0]]


def test_nobody_is_asked_to_take_over_but_the_recogniser_on_this_computer() -> None:
    assert names(SONIOX) == ["local"]
    assert Settings().failover == ("local",)


def test_the_order_is_the_users_and_everybody_is_in_it_once() -> None:
    chosen = replace(SONIOX, failover=("deepgram", "soniox", "local", "deepgram"))
    assert names(chosen) == ["deepgram", "local"]
    assert names(failover.alone(chosen)) == []


def test_who_takes_over_has_its_own_choices() -> None:
    choice = ProviderChoice("ws://127.0.0.1:9", {"region": "eu"})
    settings = replace(SONIOX, failover=("deepgram",), vocabulary=("Holdfast",)).with_choice("deepgram", choice)
    (follower,), _ = failover.followers(settings)
    assert follower.choice(follower.provider) == choice
    assert follower.vocabulary == ("Holdfast",)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (replace(SONIOX, failover=("whisper",)), "'whisper'"),
        (replace(SONIOX, language="de"), "it does not know the language “de”"),
        (
            replace(SONIOX, failover=("deepgram",)).with_choice("deepgram", ProviderChoice("http://example.com")),
            "http://example.com",
        ),
    ],
)
def test_who_cannot_take_over_is_named(settings: Settings, said: str) -> None:
    """The offline recogniser would take German for bad English."""
    chain, left_out = failover.followers(settings)
    assert chain == ()
    (sentence,) = left_out
    assert said in sentence


def test_mixed_speech_goes_to_whom_there_is() -> None:
    (follower,), _ = failover.followers(replace(SONIOX, language="multi"))
    assert follower.language is None
    (follower,), _ = failover.followers(replace(SONIOX, language="multi", failover=("deepgram",)))
    assert follower.language == "multi"


def test_the_recogniser_on_this_computer_heals_itself() -> None:
    assert isinstance(failover.make(Settings(), Keys({})), LocalRecogniser)
    assert isinstance(failover.make(replace(Settings(), failover=("soniox",)), Keys({})), FailoverRecogniser)
    assert isinstance(failover.make(failover.alone(SONIOX), Keys({})), FailoverRecogniser), "it reconnects"


def test_what_the_chosen_provider_refuses_is_an_error() -> None:
    with pytest.raises(ValueError, match="tlh"):
        failover.make(replace(SONIOX, language="tlh"), Keys({}))


def test_who_has_no_key_is_known(monkeypatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    chosen = replace(SONIOX, failover=("deepgram", "cartesia", "local"))
    assert failover.without_key(chosen, Keys({"CARTESIA_API_KEY": "abc"})) == ("deepgram",)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (replace(SONIOX, hotkey="F9"), True),
        (replace(SONIOX, failover=()), False),
        (SONIOX.with_choice("local", ProviderChoice(options={"x": 1})), False),
        (SONIOX.with_choice("cartesia", ProviderChoice(options={"model": "ink-2"})), True),
        (replace(SONIOX, language="en"), False),
        (replace(SONIOX, provider="deepgram"), False),
    ],
)
def test_what_decides_about_the_recogniser(other: Settings, same: bool) -> None:
    assert (failover.decides(other) == failover.decides(SONIOX)) is same


class Refusing:
    """A service that refuses the key."""

    async def recognise(self, feed, emit) -> None:
        emit(Failed(Failure(FailureKind.AUTH, "wrong")))


def test_a_key_that_was_refused_is_not_tried_again_and_a_new_one_is(monkeypatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    environment = {"SONIOX_API_KEY": "old"}
    keys = Keys(environment)
    link = Attentive(Refusing(), keys, "soniox")

    async def look() -> tuple[bool, bool]:
        return await link.has_key(), await link.has_new_key()

    async def refuse() -> None:
        await link.recognise(Feed(asyncio.get_running_loop()), lambda _: None)

    assert asyncio.run(look()) == (True, True)
    asyncio.run(refuse())
    assert asyncio.run(look()) == (True, False)
    keys.forget("soniox")
    environment["SONIOX_API_KEY"] = "new"
    assert asyncio.run(look()) == (True, True)
    keys.forget("soniox")
    environment.clear()
    assert asyncio.run(look()) == (False, False)

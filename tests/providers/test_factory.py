"""What the factory makes, and what it refuses."""

import pytest

from providers.catalogue import Capabilities, Option, ProviderInfo, UnknownProvider
from providers.factory import UnsuitableChoice, check_options, make_recogniser
from providers.local.recogniser import LocalRecogniser


@pytest.mark.parametrize("language", [None, "en", "en-US"])
def test_the_local_recogniser_is_made_without_a_loop_and_without_a_process(language: str | None) -> None:
    recogniser = make_recogniser("local", language=language)
    assert isinstance(recogniser, LocalRecogniser)
    assert recogniser.worker_pid is None


def test_an_unknown_provider_is_refused() -> None:
    with pytest.raises(UnknownProvider, match="'nobody'"):
        make_recogniser("nobody")


def test_a_language_it_does_not_know_is_refused() -> None:
    with pytest.raises(UnsuitableChoice, match=r"'de'.*en-US"):
        make_recogniser("local", language="de")


def test_an_endpoint_makes_no_sense_without_a_network() -> None:
    with pytest.raises(UnsuitableChoice, match="ws://localhost:1"):
        make_recogniser("local", endpoint="ws://localhost:1")


def test_an_option_it_does_not_have_is_refused() -> None:
    with pytest.raises(UnsuitableChoice, match=r"'beam'.*none"):
        make_recogniser("local", options={"beam": 3})


def test_options_are_checked_by_name_and_value() -> None:
    delay = Option("delay", "Delay", "number", 1, "", least=0, most=2)
    info = ProviderInfo("x", "X", "", Capabilities(1), ("en",), options=(delay,))
    check_options(info, {"delay": 2})
    with pytest.raises(ValueError, match="Delay: 3 will not do"):
        check_options(info, {"delay": 3})
    with pytest.raises(UnsuitableChoice, match=r"'speed'.*delay"):
        check_options(info, {"speed": 3})

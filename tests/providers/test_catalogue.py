"""What the catalogue says, and how it refuses."""

import pytest

from providers.catalogue import PROVIDERS, Option, UnknownProvider, provider

CHOICE = Option("model", "Model", "choice", "small", "How good", choices=("small", "large"))
NUMBER = Option("delay", "Delay", "number", 0.5, "How long", least=0, most=2)
SWITCH = Option("itn", "Numerals", "switch", True, "Write 5 for five")
TEXT = Option("terms", "Terms", "text", "", "Names and jargon")


def test_the_ids_are_those_that_settings_and_command_lines_hold() -> None:
    ids = [info.id for info in PROVIDERS]
    assert ids == ["local", "soniox", "smallest", "cartesia", "deepgram", "deepgram-flux"]


@pytest.mark.parametrize("info", PROVIDERS, ids=lambda info: info.id)
def test_what_is_said_about_a_provider_is_complete(info) -> None:
    assert provider(info.id) is info
    assert info.name and "\n" not in info.description
    assert info.languages
    assert info.capabilities.finalize_deadline_s > 0
    assert bool(info.idle_cost) == bool(info.endpoint)
    assert (info.key_variable is not None and info.key_page is not None) == info.needs_key
    for option in info.options:
        option.check(option.default)


def test_the_local_one_is_called_what_it_is() -> None:
    description = provider("local").description
    for fact in ("basic offline recogniser", "US English", "lower case", "no punctuation"):
        assert fact in description
    assert not provider("local").needs_key


def test_an_unknown_provider_is_named_with_the_known_ones() -> None:
    with pytest.raises(UnknownProvider, match=r"'whisper'.*Choose one of: local") as refused:
        provider("whisper")
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize("tag", ["en", "en-US", "en_us", "EN-us"])
def test_a_language_is_known_by_its_general_form_too(tag: str) -> None:
    assert provider("local").speaks(tag)


def test_a_language_that_is_offered_for_every_region_is_known_by_each_of_them() -> None:
    assert provider("soniox").speaks("de-CH")
    assert not provider("soniox").speaks("tlh")


@pytest.mark.parametrize("tag", ["e", "en-GB", "de", "", "en-US-x-pirate"])
def test_other_languages_are_not(tag: str) -> None:
    assert not provider("local").speaks(tag)


@pytest.mark.parametrize(
    ("option", "value"),
    [(CHOICE, "large"), (NUMBER, 0), (NUMBER, 2.0), (SWITCH, False), (TEXT, "Holdfast")],
)
def test_a_good_value_passes(option: Option, value: str | float | bool) -> None:
    option.check(value)


@pytest.mark.parametrize(
    ("option", "value", "remedy"),
    [
        (CHOICE, "huge", "one of small, large"),
        (NUMBER, 2.5, "a number from 0 up to 2"),
        (NUMBER, -1, "a number from 0"),
        (NUMBER, True, "a number"),
        (NUMBER, "1", "a number"),
        (SWITCH, 1, "on or off"),
        (TEXT, 1, "a text"),
        (Option("rate", "Rate", "number", 1, "", least=0), -1, "a number from 0\\."),
        (Option("rate", "Rate", "number", 1, "", most=3), 4, "a number up to 3\\."),
        (Option("rate", "Rate", "number", 1, ""), "x", "a number\\."),
    ],
)
def test_a_bad_value_is_named_with_the_remedy(option: Option, value: str | float | bool, remedy: str) -> None:
    with pytest.raises(ValueError, match=f"{option.title}: {value!r} .*{remedy}"):
        option.check(value)

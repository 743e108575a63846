"""One treatment for each kind of failure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import exit_codes
from app.failures import MAX_DETAIL, Help, describe, exit_code, for_terminal, happened, one_line, title, treatment
from providers.errors import Failure, FailureKind


@pytest.mark.parametrize("kind", FailureKind)
def test_every_kind_has_a_title_and_a_remedy(kind: FailureKind) -> None:
    failure = Failure(kind, "")
    assert not title(failure).endswith(".")
    assert treatment(kind).remedy.endswith(".")
    assert describe(failure) == f"{title(failure)}. {treatment(kind).remedy}"
    assert "{" not in describe(failure) and describe(failure)[0].isupper()


@pytest.mark.parametrize("kind", [kind for kind in FailureKind if kind is not FailureKind.DEVICE])
def test_the_sentence_names_whose_failure_it_is_once(kind: FailureKind) -> None:
    # As the codec calls itself, and as the chain calls the provider.
    for detail in ("Deepgram: it is Monday.", "Deepgram Nova: it is Monday"):
        said = describe(Failure(kind, detail, provider="deepgram"))
        assert said.count("Deepgram Nova") == said.count("Deepgram") == 1
        assert said.startswith(f"{title(Failure(kind, '', provider='deepgram'))}: it is Monday. ")
    assert describe(Failure(kind, "no", provider="local"))[0].isupper()
    assert "offline recogniser" in title(Failure(kind, "no", provider="local")).lower()


def test_a_detail_that_begins_with_something_else_stays_whole() -> None:
    for detail in ("Sox: no", "Soniox:", "Soniox", ": no"):
        assert detail.rstrip(":") in happened(Failure(FailureKind.SERVER, detail, provider="soniox"))


def test_the_command_for_the_key_is_that_of_the_provider() -> None:
    flux = Failure(FailureKind.AUTH, "no", provider="deepgram-flux")
    assert "settings or with “holdfast key set deepgram-flux”, or choose" in for_terminal(flux)
    assert "settings or with “holdfast key set”, or choose" in for_terminal(Failure(FailureKind.AUTH, "no"))
    assert "key set" not in describe(flux), "a window has a button for it"


def test_what_support_asks_for_is_for_logs_and_terminals() -> None:
    failure = Failure(FailureKind.SERVER, "Soniox: no", "status 500, request r\n", "soniox")
    assert describe(failure) == "Soniox failed: no. Dictate again; if it goes on, choose another recogniser."
    assert for_terminal(failure) == f"{describe(failure)} (status 500, request r)"
    bare = Failure(FailureKind.SERVER, "no")
    assert for_terminal(bare) == describe(bare)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (FailureKind.AUTH, 3),
        (FailureKind.QUOTA, 4),
        (FailureKind.LIMIT, 4),
        (FailureKind.NETWORK, 4),
        (FailureKind.TIMEOUT, 4),
        (FailureKind.PROTOCOL, 4),
        (FailureKind.SERVER, 4),
        (FailureKind.UNSUPPORTED, 2),
        (FailureKind.DEVICE, 5),
    ],
)
def test_exit_codes_are_those_that_are_documented(kind: FailureKind, code: int) -> None:
    assert exit_code(kind) == code


def test_the_documented_numbers_stay_what_they_are() -> None:
    assert (exit_codes.OK, exit_codes.REFUSED, exit_codes.USAGE, exit_codes.NOT_RUNNING) == (0, 1, 2, 2)
    assert (exit_codes.CREDENTIALS, exit_codes.PROVIDER, exit_codes.DEVICE, exit_codes.CANCELLED) == (3, 4, 5, 130)


def test_only_what_may_pass_by_itself_is_tried_again() -> None:
    assert {kind for kind in FailureKind if treatment(kind).retry} == {
        FailureKind.LIMIT,
        FailureKind.NETWORK,
        FailureKind.TIMEOUT,
        FailureKind.SERVER,
    }


def test_what_a_window_can_help_with() -> None:
    helped = {kind: treatment(kind).help for kind in FailureKind if treatment(kind).help}
    assert helped == {FailureKind.AUTH: Help.ENTER_KEY, FailureKind.QUOTA: Help.ADD_CREDIT}


def test_a_limit_is_waited_out() -> None:
    assert "Wait a moment" in treatment(FailureKind.LIMIT).remedy


def test_another_recogniser_helps_with_everything_but_the_microphone() -> None:
    assert {kind for kind in FailureKind if not treatment(kind).fail_over} == {FailureKind.DEVICE}


@pytest.mark.parametrize(
    ("detail", "shown"),
    [
        ("it ran out of memory", "The recogniser failed: it ran out of memory. Dictate"),
        ("it ran out of memory.", "The recogniser failed: it ran out of memory. Dictate"),
        ("why?", "The recogniser failed: why? Dictate"),
        (" 503\r\n\x1b[2J<html>", "The recogniser failed: 503 [2J<html>. Dictate"),
        ("...", "The recogniser failed. Dictate"),
    ],
)
def test_a_detail_stands_between_title_and_remedy(detail: str, shown: str) -> None:
    assert describe(Failure(FailureKind.SERVER, detail)).startswith(shown)


def test_a_device_speaks_for_itself() -> None:
    sentence = "There is no microphone “Yeti” now. Plug it in."
    assert describe(Failure(FailureKind.DEVICE, sentence)) == sentence


@given(st.text())
def test_any_detail_is_one_bounded_line(detail: str) -> None:
    line = one_line(detail, MAX_DETAIL)
    assert len(line) <= MAX_DETAIL
    assert len(line.splitlines()) <= 1
    assert not any(c < " " or c == "\x7f" for c in line)


def test_a_long_detail_is_cut_with_a_sign() -> None:
    assert one_line("abc def", 5) == "abc…"


def test_what_will_be_refused_again_is_not_asked_for_at_once() -> None:
    lasting = {kind for kind in FailureKind if treatment(kind).lasting}
    assert lasting == {FailureKind.AUTH, FailureKind.QUOTA, FailureKind.UNSUPPORTED}
    assert not any(treatment(kind).retry for kind in lasting)


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (Failure(FailureKind.SERVER, ""), "The recogniser failed."),
        (Failure(FailureKind.SERVER, "it ran out of memory."), "The recogniser failed: it ran out of memory."),
        (Failure(FailureKind.DEVICE, "The microphone is in use!"), "The microphone is in use!"),
    ],
)
def test_what_happened_can_be_said_without_what_to_do(failure, said):
    assert happened(failure) == said

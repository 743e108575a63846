"""audio/patience.py: a call that does not return costs its caller its limit, and the next one nothing."""

import threading

import pytest

from audio.patience import NoReturnError, Patience

SOON = 10.0


@pytest.fixture
def patience() -> Patience:
    return Patience("test")


def test_what_returns_in_time_is_returned(patience: Patience) -> None:
    assert patience.call(lambda: 7, SOON) == 7
    assert patience.left_behind == 0


def test_what_raises_raises_where_it_was_called(patience: Patience) -> None:
    def fail() -> None:
        raise KeyError("no")

    with pytest.raises(KeyError):
        patience.call(fail, SOON)
    assert patience.call(lambda: 8, SOON) == 8


def test_calls_are_made_on_one_thread_and_a_call_within_a_call_is_part_of_it(patience: Patience) -> None:
    outer = patience.call(lambda: (threading.get_ident(), patience.call(threading.get_ident, 0.0)), SOON)
    assert outer[0] == outer[1] != threading.get_ident()
    assert patience.call(threading.get_ident, SOON) == outer[0]


def test_what_hangs_is_left_behind_and_the_next_call_is_made(patience: Patience) -> None:
    gate, cleared = threading.Event(), threading.Event()
    late: list[str] = []

    def hang() -> str:
        gate.wait(SOON)
        return "a stream"

    def clear(what: str) -> None:
        late.append(what)
        cleared.set()

    with pytest.raises(NoReturnError):
        patience.call(hang, 0.01, clear)
    assert patience.left_behind == 1
    assert patience.call(lambda: "next", SOON) == "next"
    gate.set()
    assert cleared.wait(SOON)
    assert late == ["a stream"], "whoever it belongs to can be closed"
    while patience.left_behind:
        threading.Event().wait(0.001)


def test_what_hangs_and_then_fails_is_not_handed_on(patience: Patience) -> None:
    gate = threading.Event()
    late: list[None] = []

    def hang() -> None:
        gate.wait(SOON)
        raise OSError

    with pytest.raises(NoReturnError):
        patience.call(hang, 0.01, late.append)
    gate.set()
    while patience.left_behind:
        threading.Event().wait(0.001)
    assert late == []

"""providers/pacing.py: what may be sent when, with time as an argument."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.pacing import AHEAD_S, IDLE_MARGIN, begin, keeping_time
from providers.socket_codec import Traits
from providers.wire import SAMPLE_RATE

CHUNK_S = 0.1


def traits(*, reusable=True, keepalive_every=None, idle_limit=None) -> Traits:
    return Traits(True, reusable, keepalive_every, idle_limit, 1.25)


def send_all(factor: float, lengths: list[float], given_at: list[float]) -> list[float]:
    """When chunks of these lengths go out that are there to be sent at these moments."""
    pace, now, sent = begin(factor, 0.0), 0.0, []
    for length, there in zip(lengths, given_at, strict=True):
        now = max(now, there)
        now += pace.wait(now)
        sent.append(now)
        pace = pace.sent(round(length * SAMPLE_RATE), now)
    return sent


def test_live_speech_never_waits():
    there = [number * CHUNK_S for number in range(200)]
    assert send_all(1.25, [CHUNK_S] * 200, there) == there


def test_the_last_chunk_and_the_silence_behind_it_go_out_at_once():
    there = [number * CHUNK_S for number in range(10)]
    sent = send_all(1.25, [CHUNK_S] * 13, [*there, 0.93, 0.93, 0.93])
    assert sent[10:] == [0.93, 0.93, 0.93]


def test_a_chunk_that_comes_late_does_not_delay_the_next():
    there = [0.0, 0.1, 0.35, 0.35, 0.4, 0.5]
    assert send_all(1.25, [CHUNK_S] * 6, there) == there


@given(
    st.floats(1.0, 4.0),
    st.lists(st.tuples(st.floats(0.001, CHUNK_S), st.floats(0.0, 0.5)), min_size=1, max_size=60),
)
def test_between_any_two_moments_no_more_goes_out_than_the_rate_and_the_burst_allow(factor, chunks):
    lengths = [length for length, _ in chunks]
    there, now = [], 0.0
    for _, pause in chunks:
        now += pause
        there.append(now)
    sent = send_all(factor, lengths, there)
    assert all(out >= at for out, at in zip(sent, there, strict=True))
    for first in range(len(sent)):
        for last in range(first, len(sent)):
            allowed = factor * (sent[last] - sent[first]) + AHEAD_S + CHUNK_S
            assert sum(lengths[first : last + 1]) <= allowed + 1e-3


def test_a_backlog_is_caught_up_at_the_rate():
    sent = send_all(2.0, [CHUNK_S] * 100, [0.0] * 100)
    assert sent[-1] == pytest.approx((10.0 - CHUNK_S - AHEAD_S) / 2.0, abs=0.01)


@pytest.mark.parametrize(
    ("given_traits", "wanted", "kept"),
    [
        (traits(reusable=False), 30.0, 0.0),
        (traits(keepalive_every=5.0, idle_limit=10.0), 60.0, 60.0),
        (traits(), 60.0, 60.0),
        (traits(idle_limit=20.0), 60.0, 20.0 * IDLE_MARGIN),
        (traits(idle_limit=20.0), 5.0, 5.0),
    ],
)
def test_a_socket_is_kept_no_longer_than_the_service_bears(given_traits, wanted, kept):
    assert keeping_time(given_traits, wanted) == kept

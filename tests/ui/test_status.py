"""The vocabulary of what is shown."""

import pytest

from app.ui.status import SENTENCES, Level, Status, StatusKind


@pytest.mark.parametrize("kind", StatusKind)
def test_every_state_has_a_sentence(kind):
    assert Status(kind).sentence == SENTENCES[kind]
    assert Status(kind, "More precisely").sentence == "More precisely"


def test_only_a_dictation_under_way_can_be_cancelled():
    assert {kind for kind in StatusKind if kind.busy} == {
        StatusKind.STARTING,
        StatusKind.LISTENING,
        StatusKind.FINALIZING,
    }


def test_the_key_counts_as_down_until_finalizing():
    assert {kind for kind in StatusKind if kind.speaking} == {StatusKind.STARTING, StatusKind.LISTENING}


@pytest.mark.parametrize(("peak", "clipped"), [(0.0, True), (-0.0003, True), (-1.0, False), (-float("inf"), False)])
def test_full_scale_is_clipping(peak, clipped):
    assert Level(peak, -20).clipped is clipped

"""app/who.py: who recognised it, in words."""

import pytest

from app import who
from app.messages import Break, Deliver, Outcome
from providers.catalogue import PROVIDERS
from providers.errors import Failure, FailureKind

ALL_THREE = (
    "Recognised by Soniox until its credit was used up, then by Deepgram Nova until it failed, "
    "then by the offline recogniser."
)


def deliver(*providers, **broke):
    breaks = tuple(Break(provider, Failure(kind, "")) for provider, kind in broke.items())
    return Deliver(1, "words", Outcome.COMMITTED, 2.0, None, providers, breaks)


@pytest.mark.parametrize(
    ("serving", "chosen", "badge"),
    [
        ("", "soniox", ""),
        ("soniox", "soniox", ""),
        ("local", "local", ""),
        ("local", "soniox", "Offline recogniser"),
        ("deepgram", "soniox", "Deepgram Nova"),
        ("from the future", "soniox", "From the future"),
    ],
)
def test_the_badge_names_whoever_was_not_chosen(serving, chosen, badge):
    assert who.badge(serving, chosen) == badge


def test_every_provider_has_a_badge():
    assert all(who.badge(info.id, "nobody") for info in PROVIDERS)


@pytest.mark.parametrize(
    ("delivered", "said"),
    [
        (deliver(), ""),
        (deliver("soniox"), ""),
        (deliver("soniox", soniox=FailureKind.NETWORK), ""),
        (deliver("local", soniox=FailureKind.NETWORK), "Recognised by the offline recogniser in place of Soniox."),
        (
            deliver("soniox", "local", soniox=FailureKind.NETWORK),
            "Recognised by Soniox until the connection broke, then by the offline recogniser.",
        ),
        (deliver("soniox", "deepgram", "local", soniox=FailureKind.QUOTA, deepgram=FailureKind.SERVER), ALL_THREE),
        (deliver("soniox", "local"), "Recognised by Soniox, then by the offline recogniser."),
    ],
)
def test_who_recognised_it(delivered, said):
    assert who.sentence(delivered, "soniox") == said


def test_what_will_not_go_away_by_itself_needs_help():
    assert who.needing_help(deliver("local", soniox=FailureKind.NETWORK)) is None
    helpless = deliver("local", soniox=FailureKind.NETWORK, deepgram=FailureKind.AUTH)
    assert who.needing_help(helpless).provider == "deepgram"

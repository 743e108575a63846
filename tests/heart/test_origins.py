"""app/origins.py: who said it, and who broke off."""

from app.messages import Break
from app.origins import Origins
from providers.errors import Failure, FailureKind

BROKEN = Failure(FailureKind.NETWORK, "The connection broke.")
REFUSED = Failure(FailureKind.AUTH, "wrong key")


def test_nobody_said_who_serves():
    said = Origins().with_final().with_tail()
    assert said.contributors(tail=True) == ()
    assert said.broken(BROKEN).breaks == (Break("", BROKEN),)


def test_only_who_has_words_in_the_text_contributed_each_once_and_in_order():
    first = Origins().served_by("soniox").with_final().served_by("deepgram").with_tail()
    assert first.contributors(tail=False) == ("soniox",)
    assert first.contributors(tail=True) == ("soniox", "deepgram")
    again = first.served_by("local").with_final().served_by("soniox").with_final().with_tail()
    assert again.serving == "soniox"
    assert again.contributors(tail=True) == ("soniox", "local")


def test_how_each_broke_off_the_last_time():
    told = Origins().served_by("soniox").broken(BROKEN).broken(REFUSED).served_by("local").broken(BROKEN)
    assert told.breaks == (Break("soniox", REFUSED), Break("local", BROKEN))

"""When Windows' keyboard hook has to be put in place anew."""

from app.hotkey.hook_watch import DEAF_S, WATCH_S, HookWatch


def test_it_looks_now_and_then():
    watch = HookWatch()
    assert [watch.is_due(at) for at in (1.0, 1.1, 1.0 + WATCH_S, 1.1 + WATCH_S)] == [True, False, True, False]


def test_a_hook_that_hears_is_left_alone():
    watch = HookWatch(heard_at=10.0, hooked_at=1.0)
    assert not watch.is_deaf(20.0, 10.0 + DEAF_S, unheard=False)


def test_somebody_uses_the_computer_and_the_hook_hears_nothing():
    watch = HookWatch(heard_at=10.0, hooked_at=1.0)
    assert watch.is_deaf(20.0, 10.1 + DEAF_S, unheard=False)
    assert not watch.is_deaf(20.5, 20.4, unheard=False), "the new one has had no time yet"
    assert watch.is_deaf(30.0, 20.1 + DEAF_S, unheard=False)


def test_a_key_that_is_down_unheard_is_believed_the_second_time():
    watch = HookWatch(heard_at=10.0, hooked_at=1.0)
    assert not watch.is_deaf(10.5, 10.0, unheard=True)
    assert not watch.is_deaf(10.75, 10.0, unheard=False)
    assert not watch.is_deaf(11.0, 10.0, unheard=True)
    assert watch.is_deaf(11.25, 10.0, unheard=True)
    assert not watch.is_deaf(11.5, 10.0, unheard=True), "it begins anew"


def test_a_call_counts_as_hearing():
    watch = HookWatch()
    watch.heard(19.0)
    assert not watch.is_deaf(20.0, 20.0, unheard=False)

"""The hotkey on a real X server: keys go down and up through XTest, with auto-repeat on."""

import queue
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from Xlib import X
from Xlib.display import Display

from app.gesture import State, step
from app.gesture_messages import Armed, CheckKey, Event, KeyDown, KeyUp, Observed, Policy, Start, Stop, Tick, WakeAt
from app.hotkey.backend import Bound, Edge, EdgeKind, HotkeyUnavailable, Key, Modifier, Role, Sink
from app.hotkey.x11 import LOST, X11Hotkey
from rig.desktop import Desktop, desktop, wait_until
from rig.keyboard import Keyboard, keyboard

pytestmark = pytest.mark.x11

SOON = 5.0
DOWN, UP = EdgeKind.DOWN, EdgeKind.UP


class Heard:
    """A sink that a test waits at."""

    def __init__(self) -> None:
        self.edges: queue.SimpleQueue[Edge] = queue.SimpleQueue()
        self.lost: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.bound: queue.SimpleQueue[dict[Role, Bound]] = queue.SimpleQueue()

    @property
    def sink(self) -> Sink:
        return Sink(self.edges.put, self.lost.put, self.bound.put)

    def next(self) -> EdgeKind:
        edge = self.edges.get(timeout=SOON)
        assert edge.role is Role.TALK
        return edge.kind

    def next_of_any(self) -> tuple[Role, EdgeKind]:
        edge = self.edges.get(timeout=SOON)
        return edge.role, edge.kind

    def nothing_more(self) -> bool:
        return self.edges.empty() and self.lost.empty()


@pytest.fixture
def keys(x11: Desktop) -> Iterator[Keyboard]:
    x11.run("xset", "r", "on")
    with keyboard(x11.display) as made:
        yield made


@contextmanager
def listening(display: str, name: str, heard: Heard) -> Iterator[tuple[X11Hotkey, Key]]:
    backend = X11Hotkey(display)
    key = backend.resolve(name)
    backend.start({Role.TALK: key}, heard.sink)
    try:
        yield backend, key
    finally:
        backend.stop()


@contextmanager
def typing_into(display: str) -> Iterator[Display]:
    """Another program's window with the focus: its connection, on which its key events arrive."""
    program = Display(display)
    window = program.screen().root.create_window(0, 0, 50, 50, 0, X.CopyFromParent, override_redirect=True)
    window.change_attributes(event_mask=X.KeyPressMask | X.StructureNotifyMask)
    window.map()
    wait_until(lambda: any(event.type == X.MapNotify for event in arrived(program)), what="the window")
    window.set_input_focus(X.RevertToParent, X.CurrentTime)
    program.sync()
    with closing(program):
        yield program


def arrived(program: Display) -> list:
    return [program.next_event() for _ in range(program.pending_events())]


def settle(keys: Keyboard, heard: Heard, key: Key) -> None:
    """Everything that happened before this call has been reported when it returns."""
    keys.tap(key.code)
    assert (heard.next(), heard.next()) == (DOWN, UP)


@contextmanager
def having(display: str, code: int) -> Iterator[Display]:
    """Another program that has grabbed this key."""
    program = Display(display)
    program.screen().root.grab_key(code, X.AnyModifier, False, X.GrabModeAsync, X.GrabModeAsync)
    program.sync()
    with closing(program):
        yield program


@pytest.mark.parametrize("name", ["F9", "A", "Pause"])
def test_a_hold_with_auto_repeat_is_one_press_and_one_release_and_nobody_else_sees_it(
    x11: Desktop, keys: Keyboard, name: str
) -> None:
    heard = Heard()
    with listening(x11.display, name, heard) as (backend, key), typing_into(x11.display) as program:
        assert heard.bound.get(timeout=SOON) == {Role.TALK: Bound(name, swallowed=True)}
        keys.press(key.code)
        wait_until(lambda: backend._query.pending_events() > 5, what="auto-repeat, which only the grab gets")
        keys.release(key.code)
        assert (heard.next(), heard.next()) == (DOWN, UP)
        other = keys.code("F10")
        keys.tap(other)
        seen: list = []
        wait_until(lambda: seen.extend(arrived(program)) or seen, what="the other key")
        assert [each.detail for each in seen if each.type == X.KeyPress] == [other]
        settle(keys, heard, key)
        assert heard.nothing_more()


def test_a_key_that_another_program_has_is_heard_and_said_to_be_seen(x11: Desktop, keys: Keyboard) -> None:
    heard = Heard()
    with having(x11.display, keys.code("F9")) as program, listening(x11.display, "F9", heard) as (_, key):
        assert heard.bound.get(timeout=SOON) == {Role.TALK: Bound("F9", swallowed=False)}
        seen: list = []
        keys.press(key.code)
        wait_until(
            lambda: seen.extend(arrived(program)) or sum(each.type == X.KeyPress for each in seen) > 5,
            what="auto-repeat in the program that has the key",
        )
        keys.release(key.code)
        assert (heard.next(), heard.next()) == (DOWN, UP)
        settle(keys, heard, key)
        assert heard.nothing_more()


@pytest.mark.parametrize("lock", ["Caps_Lock", "Num_Lock"])
def test_locks_make_no_other_key_of_it(x11: Desktop, keys: Keyboard, lock: str) -> None:
    heard = Heard()
    with listening(x11.display, "F9", heard) as (_, key), typing_into(x11.display) as program:
        keys.tap(keys.code(lock))
        try:
            settle(keys, heard, key)
            assert key.code not in [each.detail for each in arrived(program) if each.type == X.KeyPress]
        finally:
            keys.tap(keys.code(lock))


def test_a_modifier_is_not_taken_from_anybody(x11: Desktop, keys: Keyboard) -> None:
    heard = Heard()
    with listening(x11.display, "Right Ctrl", heard) as (_, key), typing_into(x11.display) as program:
        assert heard.bound.get(timeout=SOON) == {Role.TALK: Bound("Right Ctrl", swallowed=False)}
        keys.tap(key.code)
        seen: list = []
        wait_until(lambda: seen.extend(arrived(program)) or seen, what="the modifier")
        assert [each.detail for each in seen if each.type == X.KeyPress] == [key.code]


def test_while_a_key_is_held_others_get_what_is_pressed_only_where_way_is_made(x11: Desktop, keys: Keyboard) -> None:
    heard = Heard()
    x, y, z = (keys.code(each) for each in "xyz")
    with listening(x11.display, "F9", heard) as (backend, key), typing_into(x11.display) as program:
        with backend.make_way() as was_barred:
            assert not was_barred, "no key is down"
        keys.press(key.code)
        assert heard.next() is DOWN
        keys.tap(x)
        with backend.make_way() as was_barred:
            assert was_barred
            keys.tap(y)
        keys.release(key.code)
        assert heard.next() is UP
        keys.tap(z)
        seen: list[int] = []

        def pressed() -> list[int]:
            seen.extend(each.detail for each in arrived(program) if each.type == X.KeyPress)
            return seen

        wait_until(lambda: z in pressed(), what="the last key")
        assert [code for code in seen if code != key.code] == [y, z]
        keys.tap(key.code)
        assert (heard.next(), heard.next()) == (DOWN, UP)
        keys.tap(x)
        wait_until(lambda: x in pressed(), what="another key")
        assert key.code not in seen[seen.index(z) :], "the key is ours again"


def test_a_combination_is_heard_and_kept_and_its_key_alone_is_not(x11: Desktop, keys: Keyboard) -> None:
    heard = Heard()
    names = {Role.TALK: "F9", Role.HANDS_FREE: "Shift+F9", Role.INSERT_AGAIN: "Ctrl+Alt+V"}
    backend = X11Hotkey(x11.display)
    roles = {role: backend.resolve(name) for role, name in names.items()}
    assert roles[Role.INSERT_AGAIN].modifiers == {Modifier.CTRL, Modifier.ALT}
    with typing_into(x11.display) as program:
        backend.start(roles, heard.sink)
        try:
            assert all(each.swallowed for each in heard.bound.get(timeout=SOON).values())
            v, f9 = keys.code("v"), keys.code("F9")
            keys.tap(v)
            for symbol in ("Control_R", "Alt_L"):
                keys.press(keys.code(symbol))
            keys.tap(v)
            for symbol in ("Control_R", "Alt_L"):
                keys.release(keys.code(symbol))
            assert [heard.next_of_any(), heard.next_of_any()] == [(Role.INSERT_AGAIN, DOWN), (Role.INSERT_AGAIN, UP)]
            keys.press(keys.code("Shift_L"))
            keys.press(f9)
            keys.release(keys.code("Shift_L"))
            keys.release(f9)
            assert [heard.next_of_any(), heard.next_of_any()] == [(Role.HANDS_FREE, DOWN), (Role.HANDS_FREE, UP)]
            settle(keys, heard, roles[Role.TALK])
            keys.tap(keys.code("F10"))
            seen: list[int] = []
            wait_until(
                lambda: (
                    seen.extend(each.detail for each in arrived(program) if each.type == X.KeyPress)
                    or keys.code("F10") in seen
                ),
                what="the last key",
            )
            assert seen.count(v) == 1
            assert f9 not in seen
            assert heard.nothing_more()
        finally:
            backend.stop()


def test_the_default_key_is_heard_and_its_times_are_in_order(x11: Desktop, keys: Keyboard) -> None:
    heard = Heard()
    with listening(x11.display, "Right Ctrl", heard) as (_, key):
        assert key == Key("Right Ctrl", keys.code("Control_R"))
        keys.tap(key.code)
        down, up = heard.edges.get(timeout=SOON), heard.edges.get(timeout=SOON)
        assert (down.kind, up.kind) == (DOWN, UP)
        assert down.at <= up.at


def test_right_alt_released_under_shift_is_still_right_alt(x11: Desktop, keys: Keyboard) -> None:
    heard = Heard()
    with listening(x11.display, "Right Alt", heard) as (_, key):
        keys.press(key.code)
        keys.press(keys.code("Shift_L"))
        keys.release(key.code)
        assert (heard.next(), heard.next()) == (DOWN, UP)
        keys.press(key.code)
        keys.release(keys.code("Shift_L"))
        keys.release(key.code)
        assert (heard.next(), heard.next()) == (DOWN, UP)
        settle(keys, heard, key)
        assert heard.nothing_more()


def test_a_letter_pressed_with_shift_and_released_without_is_one_key(x11: Desktop, keys: Keyboard) -> None:
    heard = Heard()
    with listening(x11.display, "A", heard) as (_, key):
        keys.press(keys.code("Shift_L"))
        keys.press(key.code)
        keys.release(keys.code("Shift_L"))
        keys.release(key.code)
        assert (heard.next(), heard.next()) == (DOWN, UP)
        assert heard.nothing_more()


def test_the_key_is_heard_while_another_program_has_grabbed_the_keyboard(x11: Desktop, keys: Keyboard) -> None:
    heard = Heard()
    with listening(x11.display, "Right Ctrl", heard) as (backend, key), closing(Display(x11.display)) as other:
        grabbed = other.screen().root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
        assert grabbed == X.GrabSuccess
        keys.press(key.code)
        assert heard.next() is DOWN
        assert backend.is_physically_down() is True
        keys.release(key.code)
        assert heard.next() is UP


def test_esc_is_reported_only_while_it_is_watched(x11: Desktop, keys: Keyboard) -> None:
    heard, esc = Heard(), keys.code("Escape")
    with listening(x11.display, "Right Ctrl", heard) as (backend, key):
        backend.start({Role.TALK: key, Role.CANCEL: backend.resolve("Esc")}, heard.sink)
        keys.tap(esc)
        settle(keys, heard, key)
        backend.watch_cancel(True)
        keys.press(key.code)
        keys.tap(esc)
        keys.release(key.code)
        assert heard.next() is DOWN
        assert [heard.next_of_any(), heard.next_of_any()] == [(Role.CANCEL, DOWN), (Role.CANCEL, UP)]
        assert heard.next() is UP
        backend.watch_cancel(False)
        with typing_into(x11.display) as program:
            keys.tap(esc)
            settle(keys, heard, key)
            assert esc in [each.detail for each in arrived(program) if each.type == X.KeyPress]
            backend.watch_cancel(True)
            keys.tap(esc)
            assert [heard.next_of_any(), heard.next_of_any()] == [(Role.CANCEL, DOWN), (Role.CANCEL, UP)]
            settle(keys, heard, key)
            assert esc not in [each.detail for each in arrived(program) if each.type == X.KeyPress]
        assert heard.nothing_more()


def test_other_keys_are_nobodys_business(x11: Desktop, keys: Keyboard) -> None:
    heard = Heard()
    with listening(x11.display, "Right Ctrl", heard) as (backend, key):
        keys.press(keys.code("Control_L"))
        assert backend.is_physically_down() is False
        keys.release(keys.code("Control_L"))
        settle(keys, heard, key)
        assert heard.nothing_more()


def test_the_watchdog_ends_a_hold_whose_release_is_not_delivered(x11: Desktop, keys: Keyboard) -> None:
    """The listener's thread hangs in the sink: the release is in the socket, and the physical state tells the truth."""
    hang, heard = threading.Event(), Heard()
    backend = X11Hotkey(x11.display)

    def sink(edge: Edge) -> None:
        heard.edges.put(edge)
        hang.wait(SOON)

    key = backend.resolve("F9")
    backend.start({Role.TALK: key}, Sink(sink, heard.lost.put, heard.bound.put))
    try:
        keys.press(key.code)
        pressed = heard.edges.get(timeout=SOON)
        assert backend.is_physically_down() is True
        keys.release(key.code)
        state, actions = step(State(), KeyDown(pressed.at), Policy())
        done, due = list(actions), pressed.at
        while state.dictating:
            due = next(action.at for action in reversed(done) if isinstance(action, WakeAt))
            events: list[Event] = [Tick(due)]
            while events:
                state, actions = step(state, events.pop(0), Policy())
                done.extend(actions)
                if CheckKey() in actions:
                    events.append(Observed(backend.is_physically_down(), due))
        assert [action for action in done if isinstance(action, Start | Stop)] == [
            Start(pressed.at),
            Stop(pressed.at + 0.25),
        ]
        assert due == pressed.at + 0.5
        assert heard.nothing_more()
    finally:
        hang.set()
        backend.stop()


def test_a_key_that_is_down_at_start_is_seen_as_such_and_starts_nothing(x11: Desktop, keys: Keyboard) -> None:
    heard = Heard()
    keys.press(keys.code("F9"))
    with listening(x11.display, "F9", heard) as (backend, key):
        down = backend.is_physically_down()
        assert down is True
        keys.release(key.code)
        up = heard.edges.get(timeout=SOON)
        assert up.kind is UP, "an orphan"
        state, started = step(State(), Armed(down, 0.0), Policy())
        state, released = step(state, KeyUp(up.at), Policy())
        assert not [action for action in (*started, *released) if isinstance(action, Start | Stop)]
        assert step(state, KeyDown(up.at), Policy())[1][0] == Start(up.at)


def test_after_stop_nothing_is_reported_and_nothing_known(x11: Desktop, keys: Keyboard) -> None:
    heard = Heard()
    with listening(x11.display, "F9", heard) as (backend, key):
        backend.stop()
        backend.stop()
        keys.tap(key.code)
        assert backend.is_physically_down() is None
        other = backend.resolve("Pause")
        backend.start({Role.TALK: other}, heard.sink)
        keys.tap(key.code)
        settle(keys, heard, other)
        assert heard.nothing_more()
    assert not [thread for thread in threading.enumerate() if thread.name == "hotkey"]


def test_starting_with_another_key_replaces_the_first(x11: Desktop, keys: Keyboard) -> None:
    heard = Heard()
    with listening(x11.display, "F9", heard) as (backend, first):
        second = backend.resolve("Pause")
        backend.start({Role.TALK: second}, heard.sink)
        keys.tap(first.code)
        settle(keys, heard, second)
        assert heard.nothing_more()


def test_the_sink_may_stop_the_backend(x11: Desktop, keys: Keyboard) -> None:
    backend, heard = X11Hotkey(x11.display), Heard()
    key = backend.resolve("F9")

    def sink(edge: Edge) -> None:
        backend.stop()
        heard.edges.put(edge)

    backend.start({Role.TALK: key}, Sink(sink, heard.lost.put, heard.bound.put))
    keys.tap(key.code)
    assert heard.next() is DOWN
    wait_until(lambda: not [each for each in threading.enumerate() if each.name == "hotkey"], what="the thread's end")
    assert heard.nothing_more()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_sink_that_fails_does_not_leave_a_deaf_hotkey_unnoticed(x11: Desktop, keys: Keyboard) -> None:
    backend, heard = X11Hotkey(x11.display), Heard()
    key = backend.resolve("F9")

    def sink(edge: Edge) -> None:
        raise ZeroDivisionError(edge)

    backend.start({Role.TALK: key}, Sink(sink, heard.lost.put, heard.bound.put))
    keys.tap(key.code)
    assert "hotkey" in heard.lost.get(timeout=SOON)
    backend.stop()
    assert heard.nothing_more()


def test_capture_shows_every_key_that_goes_down_under_a_name_that_resolves(x11: Desktop, keys: Keyboard) -> None:
    found: queue.SimpleQueue[Key] = queue.SimpleQueue()
    backend = X11Hotkey(x11.display)
    end = backend.capture(found.put)
    for symbol, name in (("Control_R", "Right Ctrl"), ("F9", "F9"), ("Escape", "Esc"), ("q", "Q")):
        code = keys.code(symbol)
        keys.tap(code)
        key = found.get(timeout=SOON)
        assert (key.name, key.code) == (name, code)
    end()
    end()
    keys.tap(keys.code("F9"))
    assert found.empty()


def test_capture_takes_modifiers_and_a_key_for_a_combination(x11: Desktop, keys: Keyboard) -> None:
    found: queue.SimpleQueue[Key] = queue.SimpleQueue()
    backend = X11Hotkey(x11.display)
    end = backend.capture(found.put)
    for symbol in ("Shift_L", "Control_L"):
        keys.press(keys.code(symbol))
    keys.tap(keys.code("d"))
    for symbol in ("Shift_L", "Control_L"):
        keys.release(keys.code(symbol))
    key = found.get(timeout=SOON)
    assert (key.name, key.modifiers) == ("Ctrl+Shift+D", {Modifier.CTRL, Modifier.SHIFT})
    assert backend.resolve(key.name) == key
    keys.tap(keys.code("Alt_L"))
    assert found.get(timeout=SOON).name == "Left Alt", "the modifiers of the combination were none alone"
    end()


def test_while_a_key_is_chosen_the_window_sees_our_keys_too(x11: Desktop, keys: Keyboard) -> None:
    heard, found = Heard(), queue.SimpleQueue()
    with listening(x11.display, "F9", heard) as (backend, key), typing_into(x11.display) as program:
        end = backend.capture(found.put)
        keys.tap(key.code)
        assert found.get(timeout=SOON).name == "F9"
        wait_until(lambda: key.code in [each.detail for each in arrived(program)], what="the key in the window")
        end()
        assert (heard.next(), heard.next()) == (DOWN, UP)
        settle(keys, heard, key)
        assert key.code not in [each.detail for each in arrived(program) if each.type == X.KeyPress]


def test_an_unknown_key_is_named(x11: Desktop) -> None:
    with pytest.raises(HotkeyUnavailable, match=r"no key 'Right Crtl' .* for example Right Ctrl"):
        X11Hotkey(x11.display).resolve("Right Crtl")


def test_a_display_that_is_not_there_is_named() -> None:
    with pytest.raises(HotkeyUnavailable, match=r"cannot be reached .*:4242.*Start Holdfast inside"):
        X11Hotkey(":4242").resolve("F9")
    with pytest.raises(HotkeyUnavailable, match=r"cannot be reached .*nonsense"):
        X11Hotkey("nonsense").start({Role.TALK: Key("F9", 75)}, Heard().sink)


# ------------------------------------------------------------------- on a display of their own: they spoil it


@pytest.fixture
def own() -> Iterator[Desktop]:
    with desktop() as made:
        yield made


def hold_until_it_is_the_hotkey(backend: X11Hotkey, keys: Keyboard, heard: Heard, code: int) -> None:
    """Its press may come before the backend has heard of the new keymap; its release does not."""
    keys.press(code)
    wait_until(backend.is_physically_down, what="the key in its new place")
    keys.release(code)
    wait_until(lambda: heard.next() is UP, what="its release")


def test_the_key_follows_a_change_of_the_keymap(own: Desktop) -> None:
    heard = Heard()
    with keyboard(own.display) as keys, listening(own.display, "F9", heard) as (backend, before):
        settle(keys, heard, before)
        after = Key("F9", 248)
        own.run("xmodmap", "-e", f"keycode {before.code} = F10", "-e", f"keycode {after.code} = F9")
        hold_until_it_is_the_hotkey(backend, keys, heard, after.code)
        keys.tap(before.code)
        settle(keys, heard, after)
        assert heard.nothing_more()
        own.run("xmodmap", "-e", f"keycode {before.code} = F9", "-e", f"keycode {after.code} = NoSymbol")
        hold_until_it_is_the_hotkey(backend, keys, heard, before.code)
        keys.tap(after.code)
        settle(keys, heard, before)
        assert heard.nothing_more()


def test_a_key_that_the_layout_loses_stays_where_the_finger_knows_it(own: Desktop) -> None:
    heard = Heard()
    captured: queue.SimpleQueue[Key] = queue.SimpleQueue()
    with keyboard(own.display) as keys, listening(own.display, "F9", heard) as (backend, key):
        backend.watch_cancel(True)
        end = backend.capture(captured.put)
        esc = keys.code("Escape")
        own.run("xmodmap", "-e", f"keycode {key.code} = NoSymbol", "-e", f"keycode {esc} = F20")
        wait_until(
            lambda: keys.tap(key.code) or captured.get(timeout=SOON).name == f"Key {key.code}",
            what="the new keymap",
        )
        end()
        assert (heard.next(), heard.next()) == (DOWN, UP)


@pytest.mark.parametrize(
    ("layout", "option"), [("de", ""), ("fr", ""), ("ru", ""), ("us,ru", "grp:alt_shift_toggle"), ("jp", "")]
)
def test_every_key_has_a_name_that_leads_back_to_it_in_any_layout(own: Desktop, layout: str, option: str) -> None:
    own.run("setxkbmap", "-layout", layout, "-option", option)
    backend = X11Hotkey(own.display)
    assert backend.resolve("Right Ctrl").code == 105
    assert backend.resolve("Right Alt").code == 108
    assert backend.resolve("F9").code == 75


@contextmanager
def server(*options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A bare X server: its display, and the process."""
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-nolisten", "tcp", "-noreset", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        try:
            yield f":{process.stdout.readline().strip()}", process
        finally:
            process.kill()


def test_the_end_of_the_server_is_reported_once() -> None:
    heard, captured = Heard(), Heard()
    with server() as (display, process):
        backend = X11Hotkey(display)
        backend.start({Role.TALK: backend.resolve("F9")}, heard.sink)
        end = backend.capture(captured.edges.put)
        process.kill()
        process.wait()
        assert heard.lost.get(timeout=SOON) == LOST
        assert backend.is_physically_down() is None
        assert backend.is_physically_down() is None
        end()
        backend.stop()
        backend.stop()
        assert heard.nothing_more()
        with pytest.raises(HotkeyUnavailable, match="cannot be reached"):
            backend.start({Role.TALK: Key("F9", 75)}, heard.sink)


def test_a_server_that_cannot_send_raw_events_is_refused() -> None:
    with server("-extension", "Generic Event Extension") as (display, _):
        backend = X11Hotkey(display)
        key = backend.resolve("F9")
        with pytest.raises(HotkeyUnavailable, match=r"no XInput 2\.2.*`holdfast toggle`"):
            backend.start({Role.TALK: key}, Heard().sink)
        assert backend.is_physically_down() is None

"""The watch on a bus with a logind and screen savers on it."""

import queue
import time
from pathlib import Path

import pytest

from app.dbus import bus as bus_module
from app.machine import watch as watch_module
from app.machine.events import MachineEvent
from app.machine.watch import MachineWatch
from rig.computer import computer, until_waiting
from rig.desktop import wait_until

PATIENCE_S = 20.0


class Ears:
    def __init__(self):
        self._heard = queue.SimpleQueue()
        self.watch = MachineWatch(self._heard.put)

    def next(self):
        return self._heard.get(timeout=PATIENCE_S)

    def nothing(self):
        return self._heard.empty()


@pytest.fixture
def ears():
    ears = Ears()
    yield ears
    ears.watch.stop()


@pytest.fixture
def machine(tmp_path, monkeypatch):
    with computer(tmp_path) as (machine, environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield machine


def listening(machine):
    """Behind everything that is asked at the beginning."""
    wait_until(lambda: any(asked[-1] == "LockedHint" for asked in machine.asked), what="the watch to listen")


def test_the_computer_waits_until_the_last_words_are_through(ears, machine):
    ears.watch.start()
    until_waiting(machine)
    assert machine.asked[0] == ("Inhibit", "sleep", "Holdfast", "The last words are still on their way", "delay")
    listening(machine)
    machine.fall_asleep()
    assert ears.next() is MachineEvent.FALLS_ASLEEP
    assert machine.waits
    ears.watch.ready_to_sleep()
    until_waiting(machine, False)
    machine.awake()
    assert ears.next() is MachineEvent.AWOKE
    until_waiting(machine)  # for the next time
    ears.watch.stop()
    until_waiting(machine, False)


def test_the_lock_is_said_once_whoever_tells_of_it(ears, machine):
    ears.watch.start()
    listening(machine)
    machine.ask_to_lock(True)
    machine.lock(True)
    machine.cover_screen(True)
    assert ears.next() is MachineEvent.LOCKED
    machine.lock(False)
    assert ears.next() is MachineEvent.UNLOCKED
    machine.ask_to_lock(True)
    assert ears.next() is MachineEvent.LOCKED
    machine.ask_to_lock(False)
    assert ears.next() is MachineEvent.UNLOCKED
    assert ears.nothing()


@pytest.mark.parametrize("desktop", ["org.freedesktop", "org.gnome", "org.cinnamon", "org.mate", "org.xfce"])
def test_screen_savers_tell_it_too(ears, machine, desktop):
    machine.graphical = False
    ears.watch.start()
    wait_until(lambda: ("GetSessionByPID", 0) in machine.asked, what="logind to be asked")

    def covered():  # the session bus has a thread of its own, which nobody can see listening
        machine.cover_screen(True, desktop)
        return not ears.nothing()

    wait_until(covered, what="the lock to be heard")
    assert ears.next() is MachineEvent.LOCKED
    machine.cover_screen(False, desktop)
    assert ears.next() is MachineEvent.UNLOCKED


def test_a_session_that_is_locked_already(ears, machine):
    machine.locked = True
    ears.watch.start()
    assert ears.next() is MachineEvent.LOCKED


def test_a_bus_that_goes_and_comes_back(ears, tmp_path, monkeypatch):
    monkeypatch.setattr(bus_module, "AGAIN_S", 0.05)
    home = tmp_path / "first"
    with computer(home) as (machine, environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        ears.watch.start()
        listening(machine)
    with computer(tmp_path / "second") as (machine, environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        listening(machine)
        machine.fall_asleep()
        assert ears.next() is MachineEvent.FALLS_ASLEEP


def test_that_there_is_no_bus_is_logged_once(ears, monkeypatch, caplog):
    monkeypatch.setattr(bus_module, "AGAIN_S", 0.01)
    tries = []
    opened = bus_module.open_dbus_connection
    monkeypatch.setattr(
        bus_module, "open_dbus_connection", lambda *what, **more: (tries.append(what), opened(*what, **more))
    )
    for name in ("DBUS_SYSTEM_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.setenv(name, "unix:path=/nowhere")
    with caplog.at_level("INFO"):
        ears.watch.start()
        wait_until(lambda: len(tries) > 9, what="some tries")
    assert sorted(each.getMessage() for each in caplog.records if "bus" in each.getMessage()) == [
        "No session bus (FileNotFoundError)",
        "No system bus (FileNotFoundError)",
    ]


@pytest.mark.parametrize("address", ["unix:path=/nowhere", "tcp:host=localhost,port=1", "nonsense", None])
def test_no_bus_is_no_error(ears, monkeypatch, address):
    for name in ("DBUS_SYSTEM_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS"):
        if address:
            monkeypatch.setenv(name, address)
        else:
            monkeypatch.delenv(name, raising=False)
    ears.watch.start()
    ears.watch.ready_to_sleep()
    ears.watch.stop()
    assert ears.nothing()


def test_a_sleep_that_nobody_told_of_is_noticed_at_the_next_look(ears, monkeypatch):
    slept = 0.0
    real = time.clock_gettime

    def clock(which):
        return real(which) + (slept if which == time.CLOCK_BOOTTIME else 0.0)

    monkeypatch.setattr(watch_module.time, "clock_gettime", clock)
    ears.watch._slept()
    ears.watch.look()
    assert ears.nothing()
    slept = 60.0
    ears.watch.look()
    assert ears.next() is MachineEvent.AWOKE
    ears.watch.look()
    assert ears.nothing()


def test_stopping_leaves_no_descriptor(ears, machine):
    before = len(list(Path("/proc/self/fd").iterdir()))
    ears.watch.start()
    listening(machine)
    until_waiting(machine)
    assert len(list(Path("/proc/self/fd").iterdir())) > before
    ears.watch.stop()
    # What is left is the rig's end of the pipe.
    wait_until(lambda: len(list(Path("/proc/self/fd").iterdir())) <= before + 1, what="everything to be closed")

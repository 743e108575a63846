from dataclasses import dataclass, field

import pytest

from app.machine.events import MachineEvent
from app.vigil import Vigil


@dataclass
class Program:
    """A program that notes what is asked of it."""

    at_rest: bool = True
    done: list[str] = field(default_factory=list)

    def end_speaking(self):
        self.done.append("end speaking")

    def ask_for_key(self):
        self.done.append("ask for key")

    def look_again(self):
        self.done.append("look again")

    def ready_to_sleep(self):
        self.done.append("ready to sleep")


@pytest.fixture
def program():
    return Program()


@pytest.fixture
def vigil(program):
    return Vigil(program, program)


def test_a_computer_that_falls_asleep_over_nothing_need_not_wait(vigil, program):
    vigil.take(MachineEvent.FALLS_ASLEEP)
    assert program.done == ["end speaking", "ready to sleep"]


def test_it_waits_for_the_last_words(vigil, program):
    program.at_rest = False
    vigil.take(MachineEvent.FALLS_ASLEEP)
    vigil.settled()
    assert program.done == ["end speaking"]
    program.at_rest = True
    vigil.settled()
    vigil.settled()
    assert program.done == ["end speaking", "ready to sleep"]


def test_it_may_wake_before_they_came(vigil, program):
    program.at_rest = False
    vigil.take(MachineEvent.FALLS_ASLEEP)
    vigil.take(MachineEvent.AWOKE)
    program.at_rest = True
    vigil.settled()
    assert program.done == ["end speaking", "look again"]


def test_dictations_that_settle_are_no_business_of_a_computer_that_is_awake(vigil, program):
    vigil.settled()
    assert program.done == []


def test_nothing_is_spoken_or_inserted_behind_a_lock(vigil, program):
    assert not vigil.locked
    vigil.take(MachineEvent.LOCKED)
    assert vigil.locked
    assert program.done == ["end speaking"]
    vigil.take(MachineEvent.UNLOCKED)
    assert not vigil.locked
    assert program.done == ["end speaking", "ask for key"]

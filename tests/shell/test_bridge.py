"""app/bridge.py: what other threads say arrives on the Qt thread, in the order said; alarm clocks ring once."""

import threading
import time

from app.bridge import Bridge, QtDeadlines
from app.hotkey.backend import Edge, EdgeKind, Role
from app.messages import DeadlinePassed, MicrophoneLive
from audio.level import SILENT


def test_everything_arrives_on_the_qt_thread_in_the_order_said(qtbot):
    bridge, heard = Bridge(), []

    def hear(what):
        heard.append((what, threading.current_thread() is threading.main_thread()))

    bridge.take_input = bridge.take_level = bridge.take_edge = hear
    edge = Edge(Role.TALK, EdgeKind.DOWN, 1.0)
    said = [MicrophoneLive(1), SILENT, edge, "called"]

    def speak():
        bridge.report(said[0])
        bridge.level(said[1])
        bridge.edge(said[2])
        bridge.call(lambda: hear(said[3]))

    speaker = threading.Thread(target=speak)
    speaker.start()
    speaker.join()
    assert heard == []
    qtbot.waitUntil(lambda: len(heard) == 4)
    assert heard == [(each, True) for each in said]


def test_a_deadline_rings_once_and_a_newer_one_replaces_it(qtbot):
    rung = []
    clocks = QtDeadlines(time.monotonic, rung.append)
    now = time.monotonic()
    clocks.arm(1, now + 60)
    clocks.arm(1, now + 0.01)
    clocks.arm(2, now + 0.02)
    clocks.disarm(2)
    clocks.disarm(3)
    clocks.arm(4, now - 1)  # already over: rings at once
    qtbot.waitUntil(lambda: {each.dictation for each in rung} == {1, 4})
    qtbot.wait(30)
    assert sorted(each.dictation for each in rung) == [1, 4]
    assert all(isinstance(each, DeadlinePassed) and each.at >= now for each in rung)

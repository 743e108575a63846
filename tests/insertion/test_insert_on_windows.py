"""Insertion on Windows, against a stand-in that does what Windows' documentation says: not verified on Windows."""

import ctypes
import struct
import threading

import pytest

from app.insertion import sentences, windows_api
from app.insertion.messages import Chord, Memory
from app.insertion.one_clipboard import OneClipboardInserter
from app.insertion.receipt import Landed
from app.insertion.rules import FocusChanged, Manner, Policy
from app.insertion.windows import OPEN_TRIES, TYPED, WindowsSystem
from app.insertion.windows_formats import CF_UNICODETEXT
from app.insertion.windows_keys import UNICODE
from rig.systems.windows import HIGH, FakeWindows, Program

WORDS = "Grüße, 東京 😀 - naïve"
LONG = "word " * 50


class Rig:
    """An inserter on a stand-in, and what it said."""

    def __init__(self, qtbot, receipt_limit=3.0):
        self.qtbot = qtbot
        self.windows = FakeWindows()
        self.policy = Policy()
        self.system = WindowsSystem(self.windows)
        self.held = []
        self.receipts = []
        self.inserter = OneClipboardInserter(self.system, self.held.append, lambda: self.policy, receipt_limit)

    def remember(self):
        self.inserter.remember_clipboard()
        self.qtbot.waitUntil(lambda: self.inserter._memory.verdict is not Memory.PENDING)

    def insert(self, text, **more):
        self.inserter.insert(text, self.receipts.append, **more)

    def chord_sent(self, number=1):
        self.qtbot.waitUntil(lambda: len(self.windows.sent) >= number)

    def receipt(self, number=1):
        self.qtbot.waitUntil(lambda: len(self.receipts) >= number)
        return self.receipts[number - 1]

    def given_back(self, text):
        self.qtbot.waitUntil(lambda: self.windows.content.get(CF_UNICODETEXT) == (text + "\0").encode("utf-16-le"))


@pytest.fixture
def rig(qtbot):
    made = Rig(qtbot)
    yield made
    made.inserter.close()
    for thread in threading.enumerate():
        if thread.name == "clipboard":
            thread.join(5)
    assert made.windows.opened_by is None, "the clipboard stayed open"
    qtbot.wait(0)


def pasted(rig, text, program=None):
    """The whole way, with a program that works at once."""
    program = rig.windows.start(program or Program(7))
    rig.remember()
    sent, told = len(rig.windows.sent), len(rig.receipts)
    rig.insert(text)
    rig.chord_sent(sent + 1)
    rig.windows.work()
    return program, rig.receipt(told + 1)


# ------------------------------------------------------------------------------------------------ typing


def test_a_short_text_is_typed_and_only_said_to_be_sent(rig):
    rig.windows.copy_text("mine")
    program = rig.windows.start(Program(7))
    rig.insert(WORDS)
    receipt = rig.receipt()
    rig.windows.work()
    assert program.text == WORDS
    assert (receipt.landed, receipt.reason) == (Landed.SENT, "")
    assert rig.windows.text() == "mine"
    assert len(rig.windows.sent) == 1, "in one batch"


def test_the_longest_text_that_is_typed(rig):
    rig.windows.start(Program(7))
    rig.insert("x" * TYPED)
    assert rig.receipt().landed is Landed.SENT
    assert all(key.flags & UNICODE for key in rig.windows.sent[0])
    program, receipt = pasted(rig, "x" * (TYPED + 1))
    assert (receipt.landed, program.text) == (Landed.INSERTED, "x" * (TYPED + 1))


@pytest.mark.parametrize("text", ["two\nlines", "a\ttab"])
def test_a_text_that_would_press_keys_is_pasted(rig, text):
    program, receipt = pasted(rig, text)
    assert (program.text, receipt.landed) == (text, Landed.INSERTED)


def test_a_rule_may_have_everything_typed(rig):
    rig.policy = Policy({"NOTEPAD.EXE": Manner.TYPE})
    program = rig.windows.start(Program(7))
    rig.insert(f"{LONG}\n\t!")
    assert rig.receipt().landed is Landed.SENT
    rig.windows.work()
    assert program.text == f"{LONG}\n\t!"


def test_a_rule_may_have_nothing_typed(rig):
    rig.policy = Policy({"notepad": Manner.CTRL_SHIFT_V})
    program, receipt = pasted(rig, "short")
    assert (program.text, receipt.landed) == ("short", Landed.INSERTED)


@pytest.mark.parametrize(("taken", "reason"), [(0, sentences.TYPING_REFUSED), (5, sentences.TYPED_IN_PART)])
def test_what_windows_did_not_take_is_on_the_clipboard(rig, taken, reason):
    rig.windows.start(Program(7))
    rig.windows.taken_at_most = taken
    rig.insert("short")
    receipt = rig.receipt()
    assert (receipt.landed, receipt.reason) == (Landed.COPIED, reason)
    assert rig.windows.text() == "short"


# ------------------------------------------------------------------------------------------------ pasting


def test_the_targets_read_is_the_receipt_and_the_clipboard_is_given_back(rig):
    rig.windows.copy_text("mine")
    program, receipt = pasted(rig, LONG)
    assert (program.text, receipt.landed, receipt.note) == (LONG, Landed.INSERTED, "")
    rig.given_back("mine")


def test_histories_are_told_to_look_away_while_the_text_is_there_but_not_from_what_is_given_back(rig):
    rig.windows.copy_text("mine")
    rig.windows.start(Program(7))
    rig.remember()
    rig.insert(LONG)
    rig.chord_sent()
    there = rig.windows.there()
    assert "ExcludeClipboardContentFromMonitorProcessing" in there
    assert there["CanIncludeInClipboardHistory"] == there["CanUploadToCloudClipboard"] == struct.pack("<I", 0)
    rig.windows.work()
    rig.given_back("mine")
    assert list(rig.windows.content) == [CF_UNICODETEXT]


def test_a_program_that_takes_its_time_gets_the_text_and_not_the_old_one(rig, qtbot):
    rig.windows.copy_text("mine")
    program = rig.windows.start(Program(7))
    rig.remember()
    rig.insert(LONG)
    rig.chord_sent()
    qtbot.wait(300)
    assert not rig.receipts
    rig.windows.work()
    assert (rig.receipt().landed, program.text) == (Landed.INSERTED, LONG)


def test_every_format_is_given_back(rig):
    mine = {CF_UNICODETEXT: b"m\0\0\0", "HTML Format": b"<b>m", 15: b"files", 2: b"a handle", "DataObject": b"theirs"}
    rig.windows.copy(mine)
    pasted(rig, LONG)
    rig.qtbot.waitUntil(lambda: "HTML Format" in rig.windows.there())
    assert rig.windows.there() == {CF_UNICODETEXT: b"m\0\0\0", "HTML Format": b"<b>m", 15: b"files"}


def test_an_empty_clipboard_is_given_back_empty(rig):
    pasted(rig, LONG)
    rig.qtbot.waitUntil(lambda: not rig.windows.content)


def test_the_original_survives_dictations_back_to_back(rig):
    rig.windows.copy_text("mine")
    pasted(rig, LONG)
    program, receipt = pasted(rig, LONG.upper(), Program(8))
    assert (program.text, receipt.landed) == (LONG.upper(), Landed.INSERTED)
    rig.given_back("mine")


def test_what_the_user_copies_meanwhile_wins(rig):
    rig.windows.copy_text("mine")
    program = rig.windows.start(Program(7))
    rig.remember()
    rig.insert(LONG)
    rig.chord_sent()
    rig.windows.work()
    rig.receipt()
    rig.windows.copy_text("newer")
    rig.qtbot.waitUntil(lambda: not rig.inserter._in_transit)
    assert (program.text, rig.windows.text()) == (LONG, "newer")


def test_a_copy_before_the_target_read_is_no_success(qtbot):
    rig = Rig(qtbot, receipt_limit=0.05)
    rig.windows.start(Program(7))
    rig.remember()
    rig.insert(LONG)
    rig.chord_sent()
    rig.windows.copy_text("newer")
    receipt = rig.receipt()
    assert (receipt.landed, receipt.reason) == (Landed.NOWHERE, sentences.TAKEN)
    assert rig.windows.text() == "newer"
    rig.inserter.close()


def test_without_a_read_the_text_stays_on_the_clipboard(qtbot):
    rig = Rig(qtbot, receipt_limit=0.05)
    rig.windows.start(Program(7))
    rig.insert(LONG)
    receipt = rig.receipt()
    assert (receipt.landed, receipt.reason) == (Landed.COPIED, sentences.NO_RECEIPT)
    assert rig.windows.text() == LONG
    assert "CanIncludeInClipboardHistory" not in rig.windows.there()
    rig.inserter.close()


def test_a_read_by_somebody_else_is_not_certain(qtbot):
    rig = Rig(qtbot, receipt_limit=0.05)
    rig.windows.start(Program(8, "manager.exe"))
    rig.windows.start(Program(7))
    rig.insert(LONG)
    rig.chord_sent()
    rig.windows.read_text(8)
    receipt = rig.receipt()
    assert (receipt.landed, receipt.reason) == (Landed.COPIED, sentences.UNCERTAIN)
    rig.inserter.close()


def test_looking_where_the_next_text_will_go_does_not_change_who_got_this_one(rig):
    target = rig.windows.start(Program(7))
    rig.remember()
    rig.insert(LONG)
    rig.chord_sent()
    rig.windows.start(Program(8))
    assert rig.inserter.aim() is not None
    rig.windows.front = target
    rig.windows.work()
    assert (rig.receipt().landed, target.text) == (Landed.INSERTED, LONG)


def test_a_window_that_went_just_before_the_chord_read_nothing():
    windows = FakeWindows()
    system, heard = WindowsSystem(windows), []
    assert system.offer("words", heard.append)
    system.send(Chord.CTRL_V)
    windows.programs[8] = Program(8)
    assert windows.read_text(8) == "words"
    assert heard == [False]


def test_a_read_by_nobody_knows_whom_is_only_said_to_be_sent(rig):
    program, receipt = pasted(rig, LONG, Program(7, opens_for_a_window=False))
    assert (program.text, receipt.landed) == (LONG, Landed.SENT)


def test_a_store_app_reads_in_another_process_than_its_window(rig):
    rig.windows.programs[70] = Program(70)
    program, receipt = pasted(rig, LONG, Program(7, "ApplicationFrameHost.exe", inner_process=70))
    assert (program.text, receipt.landed) == (LONG, Landed.INSERTED)


@pytest.mark.parametrize(
    ("program", "key"),
    [
        (Program(7, "cmd.exe", "ConsoleWindowClass"), 0x2D),
        (Program(7, "WindowsTerminal.exe", "CASCADIA_HOSTING_WINDOW_CLASS"), 0x2D),
        (Program(7, "mintty.exe", "mintty"), 0x2D),
        (Program(7, "alacritty.exe", "Window Class"), 0x56),
    ],
    ids=lambda value: getattr(value, "executable", ""),
)
def test_terminals_are_pasted_into_with_what_they_know(rig, program, key):
    program, receipt = pasted(rig, "short", program)
    assert (program.text, receipt.landed) == ("short", Landed.INSERTED)
    assert key in [each.code for each in rig.windows.sent[0]]
    assert 0x10 in [each.code for each in rig.windows.sent[0]], "with Shift"


def test_a_chord_that_windows_took_half_of_leaves_no_key_down(rig):
    program = rig.windows.start(Program(7))
    rig.windows.taken_at_most = 2
    rig.insert(LONG)
    receipt = rig.receipt()
    assert (receipt.landed, receipt.reason) == (Landed.COPIED, sentences.NOT_SENT)
    rig.windows.work()
    assert program.text == LONG, "the half was the whole chord: read, but nobody can know"


# ------------------------------------------------------------------------------------------------ what is in the way


def test_modifiers_that_are_held_are_named_and_waited_for(rig):
    program = rig.windows.start(Program(7))
    rig.windows.down = {0xA1, 0x5B}
    rig.insert("short")
    assert rig.held == [("Shift", "Win")]
    rig.windows.down = {0xA1}
    rig.qtbot.waitUntil(lambda: len(rig.held) == 2)
    rig.windows.down = set()
    assert rig.receipt().landed is Landed.SENT
    rig.windows.work()
    assert (program.text, rig.held[-1]) == ("short", ())


@pytest.mark.parametrize("program", [Program(7, integrity=HIGH), Program(7, may_be_asked=False)])
def test_a_program_above_us_is_not_typed_into(rig, program):
    rig.windows.start(program)
    rig.insert("short")
    receipt = rig.receipt()
    assert (receipt.landed, receipt.reason) == (Landed.COPIED, sentences.ELEVATED)
    assert (rig.windows.sent, rig.windows.text()) == ([], "short")


def test_without_a_window_in_front_the_text_is_copied(rig):
    rig.insert("short")
    assert (rig.receipt().landed, rig.receipt().reason) == (Landed.COPIED, sentences.NO_FOCUS)
    assert rig.inserter.aim() is None


def test_another_program_than_at_the_release(rig):
    rig.policy = Policy(focus_changed=FocusChanged.HOLD)
    rig.windows.start(Program(7))
    aim = rig.inserter.aim()
    rig.insert("one", aim=aim)
    assert rig.receipt().landed is Landed.SENT
    rig.windows.start(Program(8))
    rig.insert("two", aim=aim)
    assert (rig.receipt(2).landed, rig.receipt(2).reason) == (Landed.COPIED, sentences.FOCUS_CHANGED)


def test_a_password_manager_gets_nothing(rig):
    rig.windows.copy_text("secret")
    rig.windows.start(Program(7, "KeePassXC.exe"))
    rig.insert("short")
    assert rig.receipt().landed is Landed.NOWHERE
    assert rig.windows.text() == "secret"


# ------------------------------------------------------------------------------------------------ the clipboard


def test_a_clipboard_that_others_have_open_is_tried_again(rig):
    rig.windows.start(Program(7))
    rig.remember()
    rig.windows.busy = 3
    rig.insert(LONG)
    rig.chord_sent()
    assert rig.windows.pauses == 3


def test_a_clipboard_that_stays_open_is_not_taken_and_nothing_is_pasted(rig):
    rig.windows.start(Program(7))
    rig.remember()
    rig.windows.busy = 10 * OPEN_TRIES
    rig.insert(LONG)
    assert (rig.receipt().landed, rig.receipt().reason) == (Landed.NOWHERE, sentences.REFUSED)
    assert rig.inserter.copy("copy").landed is Landed.NOWHERE
    rig.windows.busy = 0


def test_an_owner_that_does_not_give_what_it_offers_costs_a_note(rig):
    rig.windows.copy({CF_UNICODETEXT: b"m\0\0\0", "FileContents": b"unreadable"})
    rig.windows.unreadable = {rig.windows.register_format("FileContents")}
    _, receipt = pasted(rig, LONG)
    assert (receipt.landed, receipt.note) == (Landed.INSERTED, sentences.CLIPBOARD_LOST)
    rig.given_back("m")


def test_what_is_too_large_to_keep_is_not_overwritten_but_typing_needs_no_room(rig):
    rig.windows.copy({CF_UNICODETEXT: b"m\0\0\0", "Huge": bytes(33 * 1024 * 1024)})
    rig.windows.start(Program(7))
    rig.remember()
    rig.insert(LONG)
    assert (rig.receipt().landed, rig.receipt().reason) == (Landed.NOWHERE, sentences.TOO_LARGE)
    rig.insert("short")
    assert rig.receipt(2).landed is Landed.SENT
    assert rig.windows.text() == "m"


def test_an_owner_that_hangs_holds_up_nothing(rig):
    release = threading.Event()

    def hang(number):
        release.wait(20)
        return b"m\0\0\0"

    rig.windows.copy_text("mine")
    rig.windows.get_data = hang
    rig.windows.start(Program(7))
    rig.remember()  # gives up: the thread is still reading, and so has the clipboard open
    rig.insert("short")
    assert rig.receipt().landed is Landed.SENT
    rig.insert(LONG)
    assert (rig.receipt(2).landed, rig.receipt(2).reason) == (Landed.NOWHERE, sentences.REFUSED)
    release.set()


# ------------------------------------------------------------------------------------------------ the rest


def test_a_text_to_hold_or_to_copy_is_the_users(rig):
    rig.inserter.hold("held", rig.receipts.append, "why")
    assert (rig.receipt().landed, rig.receipt().reason) == (Landed.COPIED, "why")
    assert rig.windows.text() == "held"
    assert rig.inserter.copy("copied").landed is Landed.COPIED
    pasted(rig, LONG)
    rig.given_back("copied")


def test_a_clipboard_that_cannot_be_opened_to_be_read_costs_a_note(rig):
    rig.windows.copy_text("mine")
    rig.windows.start(Program(7))
    rig.windows.busy = OPEN_TRIES
    rig.remember()
    assert rig.inserter._memory.verdict is Memory.PARTIAL
    assert rig.windows.text() == "mine"


def test_copying_takes_the_clipboard_from_a_text_in_transit(rig):
    rig.windows.start(Program(7))
    rig.remember()
    rig.insert(LONG)
    rig.chord_sent()
    assert rig.inserter.copy("wanted").landed is Landed.COPIED
    assert (rig.receipt().landed, rig.receipt().reason) == (Landed.NOWHERE, sentences.TAKEN)
    assert rig.windows.text() == "wanted"


def test_closing_leaves_the_text_and_gives_the_window_back(rig):
    rig.windows.start(Program(7))
    rig.remember()
    rig.insert(LONG)
    rig.chord_sent()
    rig.inserter.close()
    rig.inserter.close()
    assert (rig.receipt().landed, rig.receipt().reason) == (Landed.COPIED, sentences.CLOSED_COPIED)
    assert rig.windows.text() == LONG
    assert rig.windows.destroyed == [101]
    rig.insert("late")
    assert rig.receipt(2).landed is Landed.NOWHERE
    assert rig.inserter.copy("late").landed is Landed.NOWHERE
    assert rig.inserter.aim() is None
    rig.inserter.remember_clipboard()


def test_a_store_of_formats_that_nobody_promised_is_not_rendered(rig):
    rig.windows.render(CF_UNICODETEXT)
    rig.windows.render(1)


def test_the_doctor_hears_what_works(rig):
    assert rig.inserter.condition().works
    assert "not into one that runs as administrator" in rig.inserter.condition().text
    rig.windows.ours = HIGH
    assert "administrator" not in rig.inserter.condition().text


def test_structures_are_as_large_as_windows_says():
    """sizeof on 64 bits, from the headers of mingw-w64."""
    sizes = [ctypes.sizeof(each) for each in (windows_api.KeyboardInput, windows_api.MouseInput, windows_api.Input)]
    assert sizes == [24, 32, 40]
    assert ctypes.sizeof(windows_api.WindowClass) == 72

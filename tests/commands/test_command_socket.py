"""The server in a process of its own, met by friends, strangers and vandals."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.command_client import send
from app.command_protocol import MAX_LINE
from app.command_socket import SERVED_AT_ONCE
from rig.command_app import command_app, environment
from rig.desktop import wait_until

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@pytest.fixture
def runtime(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator["subprocess.Popen[str]"]:
    """One server for all tests that must not hurt it."""
    runtime = tmp_path_factory.mktemp("run")
    with command_app(runtime) as process:
        process.address = f"{runtime}/holdfast/command.sock"
        yield process


def handled(address: str) -> list[str]:
    """What the server was told, but for status."""
    reply = send("status", 20, address)
    assert reply.ok, reply.error
    commands = reply.values["handled"]
    assert isinstance(commands, list)
    return [command for command in commands if command != "status"]


def talk(address: str, sent: bytes) -> bytes:
    """Say any bytes and listen until the other side closes."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(20)
        connection.connect(address)
        with suppress(BrokenPipeError):  # it has had enough; what it said before can still be read
            connection.sendall(sent)
        answer = b""
        with suppress(ConnectionResetError):
            while more := connection.recv(4096):
                answer += more
        return answer


# ---------------------------------------------------------------------------------------------- one instance


def test_a_second_start_shows_the_first_and_is_done(runtime) -> None:
    with command_app(runtime) as first, command_app(runtime) as second:
        assert first.first_line == "listening"
        assert second.first_line == "handed over:"
        assert second.wait(10) == 0
        assert handled(f"{runtime}/holdfast/command.sock") == ["show"]


def test_after_sigkill_the_next_start_takes_over(runtime) -> None:
    with command_app(runtime) as first:
        first.send_signal(signal.SIGKILL)
        first.wait(10)
    assert (runtime / "holdfast" / "command.sock").is_socket()  # left behind, and in nobody's way
    with command_app(runtime) as second:
        assert second.first_line == "listening"
        assert handled(f"{runtime}/holdfast/command.sock") == []


def test_a_start_while_the_first_is_stopped_says_that_it_does_not_answer(runtime) -> None:
    with command_app(runtime) as first:
        first.send_signal(signal.SIGSTOP)
        reply = send("press", 0.2, f"{runtime}/holdfast/command.sock")
        first.send_signal(signal.SIGCONT)
        assert (reply.answered, reply.exit_code) == (False, 2)
        assert "did not answer within 0.2 seconds" in reply.error


def test_quit_is_answered_and_leaves_nothing_listening(runtime) -> None:
    address = f"{runtime}/holdfast/command.sock"
    with command_app(runtime) as process:
        assert send("quit", 10, address).ok
        assert process.wait(10) == 0
    assert not Path(address).exists()
    reply = send("press", 10, address)
    assert (reply.error, reply.exit_code) == ("Holdfast is not running. Start it with: holdfast", 2)


def test_a_folder_that_cannot_be_used_is_named(runtime) -> None:
    (runtime / "holdfast").touch()
    done = subprocess.run(
        [sys.executable, "-m", "rig.command_app"], env=environment(runtime), capture_output=True, text=True, timeout=20
    )
    assert done.returncode == 1
    assert f"FolderError: {runtime}/holdfast cannot be used (File exists)" in done.stderr


# ---------------------------------------------------------------------------------------------- who may talk


def test_only_the_user_can_enter_the_folder_and_the_socket(running) -> None:
    path = Path(running.address)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert stat.S_IMODE((path.with_suffix(".lock")).stat().st_mode) & 0o077 == 0


STRANGER = """
import os, socket, sys
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
connection = socket.socket(socket.AF_UNIX)
connection.settimeout(20)
try:
    connection.connect(sys.argv[1])
    connection.sendall(b"press\\n")
    print("answered", connection.recv(100))
except OSError as error:
    print(type(error).__name__)
"""


def open_doors(folder: Path) -> None:
    """Let everybody in, as far as pytest's own folders are in the way."""
    for each in (folder, *folder.parents):
        if "pytest-of" in str(each):
            each.chmod(0o755)


def stranger(address: str) -> str:
    """What another user meets."""
    command = [sys.executable, "-I", "-c", STRANGER, address]  # begins as root: the interpreter may be in root's home
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout.strip()


@as_root
def test_another_user_is_kept_out_by_the_folder(runtime) -> None:
    open_doors(runtime)
    with command_app(runtime):
        address = f"{runtime}/holdfast/command.sock"
        assert stranger(address) == "PermissionError"
        assert handled(address) == []


@as_root
def test_another_user_is_not_believed_even_with_the_doors_open(runtime) -> None:
    open_doors(runtime)
    with command_app(runtime):
        address = f"{runtime}/holdfast/command.sock"
        Path(address).parent.chmod(0o755)
        Path(address).chmod(0o777)
        assert stranger(address) in ("answered b''", "ConnectionResetError", "BrokenPipeError")
        assert handled(address) == []


@as_root
def test_a_socket_of_another_user_is_not_talked_to(tmp_path) -> None:
    with socket.socket(socket.AF_UNIX) as theirs:
        theirs.bind(str(tmp_path / "s"))
        theirs.listen()
        os.chown(tmp_path / "s", 65534, 65534)
        reply = send("press", 1, str(tmp_path / "s"))
    assert not reply.answered
    assert "belongs to another user" in reply.error


# ---------------------------------------------------------------------------------------------- what is said


def test_a_refusal_is_a_sentence_and_an_exit_code(running) -> None:
    reply = send("cancel", 10, running.address)
    assert (reply.answered, reply.error, reply.exit_code) == (True, "There is no dictation to cancel.", 1)


def test_a_bug_in_the_app_costs_the_answer_and_nothing_else(runtime) -> None:
    with command_app(runtime):
        address = f"{runtime}/holdfast/command.sock"
        reply = send("toggle", 20, address)
        assert (reply.answered, reply.exit_code) == (False, 2)
        assert "broke off without an answer" in reply.error
        assert handled(address) == ["toggle"]


def test_a_client_that_does_not_wait_is_still_obeyed(running) -> None:
    before = handled(running.address).count("show")
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(running.address)
        connection.sendall(b"show\n")
    wait_until(lambda: handled(running.address).count("show") == before + 1, what="the command")


def test_a_line_in_pieces_is_a_line(running) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(20)
        connection.connect(running.address)
        for piece in (b"re", b"leas", b"e", b"\n"):
            connection.sendall(piece)
        assert connection.recv(100) == b'{"ok": true}\n'


def test_half_a_line_is_never_obeyed(runtime) -> None:
    with command_app(runtime):
        address = f"{runtime}/holdfast/command.sock"
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(address)
            connection.sendall(b"press")
        assert talk(address, b"press") == b""  # the server hangs up when its patience is over
        assert handled(address) == []


def test_only_the_first_line_counts(running) -> None:
    before = handled(running.address)
    assert talk(running.address, b"show\npress\npress\n") == b'{"ok": true}\n'
    assert handled(running.address) == [*before, "show"]


def test_a_line_without_an_end_is_cut_off_with_a_sentence(running) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(20)
        connection.connect(running.address)
        connection.sendall(b"x" * MAX_LINE)
        answer = json.loads(connection.recv(1000))
    assert answer == {"ok": False, "error": f"No command is longer than {MAX_LINE} bytes."}
    talk(running.address, b"x" * 5_000_000)
    assert send("status", 20, running.address).ok


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2 * MAX_LINE))
@example(b"\x00\n")
@example(b"\xff\xfe\n")
@example(b'{"command": "press"}\n')
@example(b"press " + b"9" * 40 + b"\n")
def test_any_bytes_leave_the_app_alive(running, sent: bytes) -> None:
    ended = sent if b"\n" in sent else sent + b"\n"  # without an end of line it would only wait out its patience
    answer = talk(running.address, ended)
    if answer:
        assert isinstance(json.loads(answer)["ok"], bool)
    assert send("status", 20, running.address).ok


def test_silent_clients_are_bounded_and_sent_away(running) -> None:
    descriptors = Path(f"/proc/{running.pid}/fd")
    before = len(list(descriptors.iterdir()))
    crowd = []
    for _ in range(64):
        connection = socket.socket(socket.AF_UNIX)
        connection.setblocking(False)
        try:
            connection.connect(running.address)
        except BlockingIOError:  # the system's queue is full
            connection.close()
            break
        crowd.append(connection)
    assert len(crowd) > SERVED_AT_ONCE + 32
    with ThreadPoolExecutor(1) as pool:
        reply = pool.submit(send, "status", 60, running.address)
        most = 0
        while not reply.done():
            most = max(most, len(list(descriptors.iterdir())) - before)
            wait([reply], timeout=0.01)
    assert reply.result().ok
    assert most <= SERVED_AT_ONCE + 32  # Qt itself takes 30 more from the queue
    for connection in crowd:
        connection.close()


def test_two_hundred_clients_at_once_are_all_served(running) -> None:
    before = handled(running.address).count("show")
    with ThreadPoolExecutor(200) as crowd:
        replies = list(crowd.map(lambda _: send("show", 60, running.address), range(200)))
    assert [reply.error for reply in replies] == [""] * 200
    assert handled(running.address).count("show") == before + 200


# ---------------------------------------------------------------------------------------------- order


def test_a_press_that_arrives_behind_its_own_release_does_not_stick(runtime) -> None:
    with command_app(runtime):
        address = f"{runtime}/holdfast/command.sock"
        now = time.clock_gettime(time.CLOCK_BOOTTIME)
        assert talk(address, b"release %.2f\n" % (now - 0.1)) == b'{"ok": true}\n'
        late = json.loads(talk(address, b"press %.2f\n" % (now - 0.3)))
        assert late == {"ok": True, "late": "The release of this press arrived before it."}
        assert talk(address, b"press %.2f\n" % now) == b'{"ok": true}\n'
        assert handled(address) == ["release", "press"]


def test_a_release_from_the_future_cannot_lock_the_key(runtime) -> None:
    with command_app(runtime):
        address = f"{runtime}/holdfast/command.sock"
        talk(address, b"release 99999999999\n")
        assert talk(address, b"press 1\n") == b'{"ok": true}\n'
        assert handled(address) == ["release", "press"]


def test_commands_without_a_time_are_taken_as_they_come(runtime) -> None:
    with command_app(runtime):
        address = f"{runtime}/holdfast/command.sock"
        for command in (b"release\n", b"press\n"):
            assert talk(address, command) == b'{"ok": true}\n'

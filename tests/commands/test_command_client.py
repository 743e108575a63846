"""The quick end: what it imports, what it says, and what it makes of nonsense."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.command_client import _process_start, run, send
from rig.command_app import command_app, environment

HEAVY = {"PySide6", "numpy", "asyncio", "dataclasses", "typing", "argparse", "inspect", "logging", "platformdirs"}


@contextmanager
def answering(path: Path, answer: bytes) -> Iterator[str]:
    """Something that is no Holdfast, and answers one client with these bytes."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def serve() -> None:
            with listener.accept()[0] as connection:
                connection.recv(100)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield str(path)
        thread.join()


@pytest.mark.parametrize("answer", [b"", b"\n", b"hello\n", b"[]\n", b"{}\n", b"null\n", b"\xff\n", b'{"ok": tr'])
def test_nonsense_is_no_answer(tmp_path, answer: bytes) -> None:
    with answering(tmp_path / "s", answer) as address:
        reply = send("press", 10, address)
    assert (reply.answered, reply.ok, reply.exit_code) == (False, False, 2)
    assert "Start it again." in reply.error


def test_a_no_without_a_reason_is_still_a_no(tmp_path) -> None:
    with answering(tmp_path / "s", b'{"ok": false}\n') as address:
        reply = send("press", 10, address)
    assert (reply.answered, reply.ok, reply.exit_code) == (True, False, 1)


def test_an_answer_carries_its_values(tmp_path) -> None:
    with answering(tmp_path / "s", b'{"ok": true, "state": "idle"}\n') as address:
        reply = send("status", 10, address)
    assert (reply.ok, reply.exit_code, reply.values) == (True, 0, {"state": "idle"})


def test_nobody_home_is_a_sentence(tmp_path) -> None:
    reply = send("press", 10, str(tmp_path / "nothing"))
    assert reply.error == "Holdfast is not running. Start it with: holdfast"


def test_a_dead_socket_is_nobody_home(tmp_path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
    assert send("press", 10, str(tmp_path / "s")).error.startswith("Holdfast is not running")


def test_what_is_no_socket_is_named(tmp_path) -> None:
    reply = send("press", 10, "x" * 300)
    assert not reply.answered
    assert reply.error.startswith("Holdfast cannot be reached at xxx")


def test_a_full_queue_is_waited_for_and_then_given_up(tmp_path) -> None:
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as first:
        listener.bind(str(tmp_path / "s"))
        listener.listen(0)
        first.connect(str(tmp_path / "s"))
        reply = send("press", 0.1, str(tmp_path / "s"))
    assert "did not answer within 0.1 seconds" in reply.error


def test_the_process_knows_when_it_was_started() -> None:
    started = _process_start()
    assert started is not None
    assert 0 < started <= time.clock_gettime(time.CLOCK_BOOTTIME)


def test_run_prints_the_answer_or_the_reason(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("HOLDFAST_HOME", raising=False)
    assert run("press") == 2
    assert capsys.readouterr() == ("", "Holdfast is not running. Start it with: holdfast\n")
    with command_app(tmp_path):
        assert run("press") == 0
        assert capsys.readouterr() == ("", "")
        assert run("cancel") == 1
        assert capsys.readouterr() == ("", "There is no dictation to cancel.\n")
        assert run("status") == 0
        out, err = capsys.readouterr()
        assert (json.loads(out)["state"], err) == ("idle", "")


def test_a_key_binding_pays_for_nothing_heavy(tmp_path) -> None:
    """`press` in a fresh interpreter, without site-packages: the standard library has to be enough."""
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from app.command_line import main
code = main(["press"])
print(code, sorted({HEAVY!r} & set(sys.modules)), "json" in sys.modules)
"""
    with command_app(tmp_path):
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", script], env=environment(tmp_path), capture_output=True, text=True
        )
    assert (done.stdout, done.stderr) == ("0 [] False\n", "")

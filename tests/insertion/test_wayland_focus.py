"""Which program has the focus, from what compositors answer on their sockets. sway's is checked on a real one by
./test --wayland; Hyprland's is from its documentation.
"""

import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.insertion.wayland_focus import Focus, Focused, HyprlandFocus, SwayFocus


@contextmanager
def compositor(path: Path, answer: bytes, asked: list[bytes]) -> Iterator[str]:
    """Answers one question so; notes it."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(str(path))
    server.listen()

    def serve() -> None:
        peer, _ = server.accept()
        with peer:
            asked.append(peer.recv(1000))
            peer.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield str(path)
    finally:
        thread.join(10)
        server.close()


def sway(tree: object) -> bytes:
    payload = json.dumps(tree).encode()
    return struct.pack("=6sII", b"i3-ipc", len(payload), 4) + payload


def look(kind: type[SwayFocus] | type[HyprlandFocus], folder: Path, answer: bytes) -> tuple[Focused | None, bytes]:
    asked: list[bytes] = []
    with compositor(folder / "socket", answer, asked) as path:
        focus: Focus = kind(path)
        found = focus.look()
    return found, asked[0]


def test_sway_tells_the_focused_window_wherever_it_is_in_the_tree(tmp_path: Path) -> None:
    window = {"focused": True, "pid": 7, "app_id": "foot", "shell": "xdg_shell", "nodes": []}
    other = {"focused": False, "pid": 6, "app_id": "other", "nodes": []}
    found, asked = look(SwayFocus, tmp_path, sway({"nodes": [other, {"nodes": [], "floating_nodes": [window]}]}))
    assert found == Focused(("foot",), 7)
    assert asked == b"i3-ipc" + struct.pack("=II", 0, 4)


def test_sway_tells_a_window_on_xwayland(tmp_path: Path) -> None:
    properties = {"class": "XTerm", "instance": "xterm"}
    window = {"focused": True, "pid": 8, "app_id": None, "shell": "xwayland", "window_properties": properties}
    assert look(SwayFocus, tmp_path, sway({"nodes": [window]}))[0] == Focused(("XTerm", "xterm"), 8, on_x11=True)


def test_an_empty_workspace_is_no_window(tmp_path: Path) -> None:
    assert look(SwayFocus, tmp_path, sway({"nodes": [{"focused": True, "type": "workspace", "nodes": []}]}))[0] is None


def test_hyprland_tells_the_focused_window(tmp_path: Path) -> None:
    answer = json.dumps({"class": "kitty", "pid": 9, "xwayland": False}).encode()
    assert look(HyprlandFocus, tmp_path, answer) == (Focused(("kitty",), 9), b"j/activewindow")


def test_hyprland_tells_that_there_is_none(tmp_path: Path) -> None:
    assert look(HyprlandFocus, tmp_path, b"{}")[0] is None


def test_what_cannot_be_asked_or_understood_is_some_window(tmp_path: Path) -> None:
    assert SwayFocus(str(tmp_path / "none")).look() == Focused()
    assert HyprlandFocus(str(tmp_path / "none")).look() == Focused()
    assert look(SwayFocus, tmp_path, b"nonsense")[0] == Focused()

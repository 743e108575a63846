"""A GTK window with one text view that has the focus, for the system's Python. Says the same as text_field.py.

Arguments: "3.0" or "4.0"; "selected" to start with the word "old", selected.
"""

import json
import sys
import time

import gi

version = sys.argv[1]
gi.require_version("Gtk", version)
from gi.repository import GLib, Gtk  # noqa: E402

loop = GLib.MainLoop()
if version == "3.0":
    Gtk.init([])
    window = Gtk.Window(title="target")
else:
    Gtk.init()
    window = Gtk.Window(title="target")
view = Gtk.TextView()
text = view.get_buffer()


def changed(buffer: object) -> None:
    everything = text.get_text(text.get_start_iter(), text.get_end_iter(), True)
    print(json.dumps({"at": time.monotonic(), "text": everything}), flush=True)


text.connect("changed", changed)
window.set_default_size(400, 200)
(window.add if version == "3.0" else window.set_child)(view)
if "selected" in sys.argv:
    text.set_text("old")
    text.select_range(text.get_start_iter(), text.get_end_iter())
(window.show_all if version == "3.0" else window.present)()
loop.run()

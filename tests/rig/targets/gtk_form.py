"""A GTK window for the system's Python: a field that has the focus, then a button, then a field for a password.

Argument: "3.0" or "4.0"; "terminal" for a VTE terminal instead, whose program repeats what it reads. Says {"text": what
is in the field} on each change.
"""

import json
import sys

import gi

version = sys.argv[1]
gi.require_version("Gtk", version)
from gi.repository import GLib, Gtk  # noqa: E402

Gtk.init([]) if version == "3.0" else Gtk.init()
window = Gtk.Window(title="target")
box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)


def add(widget: object) -> None:
    box.add(widget) if version == "3.0" else box.append(widget)


if "terminal" in sys.argv:
    gi.require_version("Vte", "2.91")
    from gi.repository import Vte

    terminal = Vte.Terminal()
    terminal.spawn_async(0, None, ["/bin/cat"], None, 0, None, None, -1, None, None)
    add(terminal)
else:
    for field in (Gtk.Entry(), Gtk.Entry(visibility=False) if version == "3.0" else Gtk.PasswordEntry()):
        field.connect("changed", lambda field: print(json.dumps({"text": field.get_text()}), flush=True))
        add(field)
    button = Gtk.Button(label="Press")
    add(button)
    if version == "3.0":
        box.reorder_child(button, 1)
    else:
        box.reorder_child_after(button, box.get_first_child())
(window.add if version == "3.0" else window.set_child)(box)
(window.show_all if version == "3.0" else window.present)()
GLib.MainLoop().run()

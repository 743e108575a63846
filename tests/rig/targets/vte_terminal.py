"""A window with a VTE terminal that has the focus, for the system's Python. Runs the command in its arguments."""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Vte", "2.91")
from gi.repository import GLib, Gtk, Vte  # noqa: E402

Gtk.init([])
window = Gtk.Window(title="target")
terminal = Vte.Terminal()
window.add(terminal)
terminal.spawn_async(
    Vte.PtyFlags.DEFAULT, None, sys.argv[1:], None, GLib.SpawnFlags.DEFAULT, None, None, -1, None, None
)
window.show_all()
GLib.MainLoop().run()

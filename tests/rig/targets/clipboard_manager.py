"""A clipboard manager of the simplest kind: reads every selection as text as soon as it has a new owner, and says so.

Argument: milliseconds to wait before it reads.
"""

import sys
import time

from Xlib import X
from Xlib.display import Display
from Xlib.ext import xfixes

wait = float(sys.argv[1]) / 1000
display = Display()
display.xfixes_query_version()
window = display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
property_, utf8 = display.intern_atom("READ"), display.intern_atom("UTF8_STRING")
for name in ("CLIPBOARD", "PRIMARY"):
    display.xfixes_select_selection_input(window, display.intern_atom(name), xfixes.XFixesSetSelectionOwnerNotifyMask)
display.sync()
print("ready", flush=True)
while True:
    event = display.next_event()
    if isinstance(event, xfixes.SelectionNotify):
        time.sleep(wait)
        window.convert_selection(event.selection, utf8, property_, X.CurrentTime)
    elif event.type == X.SelectionNotify and event.property:
        value = window.get_full_property(event.property, X.AnyPropertyType)
        print(bytes(value.value).decode("utf-8", "replace") if value else "", flush=True)

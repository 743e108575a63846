"""A program that owns CLIPBOARD and stops answering. Argument: where.

targets: it never answers anything. data: it says that it has text and a picture, and gives neither. picture: it gives
the text, but not the picture. pieces: it begins to give the text in pieces (INCR), and stops after the first. drip: it
goes on with a byte each 50 ms, for ever.
"""

import sys
import time

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.protocol.event import SelectionNotify

where = sys.argv[1]
display = Display()
window = display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
clipboard, targets, text, picture, incr = map(
    display.intern_atom, ("CLIPBOARD", "TARGETS", "UTF8_STRING", "image/png", "INCR")
)
window.set_selection_owner(clipboard, X.CurrentTime)
display.sync()
print("ready", flush=True)
while True:
    event = display.next_event()
    if event.type != X.SelectionRequest or where == "targets":
        continue
    asking, place = event.requestor, event.property
    if event.target == targets:
        asking.change_property(place, Xatom.ATOM, 32, [targets, text, picture])
    elif event.target == text and where == "picture":
        asking.change_property(place, text, 8, b"the text")
    elif event.target == text and where in ("pieces", "drip"):
        asking.change_attributes(event_mask=X.PropertyChangeMask)
        asking.change_property(place, incr, 32, [1000])
    else:
        continue
    asking.send_event(
        SelectionNotify(
            time=event.time, requestor=asking, selection=event.selection, target=event.target, property=place
        )
    )
    display.flush()
    while where in ("pieces", "drip") and event.target == text:
        change = display.next_event()
        if change.type == X.PropertyNotify and change.state == X.PropertyDelete:
            time.sleep(0.05 if where == "drip" else 0)
            asking.change_property(place, text, 8, b"x")
            display.flush()
            if where == "pieces":
                break

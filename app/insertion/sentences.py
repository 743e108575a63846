"""What the user is told when a text was not, or not certainly, inserted. Imports nothing of ours."""

import sys

PASTE = "Cmd+V" if sys.platform == "darwin" else "Ctrl+V"
"""What the user presses to paste."""

NOTHING_TO_INSERT = "There was no text to insert."
NO_RECEIPT = (
    "The program in front did not take the text. It is on the clipboard: "
    f"press {PASTE} there{'' if PASTE == 'Cmd+V' else ', or Ctrl+Shift+V in a terminal'}."
)
UNCERTAIN = f"It is not certain that the text arrived. If it is missing, it is on the clipboard: press {PASTE} there."
NO_FOCUS = f"No window has the focus. The text is on the clipboard: click where it belongs and press {PASTE}."
NOT_SENT = f"The text could not be inserted. It is on the clipboard: press {PASTE} where it belongs."
NO_PASTE_KEY = (
    "This keyboard layout lacks a key to paste with (Shift+Insert, Ctrl+V). "
    "The text is on the clipboard: paste it from the program's menu."
)
TAKEN = (
    "Another program took the clipboard while the text was being inserted. "
    "If the text is missing, copy it from the history."
)
REFUSED = "The clipboard could not be taken, so nothing was inserted. Copy the text from the history."
TOO_LARGE = (
    "The clipboard holds more than can be given back afterwards, so nothing was inserted over it. "
    "Copy the text from the history."
)
KEYS_HELD = (
    "{keys} stayed down, so the text was not inserted. It is on the clipboard: "
    f"let go of all keys, and press {PASTE} where it belongs."
)
TYPING_REFUSED = f"The system did not let Holdfast type there. The text is on the clipboard: press {PASTE} there."
TYPED_IN_PART = (
    "The system took only a part of the text, so it may not be whole. "
    "All of it is on the clipboard: remove what arrived, and paste it."
)
REST_HELD = (
    "Not all of the text was inserted while you spoke. The rest, from the first words that are in doubt on, is on the "
    "clipboard: press Ctrl+V where it belongs."
)
CAPS_LOCK = f"Caps Lock is on, so nothing was typed. The text is on the clipboard: press {PASTE} there."
NOT_ON_LAYOUT = (
    "This keyboard layout has no key for {characters}, so nothing was typed. "
    f"The text is on the clipboard: press {PASTE} there, or choose another way for this program in the settings."
)
RULE_COPY = f"Not inserted, by {{rule}}. The text is on the clipboard: press {PASTE} where it belongs."
RULE_NEVER = "Not inserted, by {rule}. The clipboard was not touched: copy the text from the history."
RULE_CHORD = "Pasted with {chord}, by {rule}."
RULE_TYPED = "Typed key by key, by {rule}."
FOCUS_CHANGED = (
    "When the text was there, another program had the focus than when you let go of the key, so it was not inserted. "
    f"It is on the clipboard: press {PASTE} where it belongs."
)
ELEVATED = (
    "The program in front runs as administrator, and Windows lets no ordinary program press keys in it. "
    f"The text is on the clipboard: press {PASTE} there."
)
SECURE_INPUT = (
    "A program keeps the keyboard to itself, as for a password (secure input), so nothing was inserted. "
    f"The text is on the clipboard: press {PASTE} where it belongs."
)
NO_ACCESSIBILITY = (
    "macOS does not let Holdfast press keys in other programs yet: allow it in System Settings > Privacy & Security > "
    f"Accessibility, and start Holdfast again. The text is on the clipboard: press {PASTE} where it belongs."
)
LOCKED = f"The screen is locked, so nothing was inserted. The text is on the clipboard: press {PASTE} where it belongs."
ALSO_COPIED = "The text is on the clipboard, too: the program took it, but not in a way that could be told at once."
NO_FIELD = (
    "There was no field for text to insert it into. "
    f"The text is on the clipboard: click where it belongs and press {PASTE}."
)
CLOSED = "Holdfast was closed before the text was inserted. It is in the history."
CLOSED_COPIED = f"Holdfast was closed before the text was taken. It is on the clipboard: press {PASTE}."
CLIPBOARD_LOST = (
    "The program that you last copied from did not answer in time: "
    "what was on the clipboard could not be given back whole."
)
LEAVE_ASKED = (
    "The desktop asks whether Holdfast may press keys: allow it, and texts are inserted from then on. "
    f"This one is on the clipboard: press {PASTE} where it belongs."
)
LEAVE_REFUSED = (
    f"The text is on the clipboard: press {PASTE} where it belongs. "
    "The desktop was told that Holdfast may not press keys; `holdfast doctor` says how to be asked again."
)
COPY_ONLY = "The text is on the clipboard: press {chord} to paste it. Inserting by itself is not possible here yet."
COPY_NEEDS_FOCUS = (
    "This desktop takes a text only from the window in front, so it could not be copied. "
    "Open Holdfast and copy it from the history."
)
COPY_REFUSED = "The clipboard did not take the text. Copy it from the history."

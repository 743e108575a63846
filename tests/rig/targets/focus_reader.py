"""What a terminal's program gets, in a file: all that it reads from its raw tty, the terminal's word on the focus too.

Focus in is ESC [ I, focus out ESC [ O (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html, FocusIn/FocusOut).
"""

import os
import sys
import tty
from pathlib import Path

tty.setraw(0)
os.write(1, b"\x1b[?1004h")
with Path(sys.argv[1]).open("ab", buffering=0) as out:
    while data := os.read(0, 65536):
        out.write(data)

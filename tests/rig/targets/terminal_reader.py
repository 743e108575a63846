"""What a terminal's program gets: appends one line {"at", "text"} of JSON to a file for each read from its raw tty."""

import codecs
import json
import os
import sys
import time
import tty
from pathlib import Path

tty.setraw(0)
decoder = codecs.getincrementaldecoder("utf-8")("replace")  # a read may end in the middle of a character
with Path(sys.argv[1]).open("a", buffering=1) as out:
    out.write(json.dumps({"at": time.monotonic(), "text": ""}) + "\n")
    while data := os.read(0, 65536):
        out.write(json.dumps({"at": time.monotonic(), "text": decoder.decode(data)}) + "\n")

"""`python -m app.doctor NAME`: one check, in this process, its finding as JSON on standard output (see `isolate`)."""

import sys

from .catalogue import named
from .isolate import answer

sys.exit(answer(named(sys.argv[1])))

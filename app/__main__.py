"""`python -m app` is `holdfast`."""

import sys

from .command_line import main

sys.exit(main())

"""Pictures of every scene of the gallery, light and dark, and at 200 %, in test-output/screenshots/ui. To be looked at.

python tests/ui/screenshots.py [part of a scene's name]
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from rig.desktop import desktop  # noqa: E402

VARIANTS = (("light", 1), ("dark", 1), ("light", 2))


def main() -> None:
    """Take them all."""
    only = sys.argv[1:2]
    for theme, scale in VARIANTS:
        folder = ROOT / "test-output" / "screenshots" / "ui" / f"{theme}-{scale}00"
        with desktop() as made:
            made.environment["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
            made.environment["QT_SCALE_FACTOR"] = str(scale)
            command = (sys.executable, str(ROOT / "tests/ui/gallery.py"), theme, *only)
            with made.program(*command, stdin=-1, stdout=-1) as gallery:
                for name in gallery.stdout:
                    made.screenshot(folder / f"{name.strip()}.png")
                    gallery.stdin.write("\n")
                    gallery.stdin.flush()
                if gallery.wait(30):
                    sys.exit(f"The gallery ended with {gallery.returncode}.")
        print(folder)


if __name__ == "__main__":
    main()

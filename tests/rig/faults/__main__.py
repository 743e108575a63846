"""One plan again, for whoever mends what it found: PYTHONPATH=.:tests .venv/bin/python -m rig.faults SEED..."""

import sys

from rig.faults.run import visit

for seed in sys.argv[1:]:
    result = visit(seed)
    print(result.plan)
    for verdict in result.verdicts:
        print(verdict)
    for wrong in result.wrong:
        print("wrong:", wrong)

"""``python -m tests.conformance [limbo.json]``: every case put to a plan, as a table by namespace.

Without a file, the committed selection. Exit codes: 0 all is as known; 1 it is not; 2 the file cannot be read.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.conformance import limbo, selection
from tests.conformance.known import read_known
from tests.conformance.running import faults, report, run


def main(arguments: list[str]) -> int:
    """Run the suite and print it; the exit code."""
    try:
        cases = limbo.read_cases(Path(arguments[0])) if arguments else list(selection.cases())
    except (OSError, ValueError, KeyError) as error:
        print(f"{arguments[0]}: is no limbo.json that can be read: {error}", file=sys.stderr)
        return 2
    known = read_known() if arguments else {}
    results = run(cases)
    print("\n".join(report(results, known)))
    return 1 if faults(results, known) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

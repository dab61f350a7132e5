"""Reports of one or several deployments: one's failure costs that one alone."""

from __future__ import annotations

import json as json_module
import sys
from collections.abc import Sequence
from pathlib import Path

from airec_planning.errors import PlanningError
from airec_planning.planning import make_plan
from airec_planning.reporting.run import Run, report
from airec_planning.text import plural


def report_each(
    folders: Sequence[Path], as_of: str | None, settings: Sequence[str], reports: Path, *, json: bool
) -> int:
    """Make each deployment's report; the exit code is that of the worst failure, 0 where there was none."""
    exit_code = 0
    for folder in folders:
        try:
            run = report(make_plan(folder, as_of, "; ".join(settings)), reports)
        except PlanningError as error:
            print(error, file=sys.stderr)
            exit_code = max(exit_code, error.exit_code)
        else:
            print(_told(run, json=json), flush=True)
    return exit_code


def _told(run: Run, *, json: bool) -> str:
    if json:
        return json_module.dumps(run.summary.model_dump(mode="json", by_alias=True), ensure_ascii=False)
    counts = run.summary.counts
    found = f"{plural(counts['error'], 'error')}, {plural(counts['warning'], 'warning')}"
    return f"{run.summary.name}: {found}; open {run.latest / 'index.html'}"

"""Reports of one or several deployments: one's failure costs that one alone."""

from __future__ import annotations

import json as json_module
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from airec_planning.errors import InputError, PlanningError
from airec_planning.reporting.asked import Wanted
from airec_planning.reporting.run import Run, report
from airec_planning.text import plural


def report_each(wanted: Sequence[Wanted], reports: Path, *, json: bool) -> tuple[int, Counter[str]]:
    """Make each report.

    Gives the exit code of the worst failure, 0 where there was none, and the findings by severity over all.
    A second deployment of the same name is refused, for its run would take the place of the first one's.
    """
    exit_code, counts, done = 0, Counter[str](), dict[str, Path]()
    for one in wanted:
        try:
            plan = one.plan()
            name = plan.deployment.name
            if name in done:
                fact = f'has the name "{name}", as {done[name]} has'
                raise InputError(str(one.folder), fact, 'Give it another: name = "..." in its deployment.toml.')
            done[name] = one.folder
            run = report(plan, reports, one.options)
        except PlanningError as error:
            where = f"{one.folder}: " if len(wanted) > 1 and not str(error).startswith(str(one.folder)) else ""
            print(f"{where}{error}", file=sys.stderr)
            exit_code = max(exit_code, error.exit_code)
        else:
            counts.update(run.summary.counts)
            print(_told(run, json=json), flush=True)
    return exit_code, counts


def _told(run: Run, *, json: bool) -> str:
    if json:
        return json_module.dumps(run.summary.model_dump(mode="json", by_alias=True), ensure_ascii=False)
    counts = run.summary.counts
    found = f"{plural(counts['error'], 'error')}, {plural(counts['warning'], 'warning')}"
    return f"{run.summary.name}: {found}; open {run.latest / 'index.html'}"

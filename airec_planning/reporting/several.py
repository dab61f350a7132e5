"""Reports of one or several deployments: one's failure costs that one alone."""

from __future__ import annotations

import json as json_module
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from airec_planning.arguments import parse_overrides
from airec_planning.deployment import chosen_name
from airec_planning.errors import InputError, PlanningError
from airec_planning.reporting.asked import Wanted
from airec_planning.reporting.followed import Following, all_told, followed
from airec_planning.reporting.run import Run, report
from airec_planning.reporting.textfile import refuse_one_file_for_several
from airec_planning.text import plural


def report_each(wanted: Sequence[Wanted], following: Following, *, json: bool) -> tuple[int, Counter[str]]:
    """Make each report; then tell people of it and write its metrics, where that is asked for.

    Gives the exit code of the worst failure, 0 where there was none, and the findings by severity over all.
    A second deployment of the same name is refused.
    """
    refuse_one_file_for_several(following.metrics, wanted)
    exit_code, counts, done = 0, Counter[str](), dict[str, Path]()
    with all_told(following):
        for one in wanted:
            try:
                _refuse_namesake(one, done)
                with followed(following, one) as outcome:
                    outcome.plan = one.plan()
                    outcome.run = report(outcome.plan, following.reports, one.options)
                    counts.update(outcome.run.summary.counts)
                    print(_told(outcome.run, json=json), flush=True)
            except PlanningError as error:
                where = f"{one.folder}: " if len(wanted) > 1 and not str(error).startswith(str(one.folder)) else ""
                print(f"{where}{error}", file=sys.stderr)
                exit_code = max(exit_code, error.exit_code)
    return exit_code, counts


def _refuse_namesake(one: Wanted, done: dict[str, Path]) -> None:
    """Its run would take the place of the first one's."""
    name = chosen_name(one.folder, parse_overrides(one.settings))
    if name in done:
        fact = f'has the name "{name}", as {done[name]} has'
        raise InputError(str(one.folder), fact, 'Give it another: name = "..." in its deployment.toml.')
    done[name] = one.folder


def _told(run: Run, *, json: bool) -> str:
    if json:
        return json_module.dumps(run.summary.model_dump(mode="json", by_alias=True), ensure_ascii=False)
    counts = run.summary.counts
    found = f"{plural(counts['error'], 'error')}, {plural(counts['warning'], 'warning')}"
    return f"{run.summary.name}: {found}; open {run.latest / 'index.html'}"

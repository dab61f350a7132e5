"""Reports of one or several deployments: one's failure costs that one alone."""

from __future__ import annotations

import json as json_module
import os
import sys
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from airec_planning.arguments import parse_overrides
from airec_planning.deployment import chosen_name
from airec_planning.errors import FAULT, InputError, NotebookError, PlanningError
from airec_planning.reporting.asked import Wanted
from airec_planning.reporting.followed import Following, all_told, followed
from airec_planning.reporting.overview import write_overview
from airec_planning.reporting.run import Run, report
from airec_planning.reporting.textfile import refuse_place
from airec_planning.text import plural


def report_each(wanted: Sequence[Wanted], following: Following, *, json: bool) -> tuple[int, Counter[str]]:
    """Make each report; then tell people of it and write its metrics, where that is asked for.

    Gives the exit code of the worst failure, 0 where there was none, and the findings by severity over all.
    A second deployment of the same name is refused.
    """
    refuse_place(following.metrics, wanted)
    exit_code, counts, done, left = 0, Counter[str](), dict[str, Path](), False
    with all_told(following):
        try:
            for one in wanted:
                try:
                    _refuse_namesake(one, done)
                    with followed(following, one) as outcome:
                        outcome.plan = one.plan()
                        outcome.run = report(outcome.plan, following.reports, one.options)
                        left = True
                    counts.update(outcome.run.summary.counts)
                    for problem in (*outcome.run.problems, *_print(_told(outcome.run, json=json))):
                        print(problem, file=sys.stderr)
                        exit_code = max(exit_code, PlanningError.exit_code)
                except PlanningError as error:
                    left = left or isinstance(error, NotebookError)
                    where = f"{one.folder}: " if len(wanted) > 1 and not str(error).startswith(str(one.folder)) else ""
                    print(f"{where}{error}", file=sys.stderr)
                    exit_code = max(exit_code, error.exit_code)
                except Exception:  # a fault of our own costs this deployment alone, and is never taken for a finding
                    traceback.print_exc()
                    exit_code = max(exit_code, FAULT)
        finally:  # also where the command is interrupted: what is finished stands on the page
            if left:
                exit_code = max(exit_code, _overview(following.reports))
    return exit_code, counts


def _refuse_namesake(one: Wanted, done: dict[str, Path]) -> None:
    """Its run would take the place of the first one's."""
    name = chosen_name(one.folder, parse_overrides(one.settings))
    if name in done:
        fact = f'has the name "{name}", as {done[name]} has'
        raise InputError(str(one.folder), fact, 'Give it another: name = "..." in its deployment.toml.')
    done[name] = one.folder


def _overview(reports: Path) -> int:
    """The page over all deployments; the exit code where it cannot be written: the runs are whole all the same."""
    try:
        write_overview(reports)
    except PlanningError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def _print(text: str) -> list[str]:
    """Print it; what is wrong where it cannot be: a full disk or a reader that has left costs no report."""
    try:
        print(text, flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still to come would fail again
        return [f"Standard output cannot be written to: {error.strerror}. The reports are made all the same."]
    return []


def _told(run: Run, *, json: bool) -> str:
    if json:
        return json_module.dumps(run.summary.model_dump(mode="json", by_alias=True), ensure_ascii=False)
    counts = run.summary.counts
    found = f"{plural(counts['error'], 'error')}, {plural(counts['warning'], 'warning')}"
    return f"{run.summary.name}: {found}; open {run.index}"

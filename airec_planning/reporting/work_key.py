"""What a report is made of, as one key: a run that has the same key need not be made again."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from airec_planning.errors import InputError
from airec_planning.execution.redaction import Redaction
from airec_planning.plan import Plan
from airec_planning.reporting.bundled import bundled
from airec_planning.reporting.run_record import read_record
from airec_planning.runs.folders import RunFolder, failed_runs, whole_runs
from airec_planning.text import moment_text

if TYPE_CHECKING:
    from airec_planning.reporting.run import Options


def work_key(plan: Plan, options: Options) -> str:
    """SHA-256 over all that a run's pages, tables and workbook depend on, but for the runs before it.

    The inputs by their bytes, and which of them could be opened: with a passphrase that is set, or another one, a store
    may say more. The settings, the as-of date, the notebooks with their parameters, and the tool by its own files: two
    of one version may differ while it is being changed. Not the libraries that it uses.
    """
    inventory = plan.inventory
    parts = {
        "tool": _tool(),
        "as_of": moment_text(plan.as_of),
        "name": plan.deployment.name,
        "settings": dict(plan.deployment.overrides),
        "inputs": {**plan.planner_hashes, **inventory.hashes},
        "unreadable": inventory.unreadable[["file", "position", "reason", "message"]].values.tolist(),
        "passed_over": sorted(inventory.passed_over["file"]),
        "notebooks": [(notebook.stem, notebook.sha256) for notebook in options.notebooks],
        "parameters": dict(options.parameters),
        "pdf": options.pdf,
    }
    # Without secrets, so that nobody can find one by trying out what gives the key.
    redaction = Redaction.of_variables(plan.settings.secret_variables, os.environ)
    return hashlib.sha256(redaction.text(json.dumps(parts, sort_keys=True, default=str)).encode()).hexdigest()


@functools.cache
def _tool() -> str:
    digest, package = hashlib.sha256(), Path(__file__).parents[1]
    for folder, pattern in ((package, "*.py"), (package, "*.po"), (bundled("template"), "*")):
        for path in sorted(folder.rglob(pattern)):
            if path.is_file():
                digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def run_with_key(place: Path, plan: Plan, key: str) -> RunFolder | None:
    """The whole run below ``reports/NAME`` that was made of the same; None where there is none, or one failed since."""
    if any(run.as_of == plan.as_of for run in failed_runs(place)):  # a whole one since would have taken it away
        return None
    for run in reversed(whole_runs(place)):
        if run.as_of == plan.as_of:
            try:
                return run if read_record(run.path).key == key else None
            except InputError:
                return None
    return None

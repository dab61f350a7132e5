"""What a run notes about itself: ``run.json`` for machines, ``run.log`` for people. Only they hold times."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from airec_planning.errors import InputError
from airec_planning.execution.redaction import Redaction
from airec_planning.execution.states import NotebookOutcome, State, told
from airec_planning.language import _, speaking
from airec_planning.outputs.document import Document
from airec_planning.plan import Plan
from airec_planning.reporting.notebooks import Notebook
from airec_planning.text import moment_text, visible
from airec_planning.version import __version__

RECORD, LOG = "run.json", "run.log"
RUN_SCHEMA: Final = "airec-planning/run/1"


class CellEntry(Document):
    number: int
    state: State
    seconds: float | None
    begins: str


class NotebookEntry(Document):
    notebook: str
    sha256: str
    """Of the notebook as it was before it ran."""
    state: State
    seconds: float
    error: str
    cells: list[CellEntry]


class RunDocument(Document):
    """How a run went, and what it takes to repeat it."""

    schema_: Literal["airec-planning/run/1"] = Field(RUN_SCHEMA, alias="schema")
    state: Literal["whole", "failed"]
    name: str
    deployment: str | None
    """The deployment folder as seen from the run's folder; null where no relative path leads there."""
    as_of: str
    version: str
    engine: str
    settings: dict[str, str]
    """What was laid over ``deployment.toml``."""
    parameters: dict[str, str]
    started: str
    seconds: float
    key: str = ""
    """What it was made of (``work_key``); empty in the runs of older versions."""
    notebooks: list[NotebookEntry]


def run_document(
    plan: Plan,
    notebooks: Sequence[Notebook],
    outcomes: Sequence[NotebookOutcome],
    *,
    engine: str,
    parameters: Mapping[str, str],
    redaction: Redaction,
    started: dt.datetime,
    seconds: float,
    place: Path,
    key: str = "",
) -> RunDocument:
    """The record of a run whose folder lies in ``place``."""
    return RunDocument(
        state="whole" if all(outcome.completed for outcome in outcomes) else "failed",
        name=plan.deployment.name,
        deployment=_seen_from(place / "run", plan.deployment.folder),
        as_of=moment_text(plan.as_of),
        version=__version__,
        engine=engine,
        settings={key: redaction.text(value) for key, value in plan.deployment.overrides.items()},
        parameters={key: redaction.text(value) for key, value in parameters.items()},
        started=moment_text(started),
        seconds=round(seconds, 3),
        key=key,
        notebooks=[_entry(notebook, outcome) for notebook, outcome in zip(notebooks, outcomes, strict=True)],
    )


def write_record(document: RunDocument, outcomes: Sequence[NotebookOutcome], folder: Path) -> None:
    """Write both files.

    Raises:
        OSError: the folder cannot be written to.
    """
    (folder / RECORD).write_text(document.to_json(), encoding="utf-8")
    (folder / LOG).write_text(_log(document, outcomes), encoding="utf-8")


def read_record(run: Path) -> RunDocument:
    """The record of a run's folder.

    Raises:
        InputError: the folder holds none, or one of another version.
    """
    try:
        return RunDocument.model_validate(json.loads((run / RECORD).read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError, ValidationError):
        fact = _("holds no {file} that can be read", file=RECORD)
        raise InputError(str(run), fact, _("Name the folder of a run, such as reports/NAME/latest.")) from None


def recorded_inputs(run: Path) -> tuple[dict[str, str], str]:
    """The SHA-256 of each input that a run has read, and the version of the tool.

    Raises:
        InputError: its summary cannot be read.
    """
    try:
        entry = json.loads((run / "summary.json").read_text(encoding="utf-8"))
        return dict(entry["inputs"]), str(entry["version"])
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        fact = _("has no summary.json that can be read")
        raise InputError(str(run), fact, _("Name the folder of a whole run.")) from None


def _seen_from(folder: Path, deployment: Path) -> str | None:
    try:
        return Path(os.path.relpath(deployment.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return None


def _entry(notebook: Notebook, outcome: NotebookOutcome) -> NotebookEntry:
    cells = [
        CellEntry(number=c.number, state=c.state, seconds=c.seconds and round(c.seconds, 4), begins=c.begins)
        for c in outcome.cells
    ]
    return NotebookEntry(
        notebook=outcome.stem,
        sha256=notebook.sha256,
        state=outcome.state,
        seconds=round(outcome.seconds, 3),
        error=outcome.error,
        cells=cells,
    )


def _log(document: RunDocument, outcomes: Sequence[NotebookOutcome]) -> str:
    """In English whatever is spoken: logs are searched."""
    with speaking("en"):
        return _lines(document, outcomes)


def _lines(document: RunDocument, outcomes: Sequence[NotebookOutcome]) -> str:
    lines = [
        f"{document.state}: {visible(document.name)} as of {document.as_of}, airec-planning {document.version}",
        f"started {document.started}, took {document.seconds:.1f} s, engine {document.engine}",
    ]
    for outcome in outcomes:
        lines += ["", told(outcome), f"  {'state':<12} {'seconds':>8}  cell"]
        lines += [
            f"  {cell.state:<12} {_seconds(cell.seconds):>8}  {cell.number:>3}  {visible(cell.begins)}"
            for cell in outcome.cells
        ]
    return "\n".join(lines) + "\n"


def _seconds(seconds: Any) -> str:
    return "" if seconds is None else f"{seconds:.3f}"

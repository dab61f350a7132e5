"""What became of a notebook and of each of its cells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from airec_planning.text import plural, shorten, visible


class State(StrEnum):
    """How the run of a notebook, or of one of its cells, ended."""

    COMPLETED = "completed"
    CELL_ERROR = "cell-error"
    CELL_TIMEOUT = "cell-timeout"
    RUN_TIMEOUT = "run-timeout"
    EXITED = "exited"
    DIED = "died"
    NOT_STARTED = "not-started"
    NEVER_RUN = "never-run"
    NO_PAGE = "no-page"


ENDINGS = {
    State.CELL_TIMEOUT: "CellTimeout",
    State.RUN_TIMEOUT: "RunTimeout",
    State.EXITED: "EarlyExit",
    State.DIED: "ProcessDied",
    State.NOT_STARTED: "NotStarted",
}
"""The name that stands as the error's name in the executed notebook, where no exception of Python has one."""


@dataclass(frozen=True)
class CellOutcome:
    """A code cell after the run."""

    number: int
    """From 1, among the notebook's code cells."""
    state: State
    seconds: float | None
    """None where the cell never ran or did not end."""
    begins: str
    """Its first line, to find it by."""


@dataclass(frozen=True)
class NotebookOutcome:
    """A notebook after the run."""

    stem: str
    state: State
    seconds: float
    cells: tuple[CellOutcome, ...] = ()
    error: str = ""
    """The error's name, such as ``ZeroDivisionError``; empty where the notebook was completed."""
    message: str = ""
    """What the error says, with secrets taken out; for logs and terminals, not for pages."""

    def without_page(self, error: Exception) -> NotebookOutcome:
        """The same where no page could be made of it: a failure, but none that hides the notebook's own."""
        if not self.completed:
            return self
        return replace(self, state=State.NO_PAGE, error=type(error).__name__)

    @property
    def completed(self) -> bool:
        return self.state is State.COMPLETED

    @property
    def failed_cell(self) -> CellOutcome | None:
        return next((cell for cell in self.cells if cell.state not in (State.COMPLETED, State.NEVER_RUN)), None)


def sentence(outcome: NotebookOutcome) -> str:
    """What happened, in one plain sentence without a text that the notebook's code or data could have chosen."""
    cell = outcome.failed_cell
    where = f" in code cell {cell.number} of {len(outcome.cells)}" if cell else ""
    happened = {
        State.COMPLETED: "ran to its end",
        State.CELL_ERROR: f"stopped{where} with {_error_name(outcome.error)}",
        State.CELL_TIMEOUT: f"was stopped{where}, which took longer than one cell may",
        State.RUN_TIMEOUT: f"was stopped{where}, since the whole run took longer than it may",
        State.EXITED: f"ended early{where}, which told its process to exit",
        State.NO_PAGE: f"ran to its end, but its page could not be made ({_error_name(outcome.error)})",
        State.DIED: f"ended{where}, where its process died" if cell else "was lost: its process died",
    }
    return f"{visible(outcome.stem)} {happened.get(outcome.state, 'could not be started')}."


def told(outcome: NotebookOutcome) -> str:
    """The sentence, what the error says, and how many cells never ran."""
    skipped = sum(cell.state is State.NEVER_RUN for cell in outcome.cells)
    after = f" {plural(skipped, 'cell')} after it did not run." if skipped else ""
    says = f" {_ended(visible(shorten(outcome.message.strip(), 300)))}" if outcome.message.strip() else ""
    return f"{sentence(outcome)}{says}{after}"


def _ended(text: str) -> str:
    return text if text[-1] in ".!?…" else f"{text}."


def _error_name(name: str) -> str:
    return name if name.isidentifier() and len(name) <= 60 else "an error"

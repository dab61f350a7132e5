"""What became of a notebook and of each of its cells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from airec_planning.language import N_, _
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


_NOT_STARTED = N_("{notebook} could not be started.")
_HAPPENED = {
    State.COMPLETED: N_("{notebook} ran to its end."),
    State.CELL_ERROR: N_("{notebook} stopped with {error}."),
    State.CELL_TIMEOUT: N_("{notebook} was stopped, which took longer than one cell may."),
    State.RUN_TIMEOUT: N_("{notebook} was stopped, since the whole run took longer than it may."),
    State.EXITED: N_("{notebook} ended early, which told its process to exit."),
    State.DIED: N_("{notebook} was lost: its process died."),
    State.NO_PAGE: N_("{notebook} ran to its end, but its page could not be made ({error})."),
    State.NOT_STARTED: _NOT_STARTED,
    State.NEVER_RUN: _NOT_STARTED,
}
"""What became of a notebook; of one whose failing cell is known, these say which."""
_IN_A_CELL = {
    State.CELL_ERROR: N_("{notebook} stopped in code cell {number} of {cells} with {error}."),
    State.CELL_TIMEOUT: N_(
        "{notebook} was stopped in code cell {number} of {cells}, which took longer than one cell may."
    ),
    State.RUN_TIMEOUT: N_(
        "{notebook} was stopped in code cell {number} of {cells}, since the whole run took longer than it may."
    ),
    State.EXITED: N_("{notebook} ended early in code cell {number} of {cells}, which told its process to exit."),
    State.DIED: N_("{notebook} ended in code cell {number} of {cells}, where its process died."),
}


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
    happened = (_IN_A_CELL if cell else {}).get(outcome.state) or _HAPPENED[outcome.state]
    return _(
        happened,
        notebook=visible(outcome.stem),
        error=_error_name(outcome.error),
        number=cell.number if cell else 0,
        cells=len(outcome.cells),
    )


def told(outcome: NotebookOutcome) -> str:
    """The sentence, what the error says, and how many cells never ran."""
    skipped = sum(cell.state is State.NEVER_RUN for cell in outcome.cells)
    after = _(" {cells} after it did not run.", cells=plural(skipped, "cell")) if skipped else ""
    says = f" {_ended(visible(shorten(outcome.message.strip(), 300)))}" if outcome.message.strip() else ""
    return f"{sentence(outcome)}{says}{after}"


def _ended(text: str) -> str:
    return text if text[-1] in ".!?…" else f"{text}."


def _error_name(name: str) -> str:
    return name if name.isidentifier() and len(name) <= 60 else _("an error")

"""Reports of one or of many deployments: one's failure costs that one alone."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from airec_planning.errors import InputError, PlanningError
from airec_planning.fleets.making import Done, Task, failed
from airec_planning.fleets.progress import Progress, progress
from airec_planning.fleets.workers import make_here, make_on_workers
from airec_planning.language import _
from airec_planning.remote import urls
from airec_planning.remote.overview import overview_at
from airec_planning.reporting.followed import Following, all_told
from airec_planning.reporting.overview import write_overview
from airec_planning.reporting.textfile import refuse_place


@dataclass(frozen=True)
class Crew:
    """Who makes the reports."""

    workers: int = 1
    """Processes of this machine; one is this process itself."""
    scheduler: str = ""
    """A Dask scheduler's address: then its workers make them."""


@dataclass
class Tally:
    """What became of the reports so far."""

    exit_code: int = 0
    """Of the worst failure."""
    counts: Counter[str] = field(default_factory=Counter)
    """Findings by severity."""
    stands: bool = False
    """There is a run to show on the page over all deployments."""

    def take(self, done: Done, problems: Sequence[str]) -> None:
        self.failed_with(max(done.exit_code, PlanningError.exit_code if problems else 0))
        self.counts.update(done.counts)
        self.stands = self.stands or done.stands

    def failed_with(self, exit_code: int) -> None:
        self.exit_code = max(self.exit_code, exit_code)


def report_fleet(tasks: Sequence[Task], crew: Crew, following: Following, *, json: bool) -> Tally:
    """Make each report; then tell people of it, where that is asked for, and write the page over all deployments.

    A second deployment of the same name is refused.

    Raises:
        InputError: the metrics have no place for several deployments, or there are no workers to be had.
    """
    refuse_place(following.metrics, tasks)
    tally = Tally()
    with progress(len(tasks)) as shown:
        try:
            with all_told(following):
                try:
                    _report(tasks, crew, following, tally, shown, quiet=not json and sys.stdout.isatty())
                finally:  # also where the command is interrupted: what is finished stands on the page
                    if tally.stands:
                        tally.failed_with(_overview(following.reports, shown))
        except BaseException as error:  # interrupted, terminated, or the cluster was lost
            begun = shown.left < len(tasks) or isinstance(error, KeyboardInterrupt)
            if begun and shown.left and len(tasks) > 1:
                shown.complain(_how_to_go_on(shown, tasks))
            raise
    if len(tasks) > 1 and not json:
        page = f"{urls.shown(following.reports).rstrip('/')}/index.html"
        done = shown.sum_up()
        shown.say(_("{done}; open {page}", done=done, page=page) if tally.stands else done)
    return tally


def _report(
    tasks: Sequence[Task], crew: Crew, following: Following, tally: Tally, shown: Progress, *, quiet: bool
) -> None:
    places: dict[str, str] = {}
    accepted = []
    for task in tasks:
        name = task.name
        if name in places:
            refused = _namesake(task, name, places[name])
            tally.take(refused, shown.take(refused))
        else:
            places[name] = task.place
            accepted.append(task)
    for done in _made(accepted, crew, shown):
        tally.take(done, shown.take(done, quiet=quiet))
        if done.outcome:
            following.outcomes.append(done.outcome)


def _made(tasks: Sequence[Task], crew: Crew, shown: Progress) -> Iterator[Done]:
    if crew.scheduler:
        return make_on_workers(tasks, shown.complain, scheduler=crew.scheduler)
    workers = min(crew.workers, len(tasks))
    return make_on_workers(tasks, shown.complain, workers=workers) if workers > 1 else make_here(tasks)


def _namesake(task: Task, name: str, first: str) -> Done:
    """Its run would take the place of the first one's."""
    fact = _('has the name "{name}", as {other} has', name=name, other=urls.shown(first))
    remedy = _('Give it another: name = "..." in its deployment.toml.')
    return failed(task, InputError(urls.shown(task.place), fact, remedy))


def _overview(place: str, shown: Progress) -> int:
    """The page over all deployments; the exit code where it cannot be written: the runs are whole all the same."""
    try:
        with overview_at(place) as reports:
            write_overview(reports)
    except PlanningError as error:
        shown.complain(str(error))
        return error.exit_code
    return 0


def _how_to_go_on(shown: Progress, tasks: Sequence[Task]) -> str:
    return _(
        "{done}. To go on, type the same command with --as-of {moment}:\n  what is done is not done again.",
        done=shown.sum_up(),
        moment=tasks[0].wanted.as_of,
    )

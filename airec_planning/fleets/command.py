"""Reports of one or of many deployments: one's failure costs that one alone."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from airec_planning.errors import InputError, PlanningError
from airec_planning.fleets.making import Done, Ending, Task
from airec_planning.fleets.progress import Progress, progress
from airec_planning.fleets.workers import make_here, make_on_workers
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


def report_fleet(tasks: Sequence[Task], crew: Crew, following: Following, *, json: bool) -> tuple[int, Counter[str]]:
    """Make each report; then tell people of it, where that is asked for, and write the page over all deployments.

    Gives the exit code of the worst failure, 0 where there was none, and the findings by severity over all.
    A second deployment of the same name is refused.

    Raises:
        InputError: the metrics have no place for several deployments, or there are no workers to be had.
    """
    refuse_place(following.metrics, tasks)
    exit_code, counts, left = 0, Counter[str](), False
    refused, accepted = _without_namesakes(tasks)
    with progress(len(tasks)) as shown:
        try:
            with all_told(following):
                try:
                    for done in refused:
                        shown.take(done)
                        exit_code = max(exit_code, done.exit_code)
                    for _, done in _made(accepted, crew, shown):
                        problems = shown.take(done, quiet=not json and sys.stdout.isatty())
                        exit_code = max(exit_code, done.exit_code, PlanningError.exit_code if problems else 0)
                        counts.update(done.counts)
                        left = left or done.left
                        if done.outcome:
                            following.outcomes.append(done.outcome)
                finally:  # also where the command is interrupted: what is finished stands on the page
                    if left:
                        exit_code = max(exit_code, _overview(following.reports, shown))
        except KeyboardInterrupt:
            if len(tasks) > 1:
                shown.complain(_how_to_go_on(shown, tasks))
            raise
    if len(tasks) > 1 and not json:
        print(f"{shown.sum_up()}; open {urls.shown(following.reports).rstrip('/')}/index.html")
    return exit_code, counts


def _made(tasks: Sequence[Task], crew: Crew, shown: Progress) -> Iterator[tuple[int, Done]]:
    if crew.scheduler:
        return make_on_workers(tasks, shown.complain, scheduler=crew.scheduler)
    workers = min(crew.workers, len(tasks))
    return make_on_workers(tasks, shown.complain, workers=workers) if workers > 1 else make_here(tasks)


def _without_namesakes(tasks: Sequence[Task]) -> tuple[list[Done], list[Task]]:
    """A run of a second one would take the place of the first one's."""
    refused, accepted = [], []
    first: dict[str, str] = {}
    for task in tasks:
        name = task.name
        if name in first:
            fact = f'has the name "{name}", as {first[name]} has'
            error = InputError(task.place, fact, 'Give it another: name = "..." in its deployment.toml.')
            refused.append(Done(task.place, Ending.FAILED, error.exit_code, complaints=(str(error),)))
        else:
            first[name] = task.place
            accepted.append(task)
    return refused, accepted


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
    return (
        f"{shown.sum_up()}. To go on, type the same command with --as-of {tasks[0].wanted.as_of}:\n"
        "  what is done is not done again."
    )

"""How a fleet gets on: a bar on a terminal, one line a deployment without one."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from airec_planning.fleets.making import Done, Ending
from airec_planning.language import N_, _
from airec_planning.text import plural

_BAR = N_("{percentage:3.0f}%|{bar}| {n_fmt} of {total_fmt} deployments{postfix}, about {remaining} to go")
_SAID = {
    Ending.MADE: N_("{count:,} made"),
    Ending.ALREADY: N_("{count:,} done already"),
    Ending.FAILED: N_("{count:,} failed"),
}


class Progress:
    """Deployments done, failed and left. Lines go to standard output, complaints to standard error, above the bar."""

    def __init__(self, total: int, bar: tqdm[None]) -> None:
        self.total, self.endings = total, Counter[Ending]()
        self._bar = bar

    @property
    def left(self) -> int:
        return self.total - self.endings.total()

    def take(self, done: Done, *, quiet: bool = False) -> list[str]:
        """Tell of a deployment; what is wrong with standard output, where something is.

        ``quiet`` leaves a line that says no more than that it is done to the bar.
        """
        self.endings[done.ending] += 1
        problems = self.say(done.said) if done.said and not (quiet and self.has_bar) else []
        for complaint in (*done.complaints, *problems):
            self.complain(complaint)
        said = _("{failed:,} failed, {left:,} left", failed=self.endings[Ending.FAILED], left=self.left)
        self._bar.set_postfix_str(said, refresh=False)
        self._bar.update()
        return problems

    @property
    def has_bar(self) -> bool:
        return not self._bar.disable

    def say(self, text: str) -> list[str]:
        """Print it; what is wrong where it cannot be: a full disk or a reader that has left costs no report."""
        try:
            with self._bar.external_write_mode(file=sys.stdout):
                print(text, flush=True)
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still to come would fail again
            told = N_("Standard output cannot be written to: {reason}. The reports are made all the same.")
            return [_(told, reason=error.strerror)]
        return []

    def complain(self, text: str) -> None:
        with self._bar.external_write_mode(file=sys.stderr):
            print(text, file=sys.stderr, flush=True)

    def sum_up(self) -> str:
        """``500 deployments: 400 made, 15 done already, 5 failed, 80 left``."""
        parts = [(self.endings[ending], _SAID[ending]) for ending in Ending] + [(self.left, N_("{count:,} left"))]
        told = ", ".join(_(said, count=count) for count, said in parts if count)
        return _("{deployments}: {told}", deployments=plural(self.total, "deployment"), told=told)


@contextmanager
def progress(total: int) -> Iterator[Progress]:
    """Around the work; the bar is for a terminal, and for more than one deployment."""
    with tqdm(total=total, disable=None if total > 1 else True, bar_format=_(_BAR), dynamic_ncols=True) as bar:
        yield Progress(total, bar)

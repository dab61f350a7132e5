"""The command ``init``: look, ask, write, and say what to type next."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import typer

from airec_planning.language import _, speaking, spoken
from airec_planning.starting.first_look import look, seen_text
from airec_planning.starting.questions import Answers, Question, asked, unasked
from airec_planning.starting.scaffold import Made, make_deployment, refuse_what_exists
from airec_planning.text import visible

_PROGRAM = "airec-planning"


def begin(folder: Path, given: Answers | None, *, example: bool) -> None:
    """Make a deployment folder and tell the terminal about it.

    ``given`` are answers from the command line; without any, they are asked for where there is somebody to ask.

    Raises:
        InputError, OutputError: as ``make_deployment`` does.
    """
    refuse_what_exists(folder, example=example, notebooks=bool(given and given.notebooks))
    answers, seen = given or Answers(language=spoken()), None
    if not example:
        seen = look(folder)
        for line in seen_text(seen):
            typer.echo(line)
        interactive = given is None and sys.stdin.isatty() and sys.stdout.isatty()
        try:
            answers = asked(seen, answers, _ask) if interactive else unasked(seen, answers)
        except typer.Abort:  # so does typer call an interrupt while it asks
            raise KeyboardInterrupt from None
    made = make_deployment(folder, answers, example=example)
    with speaking(answers.language):
        for line in _told(made, folder, files_are_there=seen is None or not seen.nothing):
            typer.echo(line)


def _ask(question: Question) -> str:
    """Until the answer is one of those there are; its beginning is enough."""
    hint = f" ({', '.join(question.choices)})" if question.choices else ""
    while True:
        said = str(typer.prompt(question.text + hint, default=question.default)).strip()
        fitting = [choice for choice in question.choices if said and choice.lower().startswith(said.lower())]
        if not question.choices or said in question.choices:
            return said
        if len(fitting) == 1:
            return fitting[0]
        typer.echo(_("Please answer with one of: {choices}", choices=", ".join(question.choices)))


def _told(made: Made, folder: Path, *, files_are_there: bool) -> Iterator[str]:
    for path in made.settings:
        yield _("wrote {path}", path=visible(str(path)))
    if made.notebooks:
        place = visible(str(made.notebooks[0].parent))
        yield _("wrote {count} notebooks to {folder}", count=len(made.notebooks), folder=place)
    if files_are_there:
        yield _("Next:")
    else:
        yield _("Put certificate_info.xlsx, san_domains and the certificates into it, then:")
    as_of = f" --as-of {made.as_of}" if made.as_of else ""
    yield f"  {_typed(_PROGRAM)} report {shlex.quote(str(folder))}{as_of}"
    if made.notebooks:
        yield _("To explore the costs:")
        yield f"  {_typed('jupyter')} lab {shlex.quote(str(made.notebooks[0].parent))}"


def _typed(program: str) -> str:
    """How to call a program of this environment here: by its name where that is enough, else by its path."""
    ours = Path(sys.executable).parent / program
    if (found := shutil.which(program)) and Path(found).resolve() == ours.resolve():
        return program
    here = Path.cwd()
    return shlex.quote(str(ours.relative_to(here) if ours.is_relative_to(here) else ours))

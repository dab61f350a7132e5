"""What ``--help`` says, in the language that is spoken: translated in one place, as it is written."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import typer
from typer.main import get_command

from airec_planning.language import N_, _

_ADDED = "  ["
"""What typer puts between the help of an option and what it adds to it."""
_DEFAULT, _USAGE = N_("default: "), N_("Usage: ")
_OF_THE_LIBRARY = (N_("Options"), N_("Commands"), N_("Arguments"), N_("Show this message and exit."))


def in_the_language(app: typer.Typer) -> Callable[[], None]:
    """The command line with help in the language that is spoken; usage errors are the library's, in English."""
    group: Any = get_command(app)
    context = type("Context", (group.context_class,), {"formatter_class": _formatter(group.context_class)})
    for command in (group, *group.commands.values()):
        command.context_class = context
        command.short_help = command.help  # whole: what is cut cannot be looked up
    return group  # type: ignore[no-any-return]


def help_texts(app: typer.Typer) -> Iterator[str]:
    """The help of each command and of its parameters: what the catalogue has to hold."""
    group: Any = get_command(app)
    for command in (group, *group.commands.values()):
        said = (command.help, *(parameter.help for parameter in command.params))
        yield from (inspect.cleandoc(text) for text in said if text)


def _formatter(context: Any) -> type[Any]:
    base: Any = context.formatter_class

    class Formatter(base):  # type: ignore[misc]
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, prefix or _(_USAGE))

        def write_heading(self, heading: str) -> None:
            super().write_heading(_(heading))

        def write_text(self, text: str) -> None:
            super().write_text(_(text))

        def write_dl(self, rows: Sequence[tuple[str, str]], **widths: int) -> None:
            super().write_dl([(name, _said(text)) for name, text in rows], **widths)

    return Formatter


def _said(text: str) -> str:
    about, sign, added = text.partition(_ADDED)
    return f"{_(about)}{sign}{added.replace(_DEFAULT, _(_DEFAULT))}"

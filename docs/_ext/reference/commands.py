"""Every command with its arguments and options, from the command line's own ``--help``."""

from __future__ import annotations

from typing import Any

import typer

from airec_planning.cli import app
from docs._ext.reference.markdown import code, plain, table


def text() -> str:
    """A section for each command, in the order of ``--help``."""
    group: Any = typer.main.get_command(app)
    return "\n".join(_section(name, command) for name, command in group.commands.items() if not command.hidden)


def _section(name: str, command: Any) -> str:
    with command.make_context(name, [], resilient_parsing=True) as context:
        listed = [(one, one.get_help_record(context)) for one in command.get_params(context)]
    arguments = [(_argument(one), said) for one, (_, said) in (entry for entry in listed if _is_argument(entry[0]))]
    options = [entry[1] for entry in listed if not _is_argument(entry[0])]
    usage = " ".join([f"airec-planning {name}", *(shown for shown, _ in arguments), "[OPTIONS]"])
    parts = [f"## `{name}`\n", f"{plain(command.help or '')}\n", f"```text\n{usage}\n```\n"]
    for title, rows in (("argument", arguments), ("option", options)):
        if rows:
            parts.append(table((title, "meaning"), ([code(spelt), plain(said)] for spelt, said in rows)))
    return "\n".join(parts)


def _is_argument(one: Any) -> bool:
    return bool(one.param_type_name == "argument")


def _argument(one: Any) -> str:
    name = one.name.upper() + ("..." if one.nargs == -1 else "")
    return name if one.required else f"[{name}]"

"""The disagreements with the public suite that are meant: ``known.toml``, read and shown."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).with_name("known.toml")
README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- known -->", "<!-- /known -->"


def read_known(path: Path = FILE) -> dict[str, str]:
    """The reason for each, by the case's id, in the order of the file."""
    groups = tomllib.loads(path.read_text(encoding="utf-8"))["difference"]
    return {id: group["reason"] for group in groups for id in group["ids"]}


def table(known: Mapping[str, str]) -> str:
    """The README's table."""
    rows = [f"| `{id}` | {reason} |" for id, reason in known.items()]
    return "\n".join([BEGIN, "| case | reason |", "|---|---|", *rows, END])


def write_readme() -> None:
    """Put the table into the README anew."""
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    README.write_text(before + table(read_known()) + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    write_readme()

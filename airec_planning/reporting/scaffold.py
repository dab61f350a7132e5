"""``init``: a new deployment folder, with every setting in it as a comment."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from airec_planning.deployment import SETTINGS_FILE
from airec_planning.errors import InputError, OutputError
from airec_planning.reporting.bundled import bundled
from airec_planning.setting_sections import Section, Settings
from airec_planning.setting_values import WHAT_IFS, toml_text

EXAMPLE = "airec-demo"
EXAMPLE_AS_OF = "2026-11-01"


@dataclass(frozen=True)
class Made:
    """What was written, and what to type next."""

    written: tuple[Path, ...]
    next_command: str


def make_deployment(folder: Path, *, example: bool = False) -> Made:
    """Write ``deployment.toml`` into a folder, or copy the example there. Nothing that exists is overwritten.

    Raises:
        InputError: the folder holds a ``deployment.toml`` already, or, for the example, anything at all.
        OutputError: the folder cannot be written to.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(str(folder), "is a file, not a folder", "Name a folder.")
    if (folder / SETTINGS_FILE).exists():
        raise InputError(str(folder / SETTINGS_FILE), "exists already", "Edit it, or name another folder.")
    if example and folder.exists() and any(folder.iterdir()):
        raise InputError(str(folder), "is not empty", "Name a new folder for the example.")
    try:
        return _example(folder) if example else _blank(folder)
    except OSError as error:
        raise OutputError(str(folder), f"cannot be written: {error.strerror}", "Choose another place.") from None


def settings_template() -> str:
    """``deployment.toml`` with every setting, its meaning and its default, all as comments."""
    lines = [
        "# Settings of this deployment. Each line shows the default, or an example where nothing is set:",
        "# remove the # to change one.",
        "",
    ]
    lines += _lines(Settings(), "")
    lines += [
        "",
        "# What-ifs: any setting above, overridden.",
        "# [scenarios.short-lived]",
        "# validity.platform_days = 90",
        "",
        "# Lowest and highest value of any figure above, for tornado and Monte Carlo.",
        "# [ranges]",
        "# prices.standard = [0.4, 0.8]",
    ]
    return "\n".join(lines) + "\n"


def _lines(section: Section, prefix: str) -> Iterator[str]:
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, Section):
            yield from ("", f"[{prefix}{name}]", *_lines(value, f"{prefix}{name}."))
        elif field.examples:
            yield f"# {name} = {toml_text(field.examples[0])}  # not set; {field.description}"
        elif name not in WHAT_IFS:
            yield f"# {name} = {toml_text(value)}  # {field.description}"


def _blank(folder: Path) -> Made:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / SETTINGS_FILE
    path.write_text(settings_template(), encoding="utf-8")
    told = "Put certificate_info.xlsx, san_domains and the certificates into it, then:\n"
    return Made((path,), f"{told}  airec-planning report {shlex.quote(str(folder))}")


def _example(folder: Path) -> Made:
    shutil.copytree(bundled("examples") / EXAMPLE, folder, dirs_exist_ok=True)
    written = tuple(sorted(path for path in folder.rglob("*") if path.is_file()))
    return Made(written, f"Next:\n  airec-planning report {shlex.quote(str(folder))} --as-of {EXAMPLE_AS_OF}")

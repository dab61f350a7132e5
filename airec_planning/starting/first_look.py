"""What lies in a folder that is to become a deployment: the planner's files, by name or by what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from airec_planning.deployment import AUTHORITY_FOLDERS, SAN_DOMAINS, TABLE_NAMES, files_below
from airec_planning.errors import InputError
from airec_planning.files import relative_name
from airec_planning.inputs.blocks import ending_of
from airec_planning.inputs.requirements import read_requirements
from airec_planning.inputs.san_domains import read_san_domains
from airec_planning.language import _
from airec_planning.setting_sections import Planner
from airec_planning.text import plural, visible

_SPREADSHEETS = (".xlsx", ".csv", ".xls")
_MOST_OPENED = 50
"""Spreadsheets of other names that are opened to see whether they are the table."""


@dataclass(frozen=True)
class TableSeen:
    """A file that can be read as the requirement table."""

    file: str
    """Path below the folder, with forward slashes."""
    rows: int
    domains: int
    chinese: bool
    """Its headers are."""
    own_ca: bool
    """A row's certificate is to come from the organisation's own CA."""
    by_name: bool
    """Found without being named in the settings."""


@dataclass(frozen=True)
class Seen:
    """What was found in a folder."""

    folder: Path
    tables: tuple[TableSeen, ...]
    """Those under a known name alone, where there are any."""
    other_tables: tuple[str, ...]
    """Files beside them that could be read as one, and are not: a later export, say."""
    san_domains: tuple[tuple[str, int], ...]
    """Paths of files of that name, with how many names they list."""
    unusable: tuple[str, ...]
    """Why a file under a known name cannot be read, place and fact."""
    certificate_files: int
    """Named like certificates and private keys; they are not opened here."""
    authorities: bool
    """There is a folder for the own CA's certificates."""

    @property
    def nothing(self) -> bool:
        return not (self.tables or self.san_domains or self.unusable)


def look(folder: Path) -> Seen:
    """Look through a folder, which need not exist, for the planner's files."""
    paths = list(files_below(folder)) if folder.is_dir() else []
    named = [path for path in paths if path.name.lower() in TABLE_NAMES]
    spreadsheets = [path for path in paths if path.suffix.lower() in _SPREADSHEETS]
    unusable: list[str] = []
    others = [path for path in spreadsheets if path not in named][:_MOST_OPENED]
    found = list(_tables(folder, named or others, unusable if named else []))
    return Seen(
        folder,
        tuple(found),
        tuple(table.file for table in _tables(folder, others, [])) if named else (),
        tuple(_san_domains(folder, [path for path in paths if path.stem.lower() == SAN_DOMAINS], unusable)),
        tuple(unusable),
        sum(bool(ending_of(path.name)) or path.suffix.lower() == ".key" for path in paths),
        folder.is_dir() and any(p.is_dir() and p.name.lower() in AUTHORITY_FOLDERS for p in folder.iterdir()),
    )


def seen_text(seen: Seen) -> Iterator[str]:
    """Lines for the terminal."""
    if seen.nothing:
        yield _("No planner's file is in {folder} yet.", folder=visible(str(seen.folder)))
        return
    yield _("Found in {folder}:", folder=visible(str(seen.folder)))
    for table in seen.tables:
        counts = {"rows": plural(table.rows, "row"), "domains": plural(table.domains, "domain")}
        yield "  " + _("{file}: the requirement table, {rows}, {domains}", file=visible(table.file), **counts)
    for file in seen.other_tables:
        yield "  " + _("{file}: could be the requirement table too, and is not read", file=visible(file))
    for file, count in seen.san_domains:
        yield "  " + _("{file}: {names}", file=visible(file), names=plural(count, "name"))
    for fact in seen.unusable:
        yield "  " + fact
    if seen.certificate_files:
        yield "  " + _("{files} named like certificates or keys", files=plural(seen.certificate_files, "file"))


def _tables(folder: Path, paths: list[Path], unusable: list[str]) -> Iterator[TableSeen]:
    for path in paths:
        file = relative_name(path, folder)
        try:
            read = read_requirements(path, file, Planner())
        except InputError as error:
            unusable.append(f"{error.place}: {error.fact}")
            continue
        yield TableSeen(
            file,
            len({*read.requirements["row"], *(failure.number for failure in read.failures)}),
            read.requirements["domain"].nunique(),
            chinese=bool(read.header and read.header.chinese),
            own_ca=bool((read.requirements["source"] == "own-ca").any()),
            by_name=path.name.lower() in TABLE_NAMES,
        )


def _san_domains(folder: Path, paths: list[Path], unusable: list[str]) -> Iterator[tuple[str, int]]:
    for path in paths:
        file = relative_name(path, folder)
        try:
            read = read_san_domains(path, file)
        except InputError as error:
            unusable.append(f"{error.place}: {error.fact}")
            continue
        yield file, len(read.entries) + len(read.addresses) + len(read.failures)

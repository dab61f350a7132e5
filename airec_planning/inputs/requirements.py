"""The HTTPS Certificate Requirement Table: which service needs a certificate for which domain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from airec_planning import names, tables
from airec_planning.errors import Failure, InputError, Reason
from airec_planning.inputs import vocabulary
from airec_planning.inputs.grid import Grid
from airec_planning.inputs.grids import read_grids
from airec_planning.inputs.headers import OWNED, Header, column_text, find_header, no_header
from airec_planning.language import _
from airec_planning.setting_sections import Planner
from airec_planning.text import enumerated, shorten, visible

SEPARATORS = re.compile(r"[\s,;，；、|]+")
NAMES_LEFT_OUT = re.compile(r"\.\.\. (?:\d+ more: see the certificate|另有 \d+ 个域名：见证书)$")
"""How a list that is longer than a cell ends in the workbooks that planning writes."""
_LOOKS_LIKE_A_NAME = re.compile(r"[.。．:]")


@dataclass(frozen=True)
class RequirementTable:
    """What the planner's table says, row by row, and where its columns stand."""

    requirements: pd.DataFrame
    """Schema ``tables.REQUIREMENTS``."""
    failures: tuple[Failure, ...]
    """Rows that name no usable domain, and cells whose word is not known."""
    sheet: str
    header: Header | None
    """``None`` when there was no table."""
    entries: pd.DataFrame
    """Schema ``tables.ENTRIES``."""
    covered: Mapping[tuple[int, int], tuple[int, int]]
    """Cells below or beside the first of a merged range, and that first cell: rows from 1, columns from 0; of the
    columns that are recognised."""


NO_TABLE = RequirementTable(tables.REQUIREMENTS.frame([]), (), "", None, tables.ENTRIES.frame([]), {})


def read_requirements(path: Path, place: str, planner: Planner) -> RequirementTable:
    """Read the requirement table from xlsx, csv, or an HTML page named .xls.

    Every row below the header ends as one requirement for each domain in it, or as a failure.

    Raises:
        InputError: the file cannot be read; no sheet, or more than one, has a column of domains; no rows.
    """
    grid, header = chosen_sheet(read_grids(path, place), place, planner)
    owned = [name for name in OWNED if name in header.columns]
    rows: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    failures: list[Failure] = []
    for number in range(header.row, len(grid.rows)):
        cells = grid.rows[number]
        if any(cells):
            row = _Row(place, grid.sheet, number + 1, cells, header, grid.surrounded)
            _read_row(row, rows, failures)
            entries += ({"row": row.number, "column": name, "text": text} for name in owned if (text := row.cell(name)))
    if not rows and not failures:
        where = f"{place}, {grid.sheet}" if grid.sheet else place
        raise InputError(
            where,
            _("the table has a header in row {row} and no rows below it", row=header.row),
            _("Export it again with its rows."),
        )
    return RequirementTable(
        tables.REQUIREMENTS.frame(rows),
        tuple(failures),
        grid.sheet,
        header,
        tables.ENTRIES.frame(entries),
        _covered(grid, header),
    )


@dataclass(frozen=True)
class _Row:
    file: str
    sheet: str
    number: int
    cells: Sequence[str]
    header: Header
    surrounded: Mapping[tuple[int, int], str]

    def cell(self, column: str) -> str:
        index = self.header.columns.get(column, len(self.cells))
        return self.cells[index] if index < len(self.cells) else ""

    def as_it_stands(self, column: str) -> str:
        """The cell with the blanks around it; empty where there are none."""
        return self.surrounded.get((self.number - 1, self.header.columns.get(column, -1)), "")

    def failure(self, reason: Reason, message: str, remedy: str) -> Failure:
        return Failure(self.file, reason, message, remedy, "row", self.number)


def _covered(grid: Grid, header: Header) -> dict[tuple[int, int], tuple[int, int]]:
    known = set(header.columns.values())
    return {
        (row, column): (top, left)
        for top, left, bottom, right in grid.merged
        for column in known.intersection(range(left, right + 1))
        for row in range(max(top, header.row + 1), min(bottom, len(grid.rows)) + 1)
        if (row, column) != (top, left)
    }


def chosen_sheet(grids: list[Grid], place: str, planner: Planner) -> tuple[Grid, Header]:
    """The sheet with the table of domains, and its header.

    Raises:
        InputError: no sheet, or more than one, has a column of domains; no sheet of the name in the settings.
    """
    if planner.sheet is not None:
        grids = [grid for grid in grids if grid.sheet == planner.sheet] or _no_such_sheet(grids, place, planner.sheet)
    found = [(grid, header) for grid in grids if (header := find_header(grid, planner.columns))]
    candidates = [pair for pair in found if pair[0].visible] or found
    if not candidates:
        raise no_header(grids, place)
    if len(candidates) > 1:
        sheets = _(" and ").join(f'"{grid.sheet}"' for grid, _header in candidates[:3])
        raise InputError(
            place,
            _("{count} sheets hold a table of domains: {sheets}", count=len(candidates), sheets=sheets),
            _('Name the right one in deployment.toml: planner.sheet = "{sheet}"', sheet=candidates[0][0].sheet),
        )
    return candidates[0]


def _no_such_sheet(grids: list[Grid], place: str, sheet: str) -> list[Grid]:
    known = enumerated(f'"{grid.sheet}"' for grid in grids[:5])
    remedy = _("It has {sheets}. Correct planner.sheet in deployment.toml.", sheets=known)
    raise InputError(place, _('has no sheet "{sheet}"', sheet=sheet), remedy)


def _read_row(row: _Row, rows: list[dict[str, Any]], failures: list[Failure]) -> None:
    written = _several(row.cell("domain"))
    if not written:
        rest = shorten(visible(" | ".join(cell for cell in row.cells if cell)), 50)
        message = _("no domain in this row: {cells}", cells=rest)
        failures.append(row.failure(Reason.NO_DOMAIN, message, _("Name the domain, or delete the row.")))
        return
    common = {
        "file": row.file,
        "sheet": row.sheet,
        "row": row.number,
        "cell": row.as_it_stands("domain"),
        "product": row.cell("product"),
        "service": row.cell("service"),
        "scope": _word(row, "scope", vocabulary.SCOPES, failures),
        "certificate_name": row.cell("certificate_name"),
        "certificate_type": _word(row, "certificate_type", vocabulary.TYPES, failures),
        "source": _word(row, "source", vocabulary.SOURCES, failures),
        "san_domains": tuple(_normalised(row, "san_domains", failures)),
        "remarks": row.cell("remarks"),
    }
    for text in written:
        try:
            rows.append(common | {"domain": names.normalise(text), "written": text})
        except names.NotADomain as error:
            failures.append(_not_a_domain(row, text, str(error)))


def _several(cell: str) -> list[str]:
    """The domains of a cell; words that cannot be one are kept together, to be refused as one."""
    if not SEPARATORS.search(cell):
        return [cell] if cell else []
    parts = [part for part in SEPARATORS.split(cell) if part]
    words = [part for part in parts if not _LOOKS_LIKE_A_NAME.search(part)]
    if len(words) == len(parts):
        return [cell] if parts else []
    return [part for part in parts if part not in words] + ([" ".join(words)] if words else [])


def _normalised(row: _Row, column: str, failures: list[Failure]) -> Iterator[str]:
    cell = NAMES_LEFT_OUT.sub("", row.cell(column))
    for text in SEPARATORS.split(cell) if cell else ():
        bare = re.sub(r"^DNS:", "", text, flags=re.IGNORECASE)
        if bare:
            try:
                yield names.normalise(bare)
            except names.NotADomain as error:
                failures.append(_not_a_domain(row, text, str(error)))


def _not_a_domain(row: _Row, text: str, why: str) -> Failure:
    shown = _('"{text}" is not a domain: {why}', text=shorten(visible(text)), why=visible(why))
    if names.is_address(text):
        remedy = _("List the address in san_domains, as IP:10.0.0.1; the table is planned by domain.")
        return row.failure(Reason.IP_ADDRESS, shown, remedy)
    return row.failure(Reason.NOT_A_DOMAIN, shown, _("Correct the cell; the other rows were taken."))


def _word(row: _Row, column: str, words: vocabulary.Vocabulary, failures: list[Failure]) -> str:
    text = row.cell(column)
    known = vocabulary.meaning(text, words) if text else ""
    if known is None:
        failures.append(
            row.failure(
                Reason.UNKNOWN_VALUE,
                _(
                    '{column} "{text}" is not known; the row was taken without it',
                    column=column_text(column),
                    text=shorten(visible(text)),
                ),
                _("Use one of: {words}.", words=enumerated(words)),
            )
        )
    return known or ""

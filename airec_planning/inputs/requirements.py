"""The HTTPS Certificate Requirement Table: which service needs a certificate for which domain."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

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
    with _nothing_collected():
        grid, header = chosen_sheet(read_grids(path, place), place, planner)
        return _read(grid, header, place)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """A quarter of the time of a long table went into looking, again and again, for garbage among what stays."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _read(grid: Grid, header: Header, place: str) -> RequirementTable:
    rows: list[dict[str, Any]] = []
    entries: list[tuple[int, str, str]] = []
    failures: list[Failure] = []
    owned = [name for name in OWNED if name in header.columns]
    for row in _rows(grid, header, place):
        _read_row(row, rows, failures)
        entries += ((row.number, name, text) for name in owned if (text := row.texts[name]))
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
        _entries(entries),
        _covered(grid, header),
    )


class _Row(NamedTuple):
    file: str
    sheet: str
    number: int
    cells: Sequence[str]
    texts: Mapping[str, str]
    """Its cells by the columns that are there."""
    as_it_stands: str
    """The domain's cell with the blanks around it; empty where there are none."""

    def cell(self, column: str) -> str:
        return self.texts.get(column, "")

    def failure(self, reason: Reason, message: str, remedy: str) -> Failure:
        return Failure(self.file, reason, message, remedy, "row", self.number)


def _rows(grid: Grid, header: Header, place: str) -> Iterator[_Row]:
    """Those below the header that are not empty."""
    columns, width = tuple(header.columns), max(header.columns.values()) + 1
    chosen = itemgetter(*header.columns.values(), 0)  # of one place alone it would give no tuple
    domain = header.columns["domain"]
    for at in range(header.row, len(grid.rows)):
        cells = grid.rows[at]
        if any(cells):
            padded = cells if len(cells) >= width else (*cells, *[""] * (width - len(cells)))
            texts = dict(zip(columns, chosen(padded), strict=False))
            yield _Row(place, grid.sheet, at + 1, cells, texts, grid.surrounded.get((at, domain), ""))


def _entries(found: Sequence[tuple[int, str, str]]) -> pd.DataFrame:
    numbers, columns, texts = zip(*found, strict=True) if found else ((), (), ())
    return tables.ENTRIES.from_columns({"row": numbers, "column": columns, "text": texts})


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
        "cell": row.as_it_stands,
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

"""What changed since the run before, as a section of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from airec_planning.outputs.fragments import Cell, Fragment, badge, listing, paragraph, table
from airec_planning.outputs.run_changes import FindingChange, NameChange, RunChanges, ValueChange
from airec_planning.outputs.run_changes_text import sentences
from airec_planning.outputs.run_changes_words import not_compared, path_name, shown_certificate, shown_name
from airec_planning.outputs.run_state import Certificate
from airec_planning.text import shorten, visible

_MOST_ROWS = 200
"""Of a table; ``diff --json`` has them all."""


def changes_fragment(changes: RunChanges) -> Fragment:
    """The sentences, then the tables that they are drawn from, folded away; one line where nothing changed."""
    since, caveat = changes.old.day, not_compared(changes)
    if not changes.anything:
        said = f"Nothing changed since {since}."
        return paragraph(f"{said} {caveat}".strip())
    parts = [paragraph(f"Since {since}:"), listing(sentences(changes))]
    parts += [paragraph(caveat)] if caveat else []
    details = [_titled(title, found) for title, found in _tables(changes)]
    html = Markup("\n").join(Markup(part.html) for part in parts)  # noqa: S704  # escaped where it was made
    if details:
        inner = Markup("\n").join(Markup(part.html) for part in details)  # noqa: S704
        html += Markup("\n<details><summary>Each change</summary>\n{}\n</details>").format(inner)
    return Fragment(str(html), "\n\n".join(part.text for part in (*parts, *details)))


def _titled(title: str, found: Fragment) -> Fragment:
    return Fragment(str(Markup("<h3>{}</h3>\n{}").format(title, Markup(found.html))), f"{title}\n{found.text}")  # noqa: S704


def _tables(changes: RunChanges) -> Iterator[tuple[str, Fragment]]:
    if changes.names:
        yield "Required names", _table(["Name", "Was", "Is"], [_name(one) for one in changes.names])
    if changes.findings:
        headers = ["What", "Was", "Is", "Check", "Message"]
        yield "Errors and warnings", _table(headers, [_finding(one) for one in changes.findings])
    certificates = list(_certificates(changes))
    if certificates:
        yield "Certificates", _table(["Certificate", "Change", "In place of", "File"], certificates)
    if changes.rows:
        yield (
            "Rows of the mapping workbook",
            _table(
                ["Domain", "Product", "Service", "Was", "Is"],
                [[row.domain, row.product, row.service, _file(row.was), _file(row.now)] for row in changes.rows],
            ),
        )
    values = [*_path(changes), *changes.settings, *([changes.version] if changes.version else [])]
    if values:
        yield "Settings", _table(["Setting", "Was", "Is"], [_value(one) for one in values])
    if changes.inputs:
        yield "Input files", _table(["File", "Change"], [[one.key, _input(one)] for one in changes.inputs])


def _table(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Fragment:
    found = table(headers, rows[:_MOST_ROWS], empty="None.")
    if len(rows) <= _MOST_ROWS:
        return found
    more = paragraph(f"and {len(rows) - _MOST_ROWS:,} more; airec-planning diff lists them all", "more")
    return Fragment(f"{found.html}\n{more.html}", f"{found.text}\n{more.text}")


def _name(change: NameChange) -> list[Cell]:
    return [shown_name(change), _state(change.was), _state(change.now)]


def _state(state: str | None) -> Cell:
    return "not required" if state is None else badge(visible(state)) if state else "not known"


def _finding(change: FindingChange) -> list[Cell]:
    return [change.subject, *map(_severity, (change.was, change.now)), change.check, change.message]


def _severity(severity: str) -> Cell:
    return badge(visible(severity)) if severity else "-"


def _certificates(changes: RunChanges) -> Iterator[list[Cell]]:
    for renewal in changes.renewed:
        before = ", ".join(shown_certificate(one) for one in renewal.replaced)
        yield [shown_certificate(renewal.new), "renewed", before, renewal.new.file]
    yield from _alone(changes.certificates_new, "new")
    yield from _alone(changes.certificates_gone, "gone")


def _alone(certificates: Iterable[Certificate], change: str) -> Iterator[list[Cell]]:
    for one in certificates:
        yield [shown_certificate(one), change, "", one.file]


def _file(name: str | None) -> str:
    return "no row" if name is None else name or "open"


def _path(changes: RunChanges) -> Iterator[ValueChange]:
    if changes.path:
        yield ValueChange("path", path_name(changes.path_was), path_name(changes.path_now))


def _value(change: ValueChange) -> list[Cell]:
    return [
        change.key,
        *("not set" if value is None else shorten(visible(value), 120) for value in (change.was, change.now)),
    ]


def _input(change: ValueChange) -> str:
    return "new" if change.was is None else "gone" if change.now is None else "changed"

"""What changed since the run before, as a section of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from airec_planning.language import _
from airec_planning.outputs.fragments import Cell, Fragment, badge, listing, paragraph, table
from airec_planning.outputs.run_changes import FindingChange, NameChange, RunChanges, ValueChange
from airec_planning.outputs.run_changes_text import sentences
from airec_planning.outputs.run_changes_words import not_compared, path_name, shown_certificate, shown_name
from airec_planning.outputs.run_state import Certificate
from airec_planning.text import enumerated, in_a_row, shorten, visible

_MOST_ROWS = 200
"""Of a table; ``diff --json`` has them all."""


def changes_fragment(changes: RunChanges) -> Fragment:
    """The sentences, then the tables that they are drawn from, folded away; one line where nothing changed."""
    since, caveat = changes.old.day, not_compared(changes)
    if not changes.anything:
        said = _("Nothing changed since {day}.", day=since)
        return paragraph(in_a_row(filter(None, (said, caveat))))
    parts = [paragraph(_("Since {day}:", day=since)), listing(sentences(changes))]
    parts += [paragraph(caveat)] if caveat else []
    details = [_titled(title, found) for title, found in _tables(changes)]
    html = Markup("\n").join(Markup(part.html) for part in parts)  # noqa: S704  # escaped where it was made
    if details:
        inner = Markup("\n").join(Markup(part.html) for part in details)  # noqa: S704
        html += Markup("\n<details><summary>{}</summary>\n{}\n</details>").format(_("Each change"), inner)
    return Fragment(str(html), "\n\n".join(part.text for part in (*parts, *details)))


def _titled(title: str, found: Fragment) -> Fragment:
    return Fragment(str(Markup("<h3>{}</h3>\n{}").format(title, Markup(found.html))), f"{title}\n{found.text}")  # noqa: S704


def _tables(changes: RunChanges) -> Iterator[tuple[str, Fragment]]:
    if changes.names:
        yield _("Required names"), _table([_("Name"), _("Was"), _("Is")], [_name(one) for one in changes.names])
    if changes.findings:
        headers = [_("What"), _("Was"), _("Is"), _("Check"), _("Message")]
        yield _("Errors and warnings"), _table(headers, [_finding(one) for one in changes.findings])
    certificates = list(_certificates(changes))
    if certificates:
        yield _("Certificates"), _table([_("Certificate"), _("Change"), _("In place of"), _("File")], certificates)
    if changes.rows:
        yield (
            _("Rows of the mapping workbook"),
            _table(
                [_("Domain"), _("Product"), _("Service"), _("Was"), _("Is")],
                [[row.domain, row.product, row.service, _file(row.was), _file(row.now)] for row in changes.rows],
            ),
        )
    values = [*_path(changes), *changes.settings, *([changes.version] if changes.version else [])]
    if values:
        yield _("Settings"), _table([_("Setting"), _("Was"), _("Is")], [_value(one) for one in values])
    if changes.inputs:
        yield _("Input files"), _table([_("File"), _("Change")], [[one.key, _input(one)] for one in changes.inputs])


def _table(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Fragment:
    found = table(headers, rows[:_MOST_ROWS], empty=_("None."))
    if len(rows) <= _MOST_ROWS:
        return found
    more = paragraph(_("and {more:,} more; airec-planning diff lists them all", more=len(rows) - _MOST_ROWS), "more")
    return Fragment(f"{found.html}\n{more.html}", f"{found.text}\n{more.text}")


def _name(change: NameChange) -> list[Cell]:
    return [shown_name(change), _state(change.was), _state(change.now)]


def _state(state: str | None) -> Cell:
    return _("not required") if state is None else badge(visible(state)) if state else _("not known")


def _finding(change: FindingChange) -> list[Cell]:
    return [change.subject, *map(_severity, (change.was, change.now)), change.check, change.message]


def _severity(severity: str) -> Cell:
    return badge(visible(severity)) if severity else "-"


def _certificates(changes: RunChanges) -> Iterator[list[Cell]]:
    for renewal in changes.renewed:
        before = enumerated(shown_certificate(one) for one in renewal.replaced)
        yield [shown_certificate(renewal.new), _("renewed"), before, renewal.new.file]
    yield from _alone(changes.certificates_new, _("new"))
    yield from _alone(changes.certificates_gone, _("gone"))


def _alone(certificates: Iterable[Certificate], change: str) -> Iterator[list[Cell]]:
    for one in certificates:
        yield [shown_certificate(one), change, "", one.file]


def _file(name: str | None) -> str:
    return _("no row") if name is None else name or _("Open").lower()


def _path(changes: RunChanges) -> Iterator[ValueChange]:
    if changes.path:
        yield ValueChange(_("path"), path_name(changes.path_was), path_name(changes.path_now))


def _value(change: ValueChange) -> list[Cell]:
    return [
        change.key,
        *(_("not set") if value is None else shorten(visible(value), 120) for value in (change.was, change.now)),
    ]


def _input(change: ValueChange) -> str:
    return _("new") if change.was is None else _("gone" if change.now is None else "changed")

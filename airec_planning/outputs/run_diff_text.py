"""What changed between two runs, for a terminal: a line a change."""

from __future__ import annotations

from collections.abc import Iterator

from airec_planning import names
from airec_planning.language import N_, _
from airec_planning.money import cost_text
from airec_planning.outputs.run_changes import CostChange, FindingChange, NameChange, RunChanges, ValueChange
from airec_planning.outputs.run_changes_words import not_compared, path_name, shown_certificate, shown_name
from airec_planning.outputs.run_state import RunName
from airec_planning.text import enumerated, plural, shorten, visible

_LETTERS = 120
"""Of a message or a value; --json has them all."""


def run_diff_text(changes: RunChanges) -> str:
    """A line a change, what is required and its state first; then how many there are."""
    lines = [
        *map(_name, changes.names),
        *map(_finding, changes.findings),
        *(_("! renewal of {name} has become overdue", name=_both(one.name)) for one in changes.overdue),
        *_certificates(changes),
        *([_value(N_("path"), changes.path)] if changes.path else []),
        *(f"~ {_cost(one)}" for one in changes.costs),
        *_rows(changes),
        *(_value(N_("setting"), one) for one in changes.settings),
        *([_value("airec-planning", changes.version)] if changes.version else []),
        *map(_input, changes.inputs),
    ]
    caveat = not_compared(changes)
    count = plural(len(lines), "change") if lines else _("no changes")
    if lines and changes.worse:
        count = _("{changes}; something got worse", changes=count)
    title = f"{_run(changes.old)} -> {_run(changes.new)}"
    return "\n".join([title, *lines, *([caveat] if caveat else []), count])


def _run(run: RunName) -> str:
    return visible(run.folder)


def _name(change: NameChange) -> str:
    said = f"{_(change.kind)} {shown_name(change)}"
    was, now = (_(visible(state or "")) for state in (change.was, change.now))
    if change.was is None:
        return _("+ {what}, {state}", what=said, state=now) if now else f"+ {said}"
    if change.now is None:
        return _("- {what}, was {state}", what=said, state=was) if was else f"- {said}"
    line = f"~ {said}: {was} -> {now}"
    if change.direction == "other":
        return line
    return _("{line}, worse" if change.direction == "worse" else "{line}, better", line=line)


_KINDS = (N_("domain"), N_("address"))
"""What a change of names is of."""


def _finding(change: FindingChange) -> str:
    what = f"{shorten(visible(change.subject), _LETTERS)} [{visible(change.check)}]"
    message = shorten(visible(change.message), _LETTERS)
    if not change.now:
        return f"- {_(change.was)} {what}"
    if not change.was:
        return f"+ {_(change.now)} {what}: {message}"
    return _("~ {now}, was {was}, {what}: {message}", now=_(change.now), was=_(change.was), what=what, message=message)


def _certificates(changes: RunChanges) -> Iterator[str]:
    for renewal in changes.renewed:
        before = enumerated(shown_certificate(one) for one in renewal.replaced)
        new, file = shown_certificate(renewal.new), visible(renewal.new.file)
        yield _("~ certificate {new} renews {before}: {file}", new=new, before=before, file=file)
    for sign, certificates in (("+", changes.certificates_new), ("-", changes.certificates_gone)):
        for one in certificates:
            yield _("{sign} certificate {name}: {file}", sign=sign, name=shown_certificate(one), file=visible(one.file))


def _rows(changes: RunChanges) -> Iterator[str]:
    for row in changes.rows:
        what = enumerated(shorten(visible(text)) for text in (row.domain, row.product, row.service) if text)
        if row.was is None or row.now is None:
            sign, file = "+" if row.was is None else "-", _file(row.now or row.was)
        else:
            sign, file = "~", f"{_file(row.was)} -> {_file(row.now)}"
        yield _("{sign} row of {what}: {file}", sign=sign, what=what, file=file)
    if changes.row_counts:
        was, now = changes.row_counts
        yield _(
            "~ rows mapped: {filled_before:,} of {rows_before:,} -> {filled:,} of {rows:,}",
            filled_before=was.filled,
            rows_before=was.rows,
            filled=now.filled,
            rows=now.rows,
        )


def _cost(change: CostChange) -> str:
    now, horizon = (
        f"{cost_text(was)} -> {cost_text(is_now)}" if was != is_now else cost_text(is_now)
        for was, is_now in ((change.was.now, change.now.now), (change.was.horizon, change.now.horizon))
    )
    return _(
        "{path}, yuan: now {now}; over the horizon {horizon}", path=path_name(change.path), now=now, horizon=horizon
    )


def _file(name: str | None) -> str:
    return visible(name or "") or _("no certificate")


def _value(kind: str, change: ValueChange) -> str:
    key = "" if kind == change.key else f" {visible(change.key)}"
    was, now = (
        shorten(visible(one), _LETTERS) if one is not None else _("not set") for one in (change.was, change.now)
    )
    return f"~ {_(kind)}{key}: {was} -> {now}"


def _input(change: ValueChange) -> str:
    sign = "+" if change.was is None else "-" if change.now is None else "~"
    return _(
        "{sign} input file {name} changed" if sign == "~" else "{sign} input file {name}",
        sign=sign,
        name=visible(change.key),
    )


def _both(name: str) -> str:
    return visible(names.both_forms(name))

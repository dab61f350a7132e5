"""What goes into the columns that planning owns, and where the planner's entry says something else."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning import tables
from airec_planning.inputs.headers import OWNED, Header
from airec_planning.inputs.requirements import RequirementTable
from airec_planning.outputs.workbook.cells import Date
from airec_planning.outputs.workbook.owned_cells import conflicts, proposals, settle
from tests.certificates import AS_OF

COLUMNS = {"domain": 0} | {column: index for index, column in enumerate(OWNED, start=1)}
ROW: dict[str, Any] = {
    "row": 2, "product": "", "service": "", "domain": "a.cn", "written": "a.cn", "scope": "",
    "certificate_name": "one", "certificate_type": "standard", "source": "own-ca", "san_domains": ("a.cn",),
    "certificate_file": "c/one.pem", "key_file": "c/one.key", "chain_file": "", "expiration_date": AS_OF,
    "status": "ok", "planned_name": "", "unmapped": "",
}  # fmt: skip
OPEN: dict[str, Any] = {"certificate_file": "", "unmapped": "no certificate"}


def mapping(*rows: dict[str, Any]) -> pd.DataFrame:
    return tables.MAPPING.frame(ROW | row for row in rows)


def table(
    entries: dict[tuple[int, str], str] | None = None,
    covered: dict[tuple[int, int], tuple[int, int]] | None = None,
    *,
    chinese: bool = False,
) -> RequirementTable:
    listed = [{"row": row, "column": column, "text": text} for (row, column), text in (entries or {}).items()]
    header = Header(1, COLUMNS, chinese)
    none = tables.REQUIREMENTS.frame([])
    return RequirementTable(none, (), "Table", header, tables.ENTRIES.frame(listed), covered or {})


def proposed(frame: pd.DataFrame, planner: RequirementTable) -> list[tuple[int, dict[str, Any]]]:
    return [(proposal.row, dict(proposal.values)) for proposal in proposals(frame, planner)]


def test_a_row_gets_what_serves_it_in_the_tables_language() -> None:
    ((row, values),) = proposed(mapping({}), table(chinese=True))
    assert row == 2
    assert values == {
        "certificate_name": "one", "certificate_type": "标准", "source": "自建CA", "san_domains": "a.cn",
        "certificate_file": "c/one.pem", "key_file": "c/one.key", "status": "正常", "expiration_date": Date(46_327),
    }  # fmt: skip


def test_a_row_without_a_certificate_gets_nothing() -> None:
    assert proposed(mapping(OPEN), table()) == [(2, {})]


def test_rows_come_in_the_order_of_the_sheet() -> None:
    assert [row for row, _ in proposed(mapping({"row": 9}, {"row": 3}, {"row": 5}), table())] == [3, 5, 9]


def test_a_row_with_several_domains_names_all_and_the_sooner_end() -> None:
    other = {"domain": "b.cn", "written": "b.cn", "certificate_name": "two", "expiration_date": AS_OF.replace(day=2)}
    ((_, values),) = proposed(mapping({"expiration_date": AS_OF.replace(day=3)}, other), table())
    assert (values["certificate_name"], values["expiration_date"]) == ("one; two", Date(46_328))
    assert proposed(mapping({}, other | OPEN), table()) == [(2, {})]


def test_merged_cells_get_what_serves_all_their_rows_and_the_others_nothing() -> None:
    name = COLUMNS["certificate_name"]
    planner = table(covered={(3, name): (2, name)})
    first, second = proposed(mapping({}, {"row": 3, "certificate_name": "two"}), planner)
    assert (first[1]["certificate_name"], first[1]["certificate_file"]) == ("one; two", "c/one.pem")
    assert "certificate_name" not in second[1] and "certificate_file" in second[1]


VALUES = (("certificate_name", "one"), ("status", "ok"), ("expiration_date", Date(46_327)))


@pytest.mark.parametrize(
    "same", ["2026-11-01", "2026-11-01T00:00:00", "2026/11/1", "2026年11月1日", "2026-11-01T23:59:59"]
)
def test_an_entry_that_says_the_same_is_no_conflict(same: str) -> None:
    settled = settle(VALUES, (("expiration_date", same), ("status", "正常")))
    assert settled.conflicts == ()
    assert settled.written == (("certificate_name", "one"),)


def test_an_entry_that_differs_stays_and_is_told() -> None:
    settled = settle(VALUES, (("status", "planned"),))
    assert settled.conflicts == (("status", "planned", "ok"),)
    assert dict(settled.written).keys() == {"certificate_name", "expiration_date"}


def test_a_row_that_names_another_certificate_is_left_alone() -> None:
    settled = settle(VALUES, (("certificate_name", "two"),))
    assert (settled.written, settled.conflicts) == ((), (("certificate_name", "two", "one"),))


def test_overwriting_takes_ours_where_they_differ_and_nowhere_else() -> None:
    settled = settle(VALUES, (("certificate_name", "two"), ("status", "OK")), overwrite=True)
    assert dict(settled.written) == {"certificate_name": "one", "expiration_date": Date(46_327)}
    assert settled.replaced == {"certificate_name"}


def test_conflicts_are_listed_by_row_and_column() -> None:
    entries = {(2, "status"): "planned", (3, "certificate_file"): "c/two.pem", (4, "status"): "planned"}
    found = conflicts(mapping({}, {"row": 3}, {"row": 4} | OPEN), table(entries))
    assert found.to_numpy().tolist() == [
        [2, "status", "planned", "ok"],
        [3, "certificate_file", "c/two.pem", "c/one.pem"],
    ]


TEXTS = st.dictionaries(st.sampled_from(OWNED), st.sampled_from(["one", "two", "ok", "2026-11-01"]), max_size=5)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(TEXTS, TEXTS, st.booleans())
def test_what_is_written_is_ours_and_takes_no_entrys_place_unasked(
    ours: dict[str, str], theirs: dict[str, str], overwrite: bool
) -> None:
    settled = settle(tuple(ours.items()), tuple(theirs.items()), overwrite=overwrite)
    written = dict(settled.written)
    assert written.items() <= ours.items()
    assert settled.replaced == (written.keys() & theirs.keys())
    assert overwrite or not settled.replaced
    told = {column for column, _, _ in settled.conflicts}
    assert told <= theirs.keys() & ours.keys()
    assert all(column in written or column in theirs or told for column in ours)

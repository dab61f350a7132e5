"""Which column is which, by its header."""

from __future__ import annotations

import pytest

from airec_planning.errors import SettingsError
from airec_planning.inputs.grids import Grid
from airec_planning.inputs.headers import ALIASES, Header, find_header, no_header


def grid(*rows: list[str], sheet: str = "S") -> Grid:
    return Grid(sheet, tuple(tuple(row) for row in rows))


@pytest.mark.parametrize(("name", "alias"), [(name, alias) for name, aliases in ALIASES.items() for alias in aliases])
def test_every_known_header_is_recognised_in_either_language(name: str, alias: str) -> None:
    row = [alias] if name == "domain" else [alias, "FQDN"]
    found = find_header(grid(row), {})
    assert found is not None
    assert found.columns[name] == 0


@pytest.mark.parametrize("written", ["DOMAIN NAME", "domain_name", " Domain-Name: ", "Domain\nName", "*Domain Name"])
def test_case_blanks_and_punctuation_do_not_matter(written: str) -> None:
    assert find_header(grid([written]), {}) == Header(1, {"domain": 0}, chinese=False)


def test_columns_stand_in_any_order_below_title_rows() -> None:
    found = find_header(grid(["HTTPS证书需求表"], [], ["备注", "", "域名", "服务"], ["", "", "a.cn", "oss"]), {})
    assert found == Header(3, {"remarks": 0, "domain": 2, "service": 3}, chinese=True)


def test_the_row_with_the_most_columns_is_the_header() -> None:
    found = find_header(grid(["Domain", "of the planner"], ["Service", "Domain", "Status"]), {})
    assert found is not None
    assert found.row == 2


def test_the_first_of_two_columns_with_one_meaning_is_taken() -> None:
    found = find_header(grid(["Domain", "FQDN"]), {})
    assert found is not None
    assert found.columns == {"domain": 0}


def test_a_header_behind_the_fiftieth_row_is_not_looked_for() -> None:
    assert find_header(grid(*[[""]] * 49, ["Domain"]), {}) is not None
    assert find_header(grid(*[[""]] * 50, ["Domain"]), {}) is None


def test_a_header_named_in_the_settings_wins() -> None:
    found = find_header(grid(["Domain", "FQDN to protect"]), {"domain": "fqdn to protect"})
    assert found is not None
    assert found.columns["domain"] == 1


def test_a_known_header_may_be_given_another_meaning() -> None:
    found = find_header(grid(["Zone", "Host"]), {"domain": "Zone", "remarks": "Host"})
    assert found is not None
    assert found.columns == {"domain": 0, "remarks": 1}


def test_a_column_that_the_settings_misname_names_the_nearest() -> None:
    with pytest.raises(SettingsError, match="unknown column domian") as raised:
        find_header(grid(["Domain"]), {"domian": "Domain"})
    assert raised.value.remedy == "Did you mean domain?"


def test_an_unrecognised_table_names_the_nearest_header_with_its_place() -> None:
    error = no_header([grid(["title"], ["Service", "Domain Nmae"], sheet="Sheet 1")], "t.xlsx")
    assert '"Domain Nmae" (Sheet 1, row 2)' in error.fact
    assert 'domain = "Domain Nmae"' in error.remedy


def test_a_table_with_nothing_near_is_said_to_have_no_column_of_domains() -> None:
    error = no_header([grid(["1", "2"])], "t.xlsx")
    assert error.fact == "no column of domains is recognised"
    assert "planner.columns.domain" in error.remedy


def test_an_empty_table_is_said_to_be_empty() -> None:
    assert no_header([grid()], "t.xlsx").fact == "the table is empty"

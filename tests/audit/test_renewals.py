"""Renewals: which fall due, by when each has to be started, and in which week most come together."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning import tables
from airec_planning.audit.renewals import Week, forecast, monday_of, renewals
from airec_planning.settings import parse_settings
from tests.certificates import AS_OF, Issued, issue
from tests.deployments import Row, plan_of, write_deployment

TODAY = AS_OF.date()  # a Sunday
DOMAIN = "api.example.com"


def day(number: int) -> dt.datetime:
    """So many days from the as-of date."""
    return AS_OF + dt.timedelta(days=number)


def due(folder: Path, rows: list[Row], certificates: dict[str, Issued], toml: str = "") -> list[dict[str, Any]]:
    return tables.records(plan_of(write_deployment(folder, rows, certificates, settings=toml)).renewals)


def serving(*lives: tuple[int, int]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Coverage, required domains and certificates: one for each validity, in days from the as-of date."""
    blanks = [
        {column.name: () if column.kind == "list" else None if column.kind in ("time", "maybe") else "" for column in t}
        for t in (tables.COVERAGE.columns, tables.REQUIRED_DOMAINS.columns, tables.CERTIFICATES.columns)
    ]
    blanks[2] |= {"position": 1, "is_ca": False, "self_issued": False, "private_key_pem": False, "role": "server"}
    rows = [
        ({"domain": name, "sha256": name, "state": "ok"}, {"domain": name},
         {"sha256": name, "file": name, "san_dns": (name,), "not_before": day(begin), "not_after": day(end)})
        for name, (begin, end) in ((f"n{number}.cn", life) for number, life in enumerate(lives))
    ]  # fmt: skip
    schemas = (tables.COVERAGE, tables.REQUIRED_DOMAINS, tables.CERTIFICATES)
    coverage, required, certificates = (
        schema.frame(blank | row for row in column)
        for schema, blank, column in zip(schemas, blanks, zip(*rows, strict=True), strict=True)
    )
    return coverage, required, certificates


def test_a_renewal_is_started_its_lead_before_the_end(tmp_path: Path) -> None:
    row = {"domain": DOMAIN, "service": "airec-api"}
    [found] = due(tmp_path, [row], {"api": issue([DOMAIN], days=100, began=0)})
    assert (found["name"], found["file"]) == (DOMAIN, "certificates/api.pem")
    assert (found["domains"], found["services"]) == ((DOMAIN,), ("airec-api",))
    assert (found["not_after"], found["start_by"], found["overdue"]) == (day(100), day(70), False)
    assert found["week"] == dt.datetime(2027, 1, 4, tzinfo=dt.UTC)  # the Monday before Sunday, 10 January
    assert (found["kind"], found["how"]) == (
        "existing", "by hand in the console: it never renews by itself"
    )  # fmt: skip


def test_a_start_in_the_past_is_overdue_and_falls_in_the_week_of_the_as_of_date(tmp_path: Path) -> None:
    first, later = due(tmp_path, [DOMAIN], {"api": issue([DOMAIN], days=100, began=-90)})
    assert (first["start_by"], first["overdue"], first["week"]) == (day(-20), True, day(-6))
    assert (later["kind"], later["overdue"], later["start_by"]) == ("projected", False, day(365 - 30))


def test_a_start_on_the_as_of_date_is_not_overdue(tmp_path: Path) -> None:
    first, *_ = due(tmp_path, [DOMAIN], {"api": issue([DOMAIN], days=100, began=-70)})
    assert (first["start_by"], first["overdue"]) == (AS_OF, False)


def test_a_certificate_that_serves_several_domains_is_renewed_once(tmp_path: Path) -> None:
    rows: list[Row] = [{"domain": f"{name}.example.com", "service": service}
                       for name, service in (("a", "web"), ("b", "web"), ("c", "search"))]  # fmt: skip
    [found] = due(tmp_path, rows, {"wild": issue(["*.example.com"], days=100, began=0)})
    assert found["domains"] == ("a.example.com", "b.example.com", "c.example.com")
    assert found["services"] == ("web", "search")
    assert found["name"] == "*.example.com"


def test_an_unused_certificate_does_not_alarm(tmp_path: Path) -> None:
    assert due(tmp_path, [DOMAIN], {"other": issue(["other.example.com"], days=20)}) == []


def test_a_certificate_that_another_outdoes_does_not_alarm(tmp_path: Path) -> None:
    certificates = {"api": issue([DOMAIN], days=300), "old": issue([DOMAIN], days=20, began=-15)}
    assert [found["file"] for found in due(tmp_path, [DOMAIN], certificates)] == ["certificates/api.pem"]


def test_a_certificate_whose_successor_lies_ready_does_not_alarm(tmp_path: Path) -> None:
    certificates = {"now": issue([DOMAIN], days=20), "next": issue([DOMAIN], days=365, began=3)}
    [found] = due(tmp_path, [DOMAIN], certificates)
    assert (found["file"], found["start_by"]) == ("certificates/next.pem", day(3 + 365 - 30))


def test_a_successor_that_begins_too_late_or_has_a_wrong_key_does_not_count(tmp_path: Path) -> None:
    late = {"now": issue([DOMAIN], days=20), "next": issue([DOMAIN], began=11)}
    assert due(tmp_path / "late", [DOMAIN], late)[0]["file"] == "certificates/now.pem"
    locked = {"now": issue([DOMAIN], days=20), "next": issue([DOMAIN], began=3)}
    folder = write_deployment(tmp_path / "locked", [DOMAIN], locked)
    (folder / "certificates/next.key").write_bytes(locked["next"].key_pem(b"secret"))
    assert plan_of(folder).renewals["file"].iloc[0] == "certificates/now.pem"


@pytest.mark.parametrize(
    "certificate", [issue(["x.cn"]), issue([DOMAIN], days=9), issue([DOMAIN], began=5)]
)  # none, expired, of the future
def test_a_domain_without_a_valid_certificate_stays_in_the_coverage(tmp_path: Path, certificate: Issued) -> None:
    plan = plan_of(write_deployment(tmp_path, [DOMAIN], {"one": certificate}))
    assert plan.renewals.empty
    assert plan.coverage["domain"].tolist() == [DOMAIN]
    assert plan.forecast.peak is None


def test_a_certificate_of_47_days_is_renewed_many_times_a_year(tmp_path: Path) -> None:
    toml = "validity.platform_days = 47\nvalidity.renewal_lead_days = 15\n"
    found = due(tmp_path, [DOMAIN], {"api": issue([DOMAIN], days=47, began=0)}, toml)
    assert [row["start_by"] for row in found] == [day(n) for n in range(32, 365, 32)]
    assert [row["kind"] for row in found] == ["existing", *["projected"] * 10]


def test_a_certificate_that_lasts_no_longer_than_the_lead_is_renewed_half_way(tmp_path: Path) -> None:
    [found, _] = due(tmp_path, [DOMAIN], {"api": issue([DOMAIN], days=20, began=0)})
    assert (found["start_by"], found["overdue"]) == (day(10), False)


def test_under_the_public_schedule_the_successors_shorten(tmp_path: Path) -> None:
    toml = "validity.public_schedule = true\nexpiry.forecast_days = 1096\n"
    found = due(tmp_path, [DOMAIN], {"api": issue([DOMAIN], days=50, began=0)}, toml)
    starts = [row["start_by"] for row in found]
    gaps = [(b - a).days for a, b in itertools.pairwise(starts)]
    assert starts[0] == day(25)  # half of 50 days, since the lead of 30 is more
    assert gaps[:2] == [170, 70]  # 200 days, then 100, less the lead
    assert gaps[-1] == 24  # 47 days less half of them


def test_on_the_ca_path_the_own_ca_issues_anew(tmp_path: Path) -> None:
    toml = "organisation.own_ca_mandated = true\nvalidity.own_ca_days = 90\nvalidity.platform_days = 31\n"
    found = due(tmp_path, [DOMAIN], {"api": issue([DOMAIN], days=50, began=0)}, toml)
    assert {row["how"] for row in found} == {"by the own CA, offline"}
    assert [row["start_by"] for row in found[:3]] == [day(20), day(80), day(140)]


def test_how_far_the_forecast_reaches_is_a_setting(tmp_path: Path) -> None:
    certificates = {"api": issue([DOMAIN], days=100, began=0)}
    write_deployment(tmp_path, [DOMAIN], certificates)
    assert plan_of(tmp_path, "expiry.forecast_days=70").renewals.empty
    assert len(plan_of(tmp_path, "expiry.forecast_days=71").renewals) == 1


def test_the_first_to_start_comes_first(tmp_path: Path) -> None:
    certificates = {name: issue([f"{name}.cn"], days=days) for name, days in (("a", 200), ("b", 20), ("c", 100))}
    found = due(tmp_path, ["a.cn", "b.cn", "c.cn"], certificates)
    assert [row["name"] for row in found if row["kind"] == "existing"] == ["b.cn", "c.cn", "a.cn"]


def test_the_peak_is_the_week_with_the_most_and_the_first_of_several(tmp_path: Path) -> None:
    lives = {"a": 100, "b": 101, "c": 102, "d": 103, "e": 104}  # starts on Sunday, and on four days of the next week
    certificates = {name: issue([f"{name}.cn"], days=days, began=0) for name, days in lives.items()}
    plan = plan_of(write_deployment(tmp_path, [f"{name}.cn" for name in lives], certificates))
    assert plan.forecast.peak == Week(dt.date(2027, 1, 11), 4)
    even = plan_of(tmp_path, "expiry.forecast_days=72")
    assert even.forecast.peak == Week(dt.date(2027, 1, 4), 1)


def test_every_week_is_there_the_empty_ones_too(tmp_path: Path) -> None:
    weeks = plan_of(write_deployment(tmp_path, [DOMAIN])).forecast.weeks
    assert (weeks[0].monday, weeks[-1].monday) == (dt.date(2026, 10, 26), dt.date(2027, 10, 25))
    assert {(b.monday - a.monday).days for a, b in itertools.pairwise(weeks)} == {7}
    assert {week.renewals for week in weeks} == {0}


def simulated(begin: int, end: int, validity: int, lead: int, days: int) -> list[int]:
    """Day by day: on a day on which no more than ``lead`` days are left, start a renewal that is valid at once."""
    started = []
    for today in range(days):
        kept = lead if lead < end - begin else (end - begin) // 2
        if end - today <= kept:
            started.append(end - kept)
            begin, end = today, today + validity
    return started


lives = st.tuples(st.integers(-400, 0), st.integers(0, 800))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(lives, min_size=1, max_size=6), st.integers(2, 500), st.data(), st.integers(1, 1000))
def test_the_forecast_is_that_of_a_simulation_and_its_weeks_add_up(
    found: list[tuple[int, int]], validity: int, data: st.DataObject, days: int
) -> None:
    lead = data.draw(st.integers(0, validity - 1))
    toml = f"validity.platform_days = {validity}\nvalidity.own_ca_days = {validity}\n"
    toml += f"validity.renewal_lead_days = {lead}\nexpiry.forecast_days = {days}\n"
    rows = renewals(*serving(*found), AS_OF, parse_settings(toml, "test"), "https")
    expected = sorted(day(n) for begin, end in found for n in simulated(begin, end, validity, lead, days))
    assert rows["start_by"].tolist() == expected
    assert rows["overdue"].sum() == sum(moment < AS_OF for moment in expected)

    ahead = forecast(rows, AS_OF, days)
    assert ahead.renewals == len(rows)
    by_hand = [monday_of(max(moment.date(), TODAY)) for moment in expected]
    assert {week.monday: week.renewals for week in ahead.weeks if week.renewals} == {
        monday: by_hand.count(monday) for monday in by_hand
    }
    assert (ahead.peak.renewals if ahead.peak else 0) == max((week.renewals for week in ahead.weeks), default=0)

"""The weeks of the forecast as a calendar: each cell with its count, the peak framed and named."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree

import pytest

from airec_planning.audit.renewals import Forecast, Week
from airec_planning.outputs.fragments import Fragment
from airec_planning.outputs.heat_map import renewals_by_week

FIRST = dt.date(2026, 10, 26)
SVG = "{http://www.w3.org/2000/svg}"


def ahead(*counts: int, overdue: int = 0) -> Forecast:
    """A forecast of so many renewals a week."""
    weeks = tuple(Week(FIRST + dt.timedelta(weeks=number), count) for number, count in enumerate(counts))
    return Forecast(7 * len(counts), weeks, overdue)


def words(fragment: Fragment) -> list[str]:
    root = ElementTree.fromstring(fragment.html)
    assert (root.tag, root.get("role"), root.get("aria-label")) == ("figure", "img", fragment.text)
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]


def test_each_week_has_a_cell_with_its_count_and_its_monday() -> None:
    found = words(renewals_by_week(ahead(0, 3, 12, 0)))
    for count, monday in (("0", "10-26"), ("3", "11-02"), ("12", "11-09"), ("0", "11-16")):
        assert count in found
        assert monday in found


def test_the_peak_is_framed_and_named() -> None:
    found = renewals_by_week(ahead(0, 3, 12, 0, overdue=2))
    assert found.text == (
        "Renewals to start in each week. 15 renewals to start within 28 days, 2 of them overdue; "
        "the most, 12, in the week of 2026-11-09."
    )
    assert len(re.findall(r"stroke: #000000; stroke-width: 2", found.html)) == 1


def test_a_row_is_a_quarter() -> None:
    found = words(renewals_by_week(ahead(*[1] * 53)))
    assert [word for word in found if " Q" in word] == ["2026 Q4", "2027 Q1", "2027 Q2", "2027 Q3", "2027 Q4"]


def test_nothing_to_renew_is_a_sentence() -> None:
    assert renewals_by_week(ahead(0, 0)).text == "No renewal has to be started within 14 days."


@pytest.mark.parametrize("weeks", [1, 53, 158])
def test_a_forecast_of_any_length_is_drawn_the_same_each_time(weeks: int) -> None:
    forecast = ahead(*(number % 5 for number in range(1, weeks + 1)))
    assert renewals_by_week(forecast) == renewals_by_week(forecast)
    assert len(renewals_by_week(forecast).html) < 150_000


def test_more_renewals_are_darker() -> None:
    found = renewals_by_week(ahead(0, 1, 2, 3, 4, 5))
    fills = re.findall(r"fill: #([0-9a-f]{6}); stroke: #(?:c9d3df|000000)", found.html)
    lightness = [sum(bytes.fromhex(fill)) for fill in fills]
    assert len(fills) == 6
    assert lightness == sorted(lightness, reverse=True)

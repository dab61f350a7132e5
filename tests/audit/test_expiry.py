"""Days left and states at their boundaries."""

from __future__ import annotations

import datetime as dt

import pytest

from airec_planning.audit.expiry import STATES, USABLE, days_left, expiry_state
from airec_planning.setting_sections import Expiry
from tests.certificates import AS_OF

LONG_AGO = AS_OF - dt.timedelta(days=300)


@pytest.mark.parametrize(
    ("days", "state"),
    [(91, "ok"), (90, "notice"), (31, "notice"), (30, "warning"), (8, "warning"), (7, "critical"), (0, "critical"),
     (-1, "expired")],
)  # fmt: skip
def test_a_threshold_belongs_to_the_harder_state(days: int, state: str) -> None:
    assert expiry_state(LONG_AGO, AS_OF + dt.timedelta(days=days), AS_OF, Expiry()) == state


def test_a_certificate_is_valid_in_its_last_second() -> None:
    assert expiry_state(LONG_AGO, AS_OF, AS_OF, Expiry()) == "critical"
    assert expiry_state(LONG_AGO, AS_OF - dt.timedelta(seconds=1), AS_OF, Expiry()) == "expired"


def test_a_certificate_is_valid_from_its_first_second() -> None:
    end = AS_OF + dt.timedelta(days=365)
    assert expiry_state(AS_OF, end, AS_OF, Expiry()) == "ok"
    assert expiry_state(AS_OF + dt.timedelta(seconds=1), end, AS_OF, Expiry()) == "not-yet-valid"


@pytest.mark.parametrize(("hours", "days"), [(47, 1), (24, 1), (23, 0), (0, 0), (-1, -1), (-25, -2)])
def test_days_left_are_whole_days_rounded_down(hours: int, days: int) -> None:
    assert days_left(AS_OF + dt.timedelta(hours=hours), AS_OF) == days


def test_thresholds_can_be_moved() -> None:
    thresholds = Expiry(notice_days=200, warning_days=100, critical_days=50)
    assert expiry_state(LONG_AGO, AS_OF + dt.timedelta(days=60), AS_OF, thresholds) == "warning"


@pytest.mark.parametrize(
    ("lifetime", "left", "state"),
    [(47, 47, "ok"), (47, 16, "ok"), (47, 15, "notice"), (47, 8, "notice"), (47, 7, "warning"), (47, 4, "warning"),
     (47, 3, "critical"), (90, 30, "ok"), (90, 29, "notice"), (90, 15, "warning"), (90, 7, "critical"),
     (7, 6, "ok"), (7, 1, "warning"), (7, 0, "critical")],
)  # fmt: skip
def test_a_short_lived_certificate_is_judged_by_its_share_of_the_lifetime(lifetime: int, left: int, state: str) -> None:
    end = AS_OF + dt.timedelta(days=left)
    assert expiry_state(end - dt.timedelta(days=lifetime), end, AS_OF, Expiry()) == state


@pytest.mark.parametrize("left", range(366))
def test_nothing_changes_for_a_certificate_of_a_year(left: int) -> None:
    end = AS_OF + dt.timedelta(days=left)
    by_days_alone = Expiry(notice_percent=100, warning_percent=100, critical_percent=100)
    began = end - dt.timedelta(days=365)
    assert expiry_state(began, end, AS_OF, Expiry()) == expiry_state(began, end, AS_OF, by_days_alone)


def test_the_last_second_belongs_to_the_lifetime() -> None:
    end = AS_OF + dt.timedelta(days=17)
    a_second_short = end - dt.timedelta(days=100) + dt.timedelta(seconds=1)
    assert expiry_state(a_second_short, end, AS_OF, Expiry()) == "warning"


def test_any_validity_has_a_state() -> None:
    first, last = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC, microsecond=0)
    most = Expiry(notice_days=10_000_000, notice_percent=100)
    assert expiry_state(first, last, AS_OF, most) == "notice"
    assert expiry_state(AS_OF, AS_OF, AS_OF, most) == "critical"


def test_the_usable_states_are_those_of_a_valid_certificate() -> None:
    assert set(STATES) - set(USABLE) == {"missing", "expired", "not-yet-valid", "refused"}

"""How long certificates last, by path and by day of issue."""

from __future__ import annotations

import datetime as dt

import pytest

from airec_planning.settings import parse_settings
from airec_planning.validity import Terms, own_ca_terms, platform_terms

LATER = dt.date(2029, 6, 1)


def test_each_path_has_its_validity_and_the_same_lead() -> None:
    validity = parse_settings("[validity]\nplatform_days = 90\nown_ca_days = 730\nrenewal_lead_days = 20", "").validity
    assert platform_terms(validity) == Terms(days=90, lead=20)
    assert own_ca_terms(validity) == Terms(days=730, lead=20)


def test_the_public_schedule_binds_the_console_alone() -> None:
    validity = parse_settings("validity.public_schedule = true", "").validity
    assert platform_terms(validity).lasts(LATER) == 47
    assert own_ca_terms(validity).lasts(LATER) == 365


@pytest.mark.parametrize(
    ("lifetime", "public", "lead"),
    [
        (365, False, 30),
        (31, False, 30),
        (30, False, 15),
        (47, False, 30),
        (47, True, 23),
        (365, True, 30),
        (0, False, 0),
    ],
)
def test_a_lead_leaves_room_for_progress(lifetime: int, public: bool, lead: int) -> None:
    assert Terms(days=365, lead=30, public=public).lead_within(lifetime) == lead

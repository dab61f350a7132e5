"""``expiry.ics`` read back as a calendar program reads it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import icalendar
import pytest

from airec_planning.expiry_files import calendar_file
from airec_planning.plan import Plan
from airec_planning.planning import make_plan
from tests.certificates import AS_OF, issue
from tests.deployments import plan_of, write_deployment

EXAMPLE = Path(__file__).parents[2] / "examples/airec-demo"
DOMAIN = "api.example.com"
TODAY = AS_OF.date()


def events(plan: Plan) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(calendar_file(plan))
    assert isinstance(calendar, icalendar.Calendar)
    return calendar.events


def of_one(folder: Path, days: int = 100, began: int = 0) -> list[icalendar.Event]:
    """The events where one certificate serves one domain."""
    row = {"domain": DOMAIN, "service": "airec-api"}
    return events(plan_of(write_deployment(folder, [row], {"api": issue([DOMAIN], days=days, began=began)})))


def test_a_certificate_in_use_has_a_day_to_renew_it_and_a_day_on_which_it_expires(tmp_path: Path) -> None:
    renewal, expiry = of_one(tmp_path)
    assert (str(renewal["summary"]), renewal.start) == (f"Renew {DOMAIN}", TODAY + dt.timedelta(days=70))
    assert (str(expiry["summary"]), expiry.start) == (f"{DOMAIN} expires", TODAY + dt.timedelta(days=100))


def test_an_event_says_what_to_do_for_whom(tmp_path: Path) -> None:
    said = str(of_one(tmp_path)[0]["description"])
    for words in ("certificates/api.pem", "Services: airec-api", f"Domains: {DOMAIN}", "How: by hand in the console"):
        assert words in said


def test_an_event_lasts_the_day_and_leaves_its_reader_free(tmp_path: Path) -> None:
    for event in of_one(tmp_path):
        assert type(event.start) is dt.date
        assert event.duration == dt.timedelta(days=1)
        assert event["transp"] == "TRANSPARENT"


def test_the_start_of_a_renewal_is_rung_on_its_morning(tmp_path: Path) -> None:
    renewal, expiry = of_one(tmp_path)
    [alarm] = renewal.alarms.times
    assert alarm.trigger == dt.datetime.combine(renewal.start, dt.time(9))
    assert expiry.alarms.times == []


def test_an_overdue_renewal_stands_on_the_as_of_date(tmp_path: Path) -> None:
    renewal = of_one(tmp_path, began=-90)[0]
    assert renewal.start == TODAY
    assert str(renewal["summary"]) == f"Renew {DOMAIN}: overdue since 2026-10-12"


def test_projected_renewals_are_left_to_the_forecast(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"api": issue([DOMAIN], days=47, began=0)})
    plan = plan_of(folder, "validity.platform_days=47; validity.renewal_lead_days=15")
    assert len(plan.renewals) > 5
    assert len(events(plan)) == 2


def test_what_is_unused_or_expired_has_no_event(tmp_path: Path) -> None:
    certificates = {"spare": issue(["x.example.com"]), "old": issue([DOMAIN], days=9)}
    assert events(plan_of(write_deployment(tmp_path, [DOMAIN], certificates))) == []


def test_a_further_import_updates_the_events_of_the_first() -> None:
    today, next_week = make_plan(EXAMPLE, "2026-11-01"), make_plan(EXAMPLE, "2026-11-08")
    first, second = ({str(event["uid"]) for event in events(plan)} for plan in (today, next_week))
    assert first == second
    assert len(first) == len(events(today))


def test_two_deployments_and_two_certificates_have_events_of_their_own(tmp_path: Path) -> None:
    certificate = issue([DOMAIN], days=100)
    folders = [write_deployment(tmp_path / name, [DOMAIN], {"api": certificate}) for name in ("one", "two")]
    folders.append(write_deployment(tmp_path / "three" / "one", [DOMAIN], {"api": issue([DOMAIN], days=100)}))
    uids = [str(event["uid"]) for folder in folders for event in events(plan_of(folder))]
    assert len(set(uids)) == len(uids) == 6


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert calendar_file(plan_of(EXAMPLE)) == calendar_file(plan_of(EXAMPLE))
    assert all(event.stamp == AS_OF for event in events(plan_of(EXAMPLE)))


@pytest.mark.parametrize("service", ["a,b;c\\n", "x\r\nBEGIN:VALARM", "推荐" * 60, "\u202eevil", "\x1b[31m"])
def test_any_text_stays_text(service: str, tmp_path: Path) -> None:
    row = {"domain": "推荐.example.com", "service": service}
    folder = write_deployment(tmp_path, [row], {"api": issue(["xn--jzuq81e.example.com"], days=100)})
    renewal, _ = events(plan_of(folder))
    text = calendar_file(plan_of(folder)).decode()
    assert not {"\u202e", "\x1b"} & set(text)
    assert len(renewal.alarms.times) == 1
    assert str(renewal["summary"]) == "Renew xn--jzuq81e.example.com (推荐.example.com)"
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_a_certificate_without_an_end_is_no_obstacle(tmp_path: Path) -> None:
    [expiry] = of_one(tmp_path, days=2_912_000)
    assert expiry.start.year == 9999

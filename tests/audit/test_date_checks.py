"""Checks on a certificate's validity: when they are fine, when they fail, when they have to wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from airec_planning.audit import date_checks
from tests.audit import DOMAIN, OWN_CA, ROOT, check, findings, ground, said
from tests.certificates import AS_OF, issue
from tests.deployments import plan_of, write_deployment

DEPLOYED = "[organisation]\ndeployment_date = 2026-12-15\n"  # 44 days from the as-of date


@pytest.mark.parametrize(
    ("began", "severity", "words"),
    [(-10, "ok", "valid from"), (-400, "error", "expired on 2026-09-27, 35 days ago"), (3, "error", "not yet valid")],
)
def test_validity(tmp_path: Path, began: int, severity: str, words: str) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, began=began))["validity"]
    assert (found["severity"], words in found["message"]) == (severity, True)


@pytest.mark.parametrize(
    ("began", "severity"),
    [(-10, "ok"), (-300, "notice"), (-340, "warning"), (-360, "error"), (-400, "skipped"), (3, "skipped")],
)
def test_time_left(tmp_path: Path, began: int, severity: str) -> None:
    assert check(tmp_path, issue([DOMAIN], ROOT, began=began))["time-left"]["severity"] == severity


@pytest.mark.parametrize("run", [date_checks.validity, date_checks.time_left])
def test_dates_that_cannot_be_read_are_waited_for(run: Callable[..., Any]) -> None:
    verdict = run({"sha256": "1", "not_before": None, "not_after": None}, ground())
    assert (verdict.severity, verdict.message) == ("skipped", "waits for dates that can be read")


def test_an_expired_certificate_that_another_one_replaces_is_a_warning(tmp_path: Path) -> None:
    fresh, old = issue([DOMAIN], ROOT), issue([DOMAIN], ROOT, began=-400)
    found = findings(write_deployment(tmp_path, [DOMAIN], {"one": old, "new": fresh}))["validity"]
    assert (found["severity"], "another certificate serves" in found["message"]) == ("warning", True)


def test_an_expired_certificate_that_nothing_replaces_does_not_say_that_another_serves(tmp_path: Path) -> None:
    found = check(tmp_path, issue(["unneeded.example.com"], ROOT, began=-400))["validity"]
    assert found["severity"] == "notice"
    assert "another certificate serves" not in found["message"]


def test_the_first_and_the_last_second_of_validity_are_valid() -> None:
    row = {"sha256": "1", "not_before": AS_OF, "not_after": AS_OF}
    verdict = date_checks.validity(row, ground())
    later = date_checks.validity(row, ground(as_of=AS_OF + dt.timedelta(seconds=1)))
    assert verdict and later and (verdict.severity, later.severity) == ("ok", "error")


@pytest.mark.parametrize(
    ("began", "days", "severity", "words"),
    [
        (-10, 365, "ok", "valid on 2026-12-15"),
        (44, 365, "ok", "valid on 2026-12-15"),
        (-10, 54, "ok", "valid on 2026-12-15"),
        (-10, 40, "error", "ends on 2026-12-01, before the deployment on 2026-12-15"),
        (-400, 365, "error", "ends on 2026-09-27, before the deployment on 2026-12-15"),
        (45, 365, "error", "begins on 2026-12-16, after the deployment on 2026-12-15"),
    ],
)
def test_valid_at_deployment(tmp_path: Path, began: int, days: int, severity: str, words: str) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, began=began, days=days), settings=DEPLOYED)
    assert said(found, "valid-at-deployment") == (severity, words)


@pytest.mark.parametrize("settings", ["", DEPLOYED.replace("2026-12-15", "2026-10-31")])
def test_without_a_deployment_to_come_its_day_is_not_checked(tmp_path: Path, settings: str) -> None:
    assert "valid-at-deployment" not in check(tmp_path, issue([DOMAIN], ROOT), settings=settings)


def test_a_deployment_on_the_as_of_date_itself_is_checked(tmp_path: Path) -> None:
    settings = DEPLOYED.replace("2026-12-15", "2026-11-01")
    found = check(tmp_path, issue([DOMAIN], ROOT, began=3), settings=settings)
    assert said(found, "valid-at-deployment")[0] == "error"


def test_a_certificate_that_ends_before_the_deployment_is_a_notice_where_another_serves(tmp_path: Path) -> None:
    folder = write_deployment(
        tmp_path, [DOMAIN], {"one": issue([DOMAIN], ROOT, days=40), "new": issue([DOMAIN], ROOT)}, settings=DEPLOYED
    )
    severity, message = said(findings(folder), "valid-at-deployment")
    assert (severity, "another serves its domains" in message) == ("notice", True)


def test_a_certificate_that_ends_before_the_deployment_is_an_error_where_the_other_ends_sooner(tmp_path: Path) -> None:
    folder = write_deployment(
        tmp_path, [DOMAIN], {"one": issue([DOMAIN], ROOT, days=40), "old": issue([DOMAIN], ROOT, days=30)}
    )
    (folder / "deployment.toml").write_text(DEPLOYED)
    assert said(findings(folder), "valid-at-deployment")[0] == "error"


def test_the_day_of_the_deployment_waits_for_dates_that_can_be_read(tmp_path: Path) -> None:
    settings = plan_of(write_deployment(tmp_path, [DOMAIN], settings=DEPLOYED)).settings
    undated = {"sha256": "1", "not_before": None, "not_after": None}
    verdict = date_checks.valid_at_deployment(undated, ground(settings=settings))
    assert verdict and (verdict.severity, verdict.message) == ("skipped", "waits for dates that can be read")


def test_a_certificate_that_begins_before_the_deployment_need_not_be_valid_yet(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, began=44), settings=DEPLOYED)
    words = "not yet valid: it begins on 2026-12-15, before the deployment on 2026-12-15"
    assert said(found, "validity") == ("notice", words)


def test_a_certificate_that_begins_after_the_deployment_is_an_error(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, began=45), settings=DEPLOYED)
    assert said(found, "validity") == ("error", "not yet valid: it begins on 2026-12-16")


@pytest.mark.parametrize(("settings", "words"), [("", "in the console"), (OWN_CA, "by the own CA")])
def test_the_remedy_for_an_expired_certificate_is_that_of_the_path(tmp_path: Path, settings: str, words: str) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, began=-400), settings=settings)
    assert words in found["validity"]["remedy"]


def test_little_time_left_is_a_notice_where_another_certificate_serves(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue([DOMAIN], ROOT, days=13), "new": issue([DOMAIN], ROOT)})
    words = "3 days left, until 2026-11-04; another certificate serves its domains"
    assert said(findings(folder), "time-left") == ("notice", words)


FORUM = x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier("2.23.140.1.2.1"), None)])


@pytest.mark.parametrize(
    ("days", "severity", "words"),
    [
        (397, "ok", "lasts 398 days, begun ones counted"),
        (824, "ok", "lasts 825 days, begun ones counted"),
        (825, "warning", "lasts 826 days, begun ones counted, at most 825 expected: some clients refuse it"),
    ],
)
def test_lifetime(tmp_path: Path, days: int, severity: str, words: str) -> None:
    assert said(check(tmp_path, issue([DOMAIN], ROOT, days=days)), "lifetime") == (severity, words)


@pytest.mark.parametrize(("days", "severity"), [(199, "ok"), (200, "error")])
def test_the_lifetime_of_a_public_certificate_is_held_to_the_schedule_of_the_forum(
    tmp_path: Path, days: int, severity: str
) -> None:
    found = said(check(tmp_path, issue([DOMAIN], ROOT, days=days, extensions=[FORUM])), "lifetime")
    assert (found[0], "a public certificate" in found[1]) == (severity, True), found


def test_the_longest_lifetime_is_a_setting(tmp_path: Path) -> None:
    settings = "[checks]\nlongest_days = 100\n"
    assert said(check(tmp_path, issue([DOMAIN], ROOT), settings=settings), "lifetime")[0] == "warning"


def test_the_lifetime_waits_for_dates_that_can_be_read() -> None:
    verdict = date_checks.lifetime({"sha256": "1", "not_before": None, "not_after": None}, ground())
    assert verdict and (verdict.severity, verdict.message) == ("skipped", "waits for dates that can be read")

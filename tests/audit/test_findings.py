"""All checks as one table."""

from __future__ import annotations

from pathlib import Path

import pytest

from airec_planning import tables
from airec_planning.audit.findings import checks, needed_by_certificate, planned_certificates
from airec_planning.audit.verdicts import SEVERITIES
from airec_planning.errors import SettingsError
from tests.certificates import issue
from tests.deployments import plan_of, write_deployment

DOMAIN = "api.example.com"


def weak_and_expired(folder: Path, settings: str = "") -> Path:
    old = issue([DOMAIN], began=-400, kind="rsa1024")
    return write_deployment(folder, [DOMAIN], {"one": old}, settings=settings)


def severity_of(folder: Path, check: str) -> list[str]:
    found = plan_of(folder).findings
    return list(found.loc[found["check"] == check, "severity"])


def test_the_worst_come_first(tmp_path: Path) -> None:
    ranks = [SEVERITIES.index(s) for s in plan_of(weak_and_expired(tmp_path)).findings["severity"]]
    assert ranks == sorted(ranks)
    assert ranks[0] == 0


def test_every_finding_is_of_a_listed_check_and_every_failure_but_notices_has_a_remedy(tmp_path: Path) -> None:
    found = plan_of(weak_and_expired(tmp_path)).findings
    assert set(found["check"]) <= set(checks())
    assert all(found.loc[found["severity"].isin(["error", "warning"]), "remedy"])


def test_every_check_has_a_sentence() -> None:
    assert len(checks()) == 43
    assert all(sentence.endswith(".") for sentence in checks().values())


@pytest.mark.parametrize("severity", ["error", "warning", "notice"])
def test_a_failed_check_is_taken_as_hard_as_the_settings_say(tmp_path: Path, severity: str) -> None:
    folder = weak_and_expired(tmp_path, f'[checks.severities]\nkey-strength = "{severity}"\n')
    assert severity_of(folder, "key-strength") == [severity]


def test_a_check_can_be_left_out(tmp_path: Path) -> None:
    folder = weak_and_expired(tmp_path, '[checks.severities]\nkey-strength = "off"\ndomain-covered = "off"\n')
    found = set(plan_of(folder).findings["check"])
    assert not found & {"key-strength", "domain-covered"}
    assert "validity" in found


def test_a_check_that_is_fine_stays_fine_however_hard_it_is_taken(tmp_path: Path) -> None:
    settings = '[checks.severities]\nkey-strength = "error"\ntime-left = "error"\n'
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue([DOMAIN])}, settings=settings)
    assert severity_of(folder, "key-strength") == ["ok"]


def test_a_check_that_waits_keeps_waiting(tmp_path: Path) -> None:
    folder = weak_and_expired(tmp_path, '[checks.severities]\ntime-left = "error"\n')
    assert severity_of(folder, "time-left") == ["skipped"]


def test_an_override_does_not_harden_what_nothing_depends_on(tmp_path: Path) -> None:
    settings = '[checks.severities]\nsurplus-names = "error"\n'
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue(["x.example.com"])}, settings=settings)
    assert severity_of(folder, "surplus-names") == ["notice"]


def test_an_unknown_check_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    plan = plan_of(weak_and_expired(tmp_path, '[checks.severities]\nkey-strenght = "off"\n'))
    with pytest.raises(SettingsError, match="unknown check key-strenght") as refused:
        _ = plan.findings
    assert "key-strength" in refused.value.remedy


def test_an_unknown_severity_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        plan_of(weak_and_expired(tmp_path, '[checks.severities]\nkey-strength = "fatal"\n'))


def test_names_from_outside_cannot_fake_a_line(tmp_path: Path) -> None:
    hostile = issue([DOMAIN], common_name="x\nerror: all is lost\u202e", san=False)
    folder = write_deployment(tmp_path, [DOMAIN], {"one": hostile})
    found = plan_of(folder).findings
    said = "".join(found["message"] + found["subject"])
    assert "\n" not in said and "\u202e" not in said
    assert "\\x0a" in said


def test_the_names_of_a_planned_certificate_come_from_sections_and_from_the_table(tmp_path: Path) -> None:
    folder = write_deployment(
        tmp_path,
        [
            {"domain": "a.example.com", "certificate_name": "Table"},
            {"domain": "b.example.com", "certificate_name": "sans", "san_domains": "b.example.com, c.example.com"},
        ],
        san_domains=["[Section]", "d.example.com", "e.example.com"],
    )
    plan = plan_of(folder)
    assert planned_certificates(plan.requirements, plan.san_domains.entries, plan.san_domains.addresses) == {
        "table": {"a.example.com"},
        "sans": {"b.example.com", "c.example.com"},
        "section": {"d.example.com", "e.example.com"},
    }


def test_the_domains_of_a_certificate_are_those_that_it_covers(tmp_path: Path) -> None:
    rows = ["a.example.com", "b.example.com", "x.a.example.com", "example.com", "*.example.com"]
    plan = plan_of(write_deployment(tmp_path, rows, {"one": issue(["*.example.com", "example.com"])}))
    assert list(needed_by_certificate(plan.required, plan.san_domains.addresses, plan.certificates).values()) == [
        {"a.example.com", "b.example.com", "example.com", "*.example.com"}
    ]


def test_the_same_deployment_gives_the_same_findings(tmp_path: Path) -> None:
    folder = weak_and_expired(tmp_path)
    assert tables.records(plan_of(folder).findings) == tables.records(plan_of(folder).findings)

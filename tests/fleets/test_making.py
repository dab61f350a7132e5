"""One deployment's report: made, done already, or failed, and never a burden to the others."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from airec_planning.fleets.making import Done, Ending, make_one
from tests.certificates import issue
from tests.deployments import write_deployment
from tests.fleets.fleets import SmallFleet
from tests.notebooks import notebook


@pytest.fixture
def fleet(tmp_path: Path) -> SmallFleet:
    return SmallFleet(tmp_path)


def made(fleet: SmallFleet, place: str, **given: str) -> Done:
    return make_one(fleet.tasks([place], **given)[0])


def test_a_report_is_made_and_told_in_a_line(fleet: SmallFleet) -> None:
    (place,) = fleet.deployments("one")
    done = made(fleet, place)
    assert (done.ending, done.exit_code, done.complaints) == (Ending.MADE, 0, ())
    assert done.said == f"one: 1 error, 0 warnings; open {fleet.reports}/one/latest/index.html"
    assert done.counts["error"] == 1


def test_what_is_done_for_the_same_inputs_settings_and_date_is_not_done_again(fleet: SmallFleet) -> None:
    (place,) = fleet.deployments("one")
    made(fleet, place)
    before = (fleet.reports / "one" / "latest" / "run.json").read_bytes()
    again = made(fleet, place)
    assert again.ending is Ending.ALREADY
    assert again.said == f"one: 1 error, 0 warnings; done already, open {fleet.reports}/one/latest/index.html"
    assert again.counts["error"] == 1
    assert (fleet.reports / "one" / "latest" / "run.json").read_bytes() == before
    assert fleet.runs("one") == ["20261101T000000Z"]


def test_force_does_it_again(fleet: SmallFleet) -> None:
    (place,) = fleet.deployments("one")
    made(fleet, place)
    (task,) = fleet.tasks([place], force=True)
    assert make_one(task).ending is Ending.MADE
    assert fleet.runs("one") == ["20261101T000000Z-1"]


def test_what_failed_since_is_made_again_and_the_failed_run_goes(fleet: SmallFleet) -> None:
    (place,) = fleet.deployments("one")
    made(fleet, place)
    (fleet.reports / "one" / "20261101T000000Z.failed").mkdir()
    assert made(fleet, place).ending is Ending.MADE
    assert fleet.runs("one") == ["20261101T000000Z-1"]


def _another_date(fleet: SmallFleet, place: str) -> Done:
    return made(fleet, place, as_of="2026-11-02")


def _a_certificate_more(fleet: SmallFleet, place: str) -> Done:
    issue(["one.example.com"]).write(Path(place) / "certificates", "one")
    return made(fleet, place)


def _a_file_that_is_no_certificate(fleet: SmallFleet, place: str) -> Done:
    (Path(place) / "notes.pem").write_text("not a certificate")
    return made(fleet, place)


def _a_row_more(fleet: SmallFleet, place: str) -> Done:
    write_deployment(Path(place), ["one.example.com", "more.example.com"])
    return made(fleet, place)


def _a_setting(fleet: SmallFleet, place: str) -> Done:
    (Path(place) / "deployment.toml").write_text("prices.standard = 7\n")
    return made(fleet, place)


def _a_second_later(fleet: SmallFleet, place: str) -> Done:
    return made(fleet, place, as_of="2026-11-01T00:00:01")


def _another_notebook(fleet: SmallFleet, place: str) -> Done:
    notebook(fleet.notebooks / "10-plain.ipynb", "print('another')")
    return made(fleet, place)


@pytest.mark.parametrize(
    "change",
    [
        _another_date,
        _a_certificate_more,
        _a_file_that_is_no_certificate,
        _a_row_more,
        _a_setting,
        _a_second_later,
        _another_notebook,
    ],
)
def test_whatever_it_is_made_of_has_changed_it_is_made_anew(fleet: SmallFleet, change) -> None:  # type: ignore[no-untyped-def]
    (place,) = fleet.deployments("one")
    made(fleet, place)
    assert change(fleet, place).ending is Ending.MADE


def test_a_store_that_can_be_opened_now_makes_it_anew(fleet: SmallFleet, monkeypatch: pytest.MonkeyPatch) -> None:
    (place,) = fleet.deployments("one")
    certificate = issue(["one.example.com"])
    (Path(place) / "one.pfx").write_bytes(certificate.p12(b"s3cret-words"))
    (Path(place) / "deployment.toml").write_text('[certificates.passphrases]\n"one.pfx" = "env:ONE"\n')
    assert made(fleet, place).counts["error"] >= 1
    monkeypatch.setenv("ONE", "wrong")
    assert made(fleet, place).ending is Ending.MADE  # it says another reason
    monkeypatch.setenv("ONE", "s3cret-words")
    assert made(fleet, place).ending is Ending.MADE
    assert made(fleet, place).ending is Ending.ALREADY


def test_what_a_killed_run_left_is_cleared_away_also_where_all_is_done(fleet: SmallFleet) -> None:
    (place,) = fleet.deployments("one")
    made(fleet, place)
    left = fleet.reports / "one" / ".building-of-one-that-was-killed"
    left.mkdir()
    assert made(fleet, place).ending is Ending.ALREADY
    assert not left.exists()


def test_a_run_that_failed_is_not_taken_for_done(fleet: SmallFleet) -> None:
    (place,) = fleet.deployments("one")
    notebook(fleet.notebooks / "10-plain.ipynb", "raise SystemExit('broken')")
    assert made(fleet, place).ending is Ending.FAILED
    failed = made(fleet, place)
    assert (failed.ending, failed.exit_code, failed.stands) == (Ending.FAILED, 3, True)
    assert failed.complaints[0].startswith(f"{place}: {fleet.reports}/one/20261101T000000Z.failed: ")


def test_a_folder_that_cannot_be_planned_is_told_with_its_place_first(fleet: SmallFleet, tmp_path: Path) -> None:
    done = made(fleet, str(tmp_path / "nowhere"))
    assert (done.ending, done.exit_code, done.stands) == (Ending.FAILED, 2, False)
    assert done.complaints[0].startswith(f"{tmp_path}/nowhere: no such folder")


def test_what_is_sent_holds_no_secret(fleet: SmallFleet, monkeypatch: pytest.MonkeyPatch) -> None:
    (place,) = fleet.deployments("one")
    (Path(place) / "deployment.toml").write_text('notify.targets = ["env:HOOK"]\n')
    monkeypatch.setenv("HOOK", "json://user:s3cret-words@localhost/path")
    (task,) = fleet.tasks([place])
    object.__setattr__(task, "notify", True)
    done = make_one(task)
    assert done.outcome
    assert done.outcome.settings
    assert b"s3cret" not in pickle.dumps((task, done))

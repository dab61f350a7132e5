"""What follows a run: people told of it and its metrics written, also where it failed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from airec_planning.errors import InputError, NotebookError, OutputError, SettingsError
from airec_planning.mapping_workbook import mapping_workbook
from airec_planning.planning import make_plan
from airec_planning.reporting.asked import Wanted
from airec_planning.reporting.followed import Following, all_told, followed
from airec_planning.reporting.notices.memory import FILE
from airec_planning.reporting.run import Options, Run
from airec_planning.reporting.summary import summary
from airec_planning.reporting.textfile import refuse_place
from tests.certificates import authority, issue
from tests.deployments import plan_of, write_deployment
from tests.made_runs import write_run
from tests.reporting.notices import Inbox, web_server

TARGET = 'notify.targets=["env:HOOK"]'
DAY = "2026-11-01"
Report = Callable[..., None]


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    with web_server() as inbox:
        monkeypatch.setenv("HOOK", inbox.webhook())
        yield inbox


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two domains, one of them with a certificate that has 20 days left."""
    ca = authority()
    certificates = {"a": issue(["a.example.com"], ca, days=20)}
    rows = [{"domain": "a.example.com", "service": "A"}, {"domain": "b.example.com", "service": "B"}]
    return write_deployment(tmp_path / "demo", rows, certificates=certificates)


def reported(
    following: Following, folder: Path, *settings: str, day: str = DAY, error: Exception | None = None
) -> None:
    """A run as report makes it, without its pages."""
    with all_told(following), followed(following, Wanted(folder, day, settings, Options())) as outcome:
        plan = outcome.plan = make_plan(folder, day)
        if error:
            raise error
        place = Path(following.reports) / outcome.name
        run = place / f"{plan.as_of:%Y%m%dT%H%M%SZ}"
        shutil.rmtree(run, ignore_errors=True)
        write_run(place, folder, day)
        latest = place / "latest"
        latest.unlink(missing_ok=True)
        latest.symlink_to(run.name)
        outcome.run = Run(run, latest, summary(plan, mapping_workbook(plan)))


def gauges(path: Path) -> dict[str, float]:
    """The gauges without labels but the deployment's, as Prometheus reads them."""
    families = text_string_to_metric_families(path.read_text(encoding="utf-8"))
    samples = [sample for family in families for sample in family.samples]
    assert {sample.labels["deployment"] for sample in samples} == {path.stem}
    return {sample.name: sample.value for sample in samples if len(sample.labels) == 1}


def test_a_run_is_told_once_and_what_was_told_is_kept(tmp_path: Path, folder: Path, hook: Inbox) -> None:
    following = Following(str(tmp_path / "reports"), notify=True)
    reported(following, folder, TARGET)
    reported(following, folder, TARGET)
    assert [post["title"] for post in hook.posts] == ["demo: Not ready: 1 error, 0 warnings"]
    assert f"Report: {tmp_path}/reports/demo/latest/index.html" in hook.posts[0]["message"]
    kept = (tmp_path / "reports" / "demo" / FILE).read_text(encoding="utf-8")
    assert json.loads(kept)["targets"]["HOOK"]["run"] == "20261101T000000Z"
    assert "s3cret" not in kept


def test_what_changed_since_the_run_that_was_told_is_said_in_sentences(
    tmp_path: Path, folder: Path, hook: Inbox
) -> None:
    following = Following(str(tmp_path / "reports"), notify=True)
    reported(following, folder, TARGET)
    issue(["b.example.com"], authority(), days=300).write(folder / "certificates", "b")
    reported(following, folder, TARGET, day="2026-11-05")
    message = hook.posts[1]["message"]
    assert "1 domain is better off: b.example.com (was missing, is ok)." in message
    assert "is new: b.example.com" in message
    assert len(message.splitlines()) <= 15


def test_where_the_run_that_was_told_is_gone_the_digest_says_it_in_its_own_words(
    tmp_path: Path, folder: Path, hook: Inbox
) -> None:
    following = Following(str(tmp_path / "reports"), notify=True)
    reported(following, folder, TARGET)
    shutil.rmtree(tmp_path / "reports" / "demo" / "20261101T000000Z")
    issue(["b.example.com"], authority(), days=300).write(folder / "certificates", "b")
    reported(following, folder, TARGET, day="2026-11-05")
    assert "Other certificates serve the domains." in hook.posts[1]["message"]


def test_the_link_of_the_settings_leads_to_the_report(tmp_path: Path, folder: Path, hook: Inbox) -> None:
    reported(
        Following(str(tmp_path / "reports"), notify=True), folder, TARGET, "notify.link=https://example.com/airec/"
    )
    assert hook.posts[0]["message"].endswith("\nReport: https://example.com/airec/demo/latest/index.html")


def test_without_notify_nobody_is_told(tmp_path: Path, folder: Path, hook: Inbox) -> None:
    reported(Following(str(tmp_path / "reports")), folder, TARGET)
    assert hook.posts == []
    assert not (tmp_path / "reports" / "demo" / FILE).exists()


def test_a_target_that_could_not_be_reached_is_told_the_next_time_and_the_others_not_again(
    tmp_path: Path, folder: Path, hook: Inbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    both = 'notify.targets=["env:HOOK", "env:OTHER"]'
    following = Following(str(tmp_path / "reports"), notify=True, metrics=tmp_path / "demo.prom")
    monkeypatch.setenv("OTHER", "json://user:s3cret@127.0.0.1:1/")
    reported(following, folder, both)
    assert capsys.readouterr().err == "demo: OTHER could not be told; it is told the next time\n"
    assert gauges(tmp_path / "demo.prom")["airec_notify_failed"] == 1
    monkeypatch.setenv("OTHER", hook.webhook("/other"))
    reported(following, folder, both)
    assert [post["path"] for post in hook.posts] == ["/hook", "/hook/other"]
    assert gauges(tmp_path / "demo.prom")["airec_notify_failed"] == 0


def test_a_target_that_fails_three_times_is_left_alone_for_the_rest_of_the_command(
    tmp_path: Path, hook: Inbox, capsys: pytest.CaptureFixture[str]
) -> None:
    hook.answer = (500, "{}")
    following = Following(str(tmp_path / "reports"), notify=True)
    with all_told(following):
        for name in "abcde":
            (tmp_path / name).mkdir()
            with (
                pytest.raises(InputError),
                followed(following, Wanted(tmp_path / name, DAY, [TARGET], Options())) as one,
            ):
                one.plan = make_plan(tmp_path / name, DAY)
        assert hook.posts == []  # not before the last report is made
    assert [post["title"][0] for post in hook.posts] == ["a", "b", "c"]
    assert capsys.readouterr().err.count("HOOK could not be told") == 5


def test_a_failure_is_told_with_what_failed_and_then_the_recovery(tmp_path: Path, folder: Path, hook: Inbox) -> None:
    following = Following(str(tmp_path / "reports"), notify=True)
    for _ in range(2):
        with pytest.raises(NotebookError):
            reported(following, folder, TARGET, error=NotebookError("reports/demo/x.failed", "a cell failed"))
    reported(following, folder, TARGET)
    assert [post["title"] for post in hook.posts] == [
        "demo: the report failed",
        "demo: the report runs again. Not ready: 1 error, 0 warnings",
    ]
    assert "reports/demo/x.failed: a cell failed" in hook.posts[0]["message"]


def test_unusable_planner_files_are_told_too(tmp_path: Path, hook: Inbox) -> None:
    empty = tmp_path / "demo"
    empty.mkdir()
    with pytest.raises(InputError):
        reported(Following(str(tmp_path / "reports"), notify=True), empty, TARGET)
    assert "holds neither certificate_info.xlsx" in hook.posts[0]["message"]


def test_a_fault_of_the_program_is_told_without_what_it_quotes(tmp_path: Path, folder: Path, hook: Inbox) -> None:
    with pytest.raises(KeyError):
        reported(Following(str(tmp_path / "reports"), notify=True), folder, TARGET, error=KeyError("pass phrase"))
    assert "KeyError" in hook.posts[0]["message"]
    assert "pass phrase" not in hook.posts[0]["message"]


def test_the_value_of_a_reference_is_masked_whatever_quotes_it(
    tmp_path: Path, folder: Path, hook: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSS_PFX", "correct horse")
    store = 'certificates.passphrases={"a.pfx" = "env:OSS_PFX"}'
    error = NotebookError("01", f"wrong: correct horse, {os.environ['HOOK']}")
    with pytest.raises(NotebookError):
        reported(Following(str(tmp_path / "reports"), notify=True), folder, TARGET, store, error=error)
    assert "wrong: [redacted], [redacted]" in hook.posts[0]["message"]
    assert "t0ken" not in hook.posts[0]["message"]


def test_nobody_to_tell_is_an_error_before_anything_runs(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(SettingsError, match="names nobody"):
        reported(Following(str(tmp_path / "reports"), notify=True), folder)
    assert not (tmp_path / "reports").exists()


def test_people_are_told_though_the_place_cannot_be_written_to(
    tmp_path: Path, folder: Path, hook: Inbox, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "reports").write_text("a file where the folder should be")
    with pytest.raises(OutputError):
        reported(
            Following(str(tmp_path / "reports"), notify=True), folder, TARGET, error=OutputError("reports", "is full")
        )
    assert hook.posts[0]["title"] == "demo: the report failed"
    assert "the same may be told again" in capsys.readouterr().err


def test_two_runs_at_once_tell_a_change_once(tmp_path: Path, folder: Path, hook: Inbox) -> None:
    following = Following(str(tmp_path / "reports"), notify=True)
    error = NotebookError("01", "failed")

    def run() -> None:
        with pytest.raises(NotebookError):
            reported(following, folder, TARGET, error=error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(hook.posts) == 1


def test_a_whole_run_leaves_its_metrics_and_how_it_went(tmp_path: Path, folder: Path) -> None:
    reported(Following(str(tmp_path / "reports"), metrics=tmp_path / "textfiles"), folder)
    assert [path.name for path in (tmp_path / "textfiles").iterdir()] == ["demo.prom"]
    found = gauges(tmp_path / "textfiles" / "demo.prom")
    assert found["airec_report_success"] == 1
    assert found["airec_as_of_timestamp_seconds"] == plan_of(folder).as_of.timestamp()
    assert found["airec_report_timestamp_seconds"] > found["airec_report_duration_seconds"] >= 0


def test_a_failed_run_says_so_and_keeps_what_the_last_whole_one_said(tmp_path: Path, folder: Path) -> None:
    following = Following(str(tmp_path / "reports"), metrics=tmp_path / "textfiles")
    reported(following, folder)
    with pytest.raises(NotebookError):
        reported(following, folder, error=NotebookError("01", "failed"))
    text = (tmp_path / "textfiles" / "demo.prom").read_text(encoding="utf-8")
    found = gauges(tmp_path / "textfiles" / "demo.prom")
    assert found["airec_report_success"] == 0
    assert found["airec_as_of_timestamp_seconds"] == plan_of(folder).as_of.timestamp()
    assert "x509_cert_not_after" in text


def test_a_first_run_that_fails_and_one_that_is_terminated_say_so(tmp_path: Path, folder: Path) -> None:
    following = Following(str(tmp_path / "reports"), metrics=tmp_path / "demo.prom")
    for error in (NotebookError("01", "failed"), SystemExit(143), KeyboardInterrupt()):
        (tmp_path / "demo.prom").unlink(missing_ok=True)
        with pytest.raises(type(error)):
            reported(following, folder, error=error)  # type: ignore[arg-type]  # the last two are no Exception
        assert gauges(tmp_path / "demo.prom")["airec_report_success"] == 0


@pytest.mark.parametrize("text", ['name = "demo"\nprices = 3\n', 'name = "demo"\nthis is no TOML\n'])
def test_metrics_of_unusable_settings_take_the_place_of_those_before(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "other-name"
    folder.mkdir()
    (folder / "deployment.toml").write_text(text)
    with pytest.raises(SettingsError):
        reported(Following(str(tmp_path / "reports"), metrics=tmp_path / "textfiles"), folder)
    assert gauges(tmp_path / "textfiles" / "demo.prom")["airec_report_success"] == 0


def test_one_metrics_file_for_several_deployments_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="one file for several"):
        refuse_place(tmp_path / "all.prom", [tmp_path, tmp_path])
    refuse_place(tmp_path / "all.prom", [tmp_path])
    refuse_place(tmp_path, [tmp_path, tmp_path])


def test_the_command_tells_of_a_folder_that_cannot_be_read_and_exits_2(tmp_path: Path, hook: Inbox) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "deployment.toml").write_text('[notify]\ntargets = ["env:HOOK"]\n')
    asked = ["--notify", "--metrics", "textfiles"]
    command = [sys.executable, "-m", "airec_planning", "report", "demo", "no-such-folder", *asked]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 2, ended.stderr
    assert [post["title"] for post in hook.posts] == ["demo: the report failed"]
    assert {path.name for path in (tmp_path / "textfiles").iterdir()} == {"demo.prom", "no-such-folder.prom"}
    assert "no-such-folder: no such folder" in ended.stderr
    shutil.rmtree(folder)

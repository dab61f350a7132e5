"""The recipes of docs/scheduling.md: what they call exists, and they run where that can be had here."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import apprise
import pytest
import typer
import yaml
from prometheus_client.parser import text_string_to_metric_families

from airec_planning.cli import app
from airec_planning.outputs.report_metrics import report_metrics_text
from airec_planning.setting_values import all_keys
from airec_planning.settings import parse_settings
from tests.reporting.notices import web_server

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "scheduling.md"
RECIPES = ROOT / "docs" / "recipes"
TEXTS = sorted(path for path in (GUIDE, *RECIPES.iterdir()) if path.is_file())
_CALL = re.compile(r"airec-planning (report [^\n`'>\"]*)")


def _options(name: str) -> set[str]:
    command: Any = typer.main.get_command(app)
    return {spelling for parameter in command.commands[name].params for spelling in parameter.opts}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_option_of_a_recipe_is_one_of_report(path: Path) -> None:
    calls = _CALL.findall(path.read_text(encoding="utf-8"))
    used = {word for call in calls for word in call.split() if word.startswith("--")}
    assert used <= _options("report")
    assert used or path.name in ("alerts.yml", "airec-report.timer", "secrets.env")


def test_the_guide_links_to_each_recipe_that_is_there() -> None:
    linked = set(re.findall(r"recipes/([\w.-]+)", GUIDE.read_text(encoding="utf-8")))
    assert linked == {path.name for path in RECIPES.iterdir() if path.is_file()}


def test_the_settings_of_the_guide_are_settings() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    toml = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert toml
    assert parse_settings(toml[1], "docs/scheduling.md").notify.targets == [
        "env:AIREC_MAIL_URL",
        "env:AIREC_DINGTALK_URL",
    ]
    assert {key for key in all_keys() if key.startswith("notify.")} == {
        f"notify.{name}" for name in re.findall(r"^(\w+) =", toml[1], re.MULTILINE)
    }


def test_the_addresses_of_the_guide_are_known_to_apprise() -> None:
    table = re.findall(r"`(\w+://[^`]+)`", GUIDE.read_text(encoding="utf-8"))
    addresses = [address.replace("TOKEN_A", "T1JJ3T3L2").replace("TOKEN_B", "A1BRTD4JD") for address in table]
    addresses = [address.replace("TOKEN_C", "TIiajkdnlazkcOXrIdevi7") for address in addresses]
    assert len(addresses) == 7
    assert [address for address in addresses if not apprise.Apprise().add(address)] == []
    assert len(list(_several(addresses[0], addresses[3]))) == 2


def _several(*addresses: str) -> list[object]:
    sender = apprise.Apprise()
    assert sender.add(", ".join(addresses))
    return list(sender)


def test_the_alerts_ask_for_metrics_that_exist() -> None:
    rules = yaml.safe_load((RECIPES / "alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    asked = {name for rule in rules for name in re.findall(r"[a-z]\w+_\w+", rule["expr"])}
    written = report_metrics_text("demo", success=True, ended=1.0, seconds=1.0, not_told=0).decode()
    names = {family.name for family in text_string_to_metric_families(written)}
    source = (ROOT / "airec_planning" / "outputs" / "metrics.py").read_text(encoding="utf-8")
    assert asked - names <= set(re.findall(r'"((?:airec|x509)_\w+)"', source))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    units = [Path(shutil.copy(RECIPES / f"airec-report.{kind}", tmp_path)) for kind in ("service", "timer")]
    command = ["systemd-analyze", "verify", "--man=no", *map(str, units)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_line_of_the_crontab_runs_in_the_bare_environment_of_cron(tmp_path: Path) -> None:
    home, secrets, metrics = tmp_path / "airec", tmp_path / "secrets.env", tmp_path / "textfile"
    (home / "deployments" / "broken").mkdir(parents=True)
    (home / "deployments" / "broken" / "deployment.toml").write_text('[notify]\ntargets = ["env:HOOK"]\n')
    (home / ".venv" / "bin").mkdir(parents=True)
    (home / ".venv" / "bin" / "airec-planning").symlink_to(Path(sys.executable).with_name("airec-planning"))
    line = _crontab_line(home, secrets, metrics)
    with web_server() as inbox:
        secrets.write_text(f"HOOK='{inbox.webhook('?format=text&verify=no')}'\n")
        ended = _as_cron(line, tmp_path)
    assert ended.returncode == 2
    assert "holds neither certificate_info.xlsx" in ended.stderr
    assert ended.stdout == ""
    assert [post["title"] for post in inbox.posts] == ["broken: the report failed"]
    assert (metrics / "broken.prom").is_file()


def _crontab_line(home: Path, secrets: Path, metrics: Path) -> str:
    lines = (RECIPES / "crontab").read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if re.match(r"[\d*]", line)).split(None, 5)[5]
    assert "%" not in line, "cron would take it for the end of a line"
    for written, here in (
        ("/srv/airec", home),
        ("/etc/airec-planning/secrets.env", secrets),
        ("/var/lib/node_exporter/textfile", metrics),
    ):
        assert written in line
        line = line.replace(written, shlex.quote(str(here)))
    return line


def _as_cron(line: str, home: Path) -> subprocess.CompletedProcess[str]:
    bare = {"HOME": str(home), "LOGNAME": "airec", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    return subprocess.run(
        ["/bin/sh", "-c", line], cwd=home, env=bare, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_the_secrets_are_read_alike_by_a_shell_and_by_systemd() -> None:
    path = RECIPES / "secrets.env"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Z_]+='[^'\\]*'", line) for line in lines)
    shown = subprocess.run(
        ["/bin/sh", "-c", f"set -a; . {shlex.quote(str(path))}; env"],
        capture_output=True,
        text=True,
        check=True,
        env={},
    )
    assert {line.replace("'", "") for line in lines} <= set(shown.stdout.splitlines())


def test_the_gitlab_job_runs_make_and_the_report_and_goes_on_after_an_audits_error() -> None:
    job = yaml.safe_load((RECIPES / "gitlab-ci.yml").read_text(encoding="utf-8"))["airec-report"]
    assert job["script"][0] == "make setup"
    assert _CALL.search(job["script"][1])
    assert job["allow_failure"] == {"exit_codes": [1]}
    assert job["cache"]["paths"] == ["reports/*/.notified.json"]


def test_the_dag_names_a_notebook_and_parameters_that_exist() -> None:
    text = (RECIPES / "airflow_dag.py").read_text(encoding="utf-8")
    compile(text, "airflow_dag.py", "exec")
    notebook = re.search(r"notebooks/([\w-]+\.ipynb)", text)
    assert notebook
    source = (ROOT / "notebooks" / notebook[1]).read_text(encoding="utf-8")
    for name in re.findall(r'"(\w+)": f?"', re.search(r"parameters=\{.*\}", text)[0]):  # type: ignore[index]
        assert f'"{name} = ' in source

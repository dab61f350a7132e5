"""What the repository promises about itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from airec_planning import __version__, setting_values
from airec_planning.audit.findings import checks
from airec_planning.errors import REASONS, Reason
from airec_planning.expiry_files import CALENDAR
from airec_planning.outputs.schemas import ALL, json_schema
from airec_planning.reporting.notebooks import REPORT
from airec_planning.setting_sections import Settings
from airec_planning.settings import parse_settings
from airec_planning.starting.settings_template import settings_template
from tests.docs.pages import PAGES

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
BESIDE = ("04-scenario-explorer", "05-fleet-overview")
"""No part of a deployment's report: a page without a kernel cannot explore, and the overview is of all deployments."""


def _declared() -> dict[str, Requirement]:
    listed = sum(PROJECT["project"]["optional-dependencies"].values(), PROJECT["project"]["dependencies"])
    return {requirement.name.lower(): requirement for requirement in map(Requirement, listed)}


def _locked() -> dict[str, str]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, re.MULTILINE))


def _conda() -> dict[str, str]:
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    listed = re.findall(r"^ +- ([a-z0-9][a-z0-9_-]*)(>=[0-9.]+)?", text, re.MULTILINE)
    other_names = {"python-duckdb": "duckdb"}
    return {other_names.get(name, name.replace("_", "-")): bound for name, bound in listed}


def test_the_lock_holds_every_dependency_in_a_version_that_it_may_have() -> None:
    locked = _locked()
    for name, requirement in _declared().items():
        assert name in locked, name
        assert requirement.specifier.contains(Version(locked[name])), name


def test_every_locked_package_has_a_hash_and_no_registry_is_named() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "index-url" not in text


def test_conda_gets_the_same_dependencies_with_the_same_bounds() -> None:
    wanted = {name: str(requirement.specifier) for name, requirement in _declared().items()}
    conda = _conda()
    extras = {"python", "pip", "wcwidth", "conda-forge"}
    assert {name: bound for name, bound in conda.items() if name not in extras} == wanted
    assert conda["python"] == PROJECT["project"]["requires-python"]


def test_the_version_is_one() -> None:
    assert PROJECT["project"]["version"] == __version__


def test_each_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    listed = [line for line in lines if re.match(r'^  "[a-z][\w\[\]-]*>=', line)]
    assert len(listed) == len(_declared())
    assert [line for line in listed if "  # " not in line and " # " not in line] == []


@pytest.mark.parametrize("name", ALL)
def test_the_published_schemas_are_those_of_the_code(name: str) -> None:
    published = (ROOT / "airec_planning" / "schemas" / f"{name}.json").read_text(encoding="utf-8")
    assert published == json_schema(name), "run make schemas"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_thin_and_carries_no_outputs(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert [cell for cell in code if cell.outputs or cell.execution_count] == []
    assert "parameters" in code[0].metadata["tags"]
    assert all("#" in line for line in code[0].source.splitlines()), "each parameter has a comment"
    for cell in code[2:]:
        assert len(cell.source.splitlines()) == 1
        assert cell.source.startswith("show.")
    assert not any(re.search(r"\b(def|open|read_)\b", cell.source) for cell in code)


def test_the_report_consists_of_the_notebooks_that_are_about_one_deployment_as_it_is() -> None:
    assert [*(notebook.stem for notebook in REPORT), *BESIDE] == [path.stem for path in NOTEBOOKS]


def test_the_settings_template_is_complete_and_true() -> None:
    template = settings_template()
    lines = template.splitlines()
    defaults = [line for line in lines if not re.search(r"  # not set; ", line)]
    assert parse_settings(_uncommented(defaults), "template").model_dump() == parse_settings("", "nothing").model_dump()
    assert parse_settings(_uncommented(lines), "template").certificates.authorities == ["ca"]
    for value in setting_values.origins(Settings()):
        assert value.key.rsplit(".", 1)[-1] in template


def _uncommented(lines: list[str]) -> str:
    return "\n".join(re.sub(r"^# ", "", line) for line in lines if re.match(r"# [a-z_]+ = |\[", line))


def test_a_wheel_carries_what_the_commands_need(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    bundled = "airec_planning/_bundled"
    assert {f"{bundled}/notebooks/{path.name}" for path in NOTEBOOKS} <= names
    pages = ("run.html.j2", "page/index.html.j2", "page/style.css", "page/page.js")
    assert {f"{bundled}/template/{name}" for name in pages} <= names
    assert f"{bundled}/examples/airec-demo/certificates/intra.key" in names
    assert {f"airec_planning/schemas/{name}.json" for name in ALL} <= names


def test_every_setting_says_what_it_means() -> None:
    assert [value.key for value in setting_values.origins(Settings()) if not value.meaning] == []


def test_every_reason_and_every_check_has_its_sentence() -> None:
    assert set(REASONS) == set(Reason)
    assert all(sentence.endswith(".") for sentence in [*REASONS.values(), *checks().values()])


def test_the_readme_and_the_documentation_name_settings_that_exist() -> None:
    sections = "|".join({key.partition(".")[0] for key in setting_values.all_keys() if "." in key})
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(rf"`((?:{sections})\.[a-z_]+)`", text))
    assert len(named) > 20
    assert named - {CALENDAR} <= set(setting_values.all_keys())


def test_the_json_schemas_are_valid_json_with_titles() -> None:
    for name in ALL:
        assert json.loads(json_schema(name))["properties"]["schema"]["const"] == f"airec-planning/{name}/1"

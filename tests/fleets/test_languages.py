"""Deployments of different languages made by one worker: each speaks its own, and none the other's."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from airec_planning.fleets.making import Done, Task, make_one
from airec_planning.language import speaking, spoken
from tests.fleets.fleets import SmallFleet, typed

SAID = {
    "zh": "{name}：1 个错误，0 个警告；请打开 {page}",
    "en": "{name}: 1 error, 0 warnings; open {page}",
}


@pytest.fixture
def fleet(tmp_path: Path) -> SmallFleet:
    return SmallFleet(tmp_path)


def tasks_in(fleet: SmallFleet, languages: dict[str, str]) -> list[Task]:
    """A deployment of each of these names whose ``deployment.toml`` chooses the language."""
    places = fleet.deployments(*languages)
    for place, language in zip(places, languages.values(), strict=True):
        (Path(place) / "deployment.toml").write_text(f'language = "{language}"\n', encoding="utf-8")
    return fleet.tasks(places)


def check(fleet: SmallFleet, languages: dict[str, str], made: Sequence[Done]) -> None:
    for (name, language), done in zip(languages.items(), made, strict=True):
        page = fleet.reports / name / "latest" / "index.html"
        assert done.said == SAID[language].format(name=name, page=page)
        shown = page.read_text(encoding="utf-8")
        assert ("下一步" in shown, "What to do next" in shown) == (language == "zh", language == "en")


def test_one_after_another_in_one_process(fleet: SmallFleet) -> None:
    languages = {"one": "zh", "two": "en", "three": "zh"}
    check(fleet, languages, [make_one(task) for task in tasks_in(fleet, languages)])
    assert spoken() == "en"


def test_at_once_in_threads_of_one_process(fleet: SmallFleet) -> None:
    languages = {"one": "zh", "two": "en"}
    with ThreadPoolExecutor(2) as pool:
        check(fleet, languages, list(pool.map(make_one, tasks_in(fleet, languages))))


def test_by_workers_of_this_machine(fleet: SmallFleet) -> None:
    languages = {"one": "zh", "two": "en", "three": "zh", "four": "en"}
    places = [task.place for task in tasks_in(fleet, languages)]
    options = ["--as-of", "2026-11-01", "--notebooks", fleet.notebooks, "--output", fleet.reports, "--workers", 2]
    code, out, err = typed("report", *places, *options)
    assert code == 0, err
    for name, language in languages.items():
        page = fleet.reports / name / "latest" / "index.html"
        assert SAID[language].format(name=name, page=page) in out
    overview = (fleet.reports / "index.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in overview, "the deployments do not agree"


def test_where_settings_cannot_be_used_that_is_told_in_the_language_of_whoever_asked(fleet: SmallFleet) -> None:
    (task,) = tasks_in(fleet, {"one": "fr"})
    (english,) = make_one(task).complaints
    (chinese,) = make_one(replace(task, language="zh")).complaints
    assert "language" in english
    assert "language" in chinese
    assert english != chinese


def test_a_task_keeps_the_language_in_which_it_was_asked_for(fleet: SmallFleet) -> None:
    with speaking("zh"):
        (task,) = fleet.tasks(fleet.deployments("one"))
    assert task.language == "zh"


@pytest.mark.parametrize("asked_in", ["en", "zh"])
def test_the_page_over_all_speaks_the_language_on_which_they_agree_whoever_asks(
    asked_in: str, fleet: SmallFleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIREC_PLANNING_LANGUAGE", asked_in)
    places = [task.place for task in tasks_in(fleet, {"one": "zh", "two": "zh"})]
    options = ["--as-of", "2026-11-01", "--notebooks", fleet.notebooks, "--output", fleet.reports]
    code, out, err = typed("report", *places, *options)
    assert code == 0, err
    assert ("2 个部署" in out, "2 deployments" in out) == (asked_in == "zh", asked_in == "en")
    overview = (fleet.reports / "index.html").read_text(encoding="utf-8")
    assert '<html lang="zh-Hans">' in overview
    assert "<h1>证书规划</h1>" in overview

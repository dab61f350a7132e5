"""``fleet.toml``: which deployments, and how; what is wrong with it is said with its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from airec_planning.errors import InputError, PlanningError, SettingsError
from airec_planning.fleets.asking import Asked, asked_fleet
from airec_planning.fleets.command import Crew
from airec_planning.fleets.fleet_file import read_fleet_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a", "b", "old-c", "nested/d"):
        (tmp_path / "deployments" / name).mkdir(parents=True)
    (tmp_path / "deployments" / "README.md").write_text("no deployment")
    return tmp_path


def fleet_file(folder: Path, text: str) -> Path:
    path = folder / "fleet.toml"
    path.write_text(text, encoding="utf-8")
    return path


def asked(path: Path | None, *places: str, settings: tuple[str, ...] = (), reports: str | None = None,
          workers: int | None = None, scheduler: str | None = None) -> Asked:  # fmt: skip
    return asked_fleet(places, path, settings, reports, workers, scheduler)


def test_patterns_find_folders_in_order_and_each_once_but_for_those_that_are_left_out(folder: Path) -> None:
    path = fleet_file(
        folder,
        'deployments = ["deployments/b", "deployments/*", "deployments/nested/d"]\n'
        'leave_out = ["deployments/old-*", "deployments/nested"]',
    )
    found = [Path(place).relative_to(folder).as_posix() for place in read_fleet_file(path).deployments]
    assert found == ["deployments/b", "deployments/a", "deployments/nested/d"]


def test_places_start_at_the_folder_of_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "deployments")
    path = fleet_file(folder, 'deployments = ["deployments/a"]\nreports = "pages"')
    fleet = read_fleet_file(Path("..") / path.name)
    assert [Path(place).resolve() for place in fleet.deployments] == [folder / "deployments" / "a"]
    assert fleet.reports
    assert Path(fleet.reports).resolve() == folder / "pages"


def test_its_settings_are_laid_over_each_deployment_and_those_of_the_command_line_over_them(folder: Path) -> None:
    path = fleet_file(
        folder, 'deployments = ["deployments/*"]\n[settings]\nprices.standard = 0.4\nprices.charged = "yearly"'
    )
    assert asked(path, settings=("prices.standard=0.9",)).settings == ["prices.standard=0.9", 'prices.charged="yearly"']


def test_options_of_the_command_line_win(folder: Path) -> None:
    path = fleet_file(folder, 'deployments = ["deployments/*"]\nworkers = 3\nreports = "pages"')
    assert asked(path).crew == Crew(3)
    assert asked(path, workers=2, reports="elsewhere").crew == Crew(2)
    assert asked(path, workers=2, reports="elsewhere").reports == "elsewhere"
    assert asked(path, scheduler="tcp://localhost:8786").crew == Crew(1, "tcp://localhost:8786")


def test_without_a_file_the_folders_of_the_command_line_are_the_fleet() -> None:
    assert asked(None, "a", "b") == Asked(["a", "b"], (), Crew(1), "reports")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("deployments = [", "not valid TOML"),
        ("", "deployments: is missing"),
        ("deployments = []", "deployments: at least one is expected"),
        ('deployments = ["deployments/a"]\nworker = 2', "unknown key worker\n  Did you mean workers?"),
        ('deployments = ["deployments/a"]\nworkers = 0', "workers: at least 1 is expected"),
        ('deployments = ["nowhere/*"]', "nowhere/* matches no folder"),
        ('deployments = ["deployments/a"]\nleave_out = ["deployments/a"]', "leaves out every deployment"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(folder: Path, text: str, said: str) -> None:
    with pytest.raises(PlanningError) as raised:
        read_fleet_file(fleet_file(folder, text))
    assert said in str(raised.value)
    assert str(folder / "fleet.toml") in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        read_fleet_file(tmp_path / "fleet.toml")


def test_folders_beside_a_file_and_workers_beside_a_scheduler_are_refused(folder: Path) -> None:
    path = fleet_file(folder, 'deployments = ["deployments/a"]')
    with pytest.raises(InputError, match="--fleet: and folders are both named"):
        asked(path, "a")
    with pytest.raises(InputError, match="--workers: and --scheduler are two ways"):
        asked(None, "a", workers=2, scheduler="tcp://localhost:8786")

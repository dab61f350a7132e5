"""What docs/fleets.md shows, tried: its commands, its options, its fleet.toml."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from airec_planning.cli import app
from airec_planning.fleets.fleet_file import FleetFile, read_fleet_file
from tests.fleets.fleets import typed

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "fleets.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line) for line in re.findall(r"^    airec-planning (.+)$", GUIDE, re.MULTILINE)]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_option_is_one_of_its_command(words: list[str]) -> None:
    commands: Any = typer.main.get_command(app)
    known = {spelling for parameter in commands.commands[words[0]].params for spelling in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_its_fleet_toml_can_be_read_and_shows_every_key(tmp_path: Path) -> None:
    (text,) = re.findall(r"^```toml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    (tmp_path / "deployments" / "one").mkdir(parents=True)
    (tmp_path / "deployments" / "old-one").mkdir()
    here = text.replace(', "s3://bucket/deployments/*"', "")  # nobody is there to be asked
    assert here != text
    (tmp_path / "fleet.toml").write_text(here)
    fleet = read_fleet_file(tmp_path / "fleet.toml")
    assert [Path(place).name for place in fleet.deployments] == ["one"]
    assert fleet.overrides == {"prices.standard": "0.4"}
    assert all(re.search(rf"\b{key}\b", text) for key in FleetFile.model_fields)


def test_the_fleet_to_try_it_with_is_made_and_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made, reported = [words for words in COMMANDS if "init" in words or "fleet/fleet.toml" in words]
    assert typed(*["2" if word == "20" else word for word in made])[0] == 0  # two are enough to see it work
    code, out, err = typed(*reported)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "2 deployments: 2 made; open fleet/reports/index.html"
    assert (tmp_path / "fleet" / "reports" / "index.html").exists()

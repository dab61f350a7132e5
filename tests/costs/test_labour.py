"""Labour: the user's own figures, profiles and presets; nothing is made up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from airec_planning.costs.labour import PRESETS, figures_of, origin_of, work_of
from airec_planning.errors import SettingsError
from airec_planning.outputs.assumptions import assumptions
from airec_planning.setting_sections import Labour, LabourFigures
from airec_planning.settings import parse_settings


def labour(toml: str = "") -> Labour:
    return parse_settings(f"[labour]\n{toml}\n", "deployment.toml").labour


def test_nothing_is_reckoned_with_where_nothing_is_given() -> None:
    work = work_of(labour())
    assert (work.console_minutes, work.own_ca_minutes, work.hourly_rate) == (0, 0, 0)
    assert (work.per_certificate, work.fixed_per_year) == (0, 0)


def test_the_console_takes_creation_verification_and_mapping() -> None:
    work = work_of(
        labour("creation_minutes = 10\nissuance_minutes = 50\nverification_minutes = 3\nmapping_minutes = 2")
    )
    assert work.console_minutes == 15
    assert work.own_ca_minutes == 55


@pytest.mark.parametrize(("percent", "minutes"), [(0, 55), (50, Decimal("28.5")), (100, 2)])
def test_scripts_do_a_share_of_issuing_and_verifying_with_the_own_ca_but_not_the_mapping(
    percent: int, minutes: Decimal
) -> None:
    given = "creation_minutes = 10\nissuance_minutes = 50\nverification_minutes = 3\nmapping_minutes = 2"
    work = work_of(labour(f"{given}\nautomation_percent = {percent}"))
    assert (work.console_minutes, work.own_ca_minutes) == (15, minutes)


def test_a_profile_lays_its_figures_over_the_base() -> None:
    given = "creation_minutes = 10\nhourly_rate = 90\nlow = { creation_minutes = 4 }\nhigh = { hourly_rate = 200 }\n"
    low, base, high = (figures_of(labour(f'{given}profile = "{profile}"')) for profile in ("low", "base", "high"))
    assert [one.creation_minutes for one in (low, base, high)] == [4, 10, 10]
    assert [one.hourly_rate for one in (low, base, high)] == [90, 90, 200]


@pytest.mark.parametrize(("preset", "minutes"), [("vendor-study", [90, 90, 90]), ("vendor-blog", [120, 240, 360])])
def test_a_preset_fills_the_minutes_that_are_not_given_and_never_the_rate(preset: str, minutes: list[int]) -> None:
    for profile, expected in zip(("low", "base", "high"), minutes, strict=True):
        found = figures_of(labour(f'preset = "{preset}"\nprofile = "{profile}"\n'))
        assert (found.creation_minutes, found.issuance_minutes, found.hourly_rate) == (expected, expected, 0)
        own = figures_of(labour(f'preset = "{preset}"\nprofile = "{profile}"\ncreation_minutes = 5\n'))
        assert (own.creation_minutes, own.issuance_minutes) == (5, expected)


def test_the_study_counts_two_minutes_where_scripts_issue() -> None:
    work = work_of(labour('preset = "vendor-study"\nautomation_percent = 100\n'))
    assert (work.console_minutes, work.own_ca_minutes) == (90, 2)


def test_each_preset_says_where_it_is_from_and_what_is_weak_about_it() -> None:
    for name, preset in PRESETS.items():
        settings = parse_settings(f'labour.preset = "{name}"\n', "deployment.toml")
        stated = {one.value: one.origin for one in assumptions(settings)}
        assert stated[preset.source] == stated[preset.weakness] == f"preset {name}"
        assert "." in preset.source and "vendor" in preset.weakness


def test_every_labour_figure_says_whose_it_is() -> None:
    given = 'preset = "vendor-blog"\ncreation_minutes = 5\nprofile = "high"\nhigh = { hourly_rate = 200 }\n'
    settings = parse_settings(f"[labour]\n{given}", "deployment.toml")
    stated = {one.key: (one.value, one.origin) for one in assumptions(settings)}
    assert stated["labour.creation_minutes"] == ("5", "file")
    assert stated["labour.issuance_minutes"] == ("360", "preset vendor-blog, high")
    assert stated["labour.hourly_rate"] == ("200", "profile high")
    assert stated["labour.mapping_minutes"] == ("0", "default")
    assert origin_of(settings.labour, "mapping_minutes") == ""


@pytest.mark.parametrize("line", ["low = { x = 1 }", "low = { creation_minutes = -1 }", "high = { profile = 1 }"])
def test_a_profile_that_cannot_be_is_refused(line: str) -> None:
    with pytest.raises(SettingsError):
        labour(line)


def test_the_figures_are_those_of_the_settings() -> None:
    assert set(LabourFigures.model_fields) <= set(Labour.model_fields)

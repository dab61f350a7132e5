"""Scenarios, sweeps, tornado, break-evens, Monte Carlo: what would change the answer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning import tables
from airec_planning.costs import schedule
from airec_planning.costs.comparison import cost_paths
from airec_planning.costs.estate import Estate
from airec_planning.costs.figures import BY_CONVENTION, FIGURES, OWN_RANGE, as_reckoned, ranges_of
from airec_planning.costs.scenarios import cheaper, compared, scenario_table, sweep
from airec_planning.costs.sensitivity import break_evens, tornado
from airec_planning.costs.uncertainty import uncertainty
from airec_planning.errors import SettingsError
from airec_planning.setting_sections import Settings
from airec_planning.setting_values import all_keys, figure
from airec_planning.settings import between, parse_settings, varied
from tests.costs.estates import estate_of

ESTATE = estate_of([6, 4, 2, 2, 1, 1])
LABOUR = "[labour]\ncreation_minutes = 20\nissuance_minutes = 30\nhourly_rate = 120\nca_fixed_per_year = 200\n"


def parsed(toml: str = "") -> Settings:
    return parse_settings(toml, "deployment.toml")


def costs(base: Settings, changes: Mapping[str, Any], of: Estate = ESTATE) -> tuple[int, int]:
    found = cost_paths(of, varied(base, changes))
    return found.https.horizon, found.ca.horizon


def test_a_scenario_lists_every_assumption_that_it_changes_and_the_differences() -> None:
    baseline = cost_paths(ESTATE, parsed())
    changes = {"short-lived": {"validity.platform_days": 90, "prices.standard": 0.4}}
    rows = tables.records(scenario_table(baseline, compared(ESTATE, parsed(), changes)))
    assert [row["scenario"] for row in rows] == ["as set", "short-lived"]
    assert rows[1]["changed"] == ("prices.standard = 0.4", "validity.platform_days = 90")
    https, _ = costs(parsed(), changes["short-lived"])
    assert rows[1]["https_horizon"] == https
    assert rows[1]["https_horizon_change"] == https - rows[0]["https_horizon"]


def test_a_scenario_may_be_given_by_sections_as_in_the_file() -> None:
    flat = compared(ESTATE, parsed(), {"x": {"validity.platform_days": 90}})["x"]
    nested = compared(ESTATE, parsed(), {"x": {"validity": {"platform_days": 90}}})["x"]
    assert flat.settings == nested.settings


@pytest.mark.parametrize("changes", [{"validity.platfrom_days": 90}, {"prices.standard": "much"}, {"prices": 3}])
def test_a_scenario_that_cannot_be_is_refused_by_name(changes: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="scenario odd"):
        compared(ESTATE, parsed(), {"odd": changes})


def test_a_sweep_has_a_row_for_each_combination() -> None:
    found = sweep(ESTATE, parsed(), {"prices.standard": [0.4, 0.6], "validity.platform_days": [90, 365, 730]})
    assert len(found) == 6
    for row in tables.records(found):
        changes = {key: row[key] for key in ("prices.standard", "validity.platform_days")}
        assert (row["https_horizon"], row["ca_horizon"]) == costs(parsed(), changes)


def test_a_sweep_over_something_else_than_a_figure_names_those_that_there_are() -> None:
    with pytest.raises(SettingsError, match=r"prices\.standard"):
        sweep(ESTATE, parsed(), {"prices.standrad": [1]})


def test_every_figure_is_a_setting_and_can_have_its_bounds() -> None:
    assert set(FIGURES) <= set(all_keys())
    for key, one in FIGURES.items():
        for bound in (one.least, one.most):
            value = Decimal(bound) if one.money else bound
            base = parsed("validity.platform_days = 3650\nvalidity.own_ca_days = 3650\n")
            assert figure(varied(base, {key: value}), key) == value


def test_a_lead_as_long_as_a_validity_is_cut_to_a_day_less() -> None:
    assert varied(parsed(), {"validity.platform_days": 20}).validity.renewal_lead_days == 19


@pytest.mark.parametrize("labour", ["", 'profile = "low"\nlow = { creation_minutes = 5, hourly_rate = 80 }\n'])
@pytest.mark.parametrize("share", ["0.1", "0.8", "1.2"])
def test_a_sample_is_what_the_same_values_are_as_a_what_if(labour: str, share: str) -> None:
    base = parsed(f"{LABOUR}{labour}")
    values = {key: one.rounded(as_reckoned(base, key) * Decimal(share)) for key, one in FIGURES.items()}
    sample, what_if = between(base, values), varied(base, values)
    assert sample.model_dump(exclude={"scenarios", "ranges"}) == what_if.model_dump(exclude={"scenarios", "ranges"})
    assert sample.labour.model_fields_set == what_if.labour.model_fields_set
    one, other = (cost_paths(ESTATE, settings) for settings in (sample, what_if))
    assert (one.https, one.ca) == (other.https, other.ca)


def test_without_ranges_of_the_users_own_figures_vary_by_convention_and_nothing_is_made_of_0() -> None:
    found = ranges_of(parsed())
    assert {one.origin for one in found.values()} == {BY_CONVENTION.format(percent=20)}
    assert (found["prices.standard"].low, found["prices.standard"].high) == (Decimal("0.40"), Decimal("0.60"))
    assert not [key for key in found if key.startswith("labour.")]


def test_with_ranges_of_the_users_own_nothing_else_varies() -> None:
    found = ranges_of(parsed("[ranges]\nprices.standard = [0.4, 0.9]\nlabour.hourly_rate = [80, 150]\n"))
    assert set(found) == {"prices.standard", "labour.hourly_rate"}
    assert {one.origin for one in found.values()} == {OWN_RANGE}
    assert (found["labour.hourly_rate"].low, found["labour.hourly_rate"].base) == (80, 0)


@pytest.mark.parametrize(
    "toml",
    ["horizon.days = 4000\n", "validity.platform_days = 4000\n", "prices.free_tier = 110000\n",
     "prices.standard = 11000\n", "[ranges]\nprices.standard = [0.6, 0.9]\n",
     "[ranges]\nvalidity.platform_days = [20, 90]\n"],
)  # fmt: skip
def test_what_is_set_may_lie_beyond_a_figures_usual_end_or_its_range(toml: str) -> None:
    names = estate_of([2, 1])
    assert tornado(names, parsed(toml)) is not None
    assert uncertainty(names, parsed(toml), samples=16).samples == 16


def test_what_ifs_start_from_the_labour_that_is_reckoned_with_by_preset_and_profile() -> None:
    preset = parsed(
        '[labour]\npreset = "vendor-study"\nhourly_rate = 60\n[ranges]\nlabour.creation_minutes = [60, 120]\n'
    )
    row = tables.records(tornado(ESTATE, preset))[0]
    assert (row["low"], row["base"], row["high"]) == ("60", "90", "120")
    assert row["https_low"] == -row["https_high"] < 0
    high = '[labour]\nhourly_rate = 60\nprofile = "high"\ncreation_minutes = 10\nhigh = { creation_minutes = 30 }\n'
    row = tables.records(tornado(ESTATE, parsed(f"{high}[ranges]\nlabour.creation_minutes = [5, 55]\n")))[0]
    assert (row["base"], row["https_low"]) == ("30", -row["https_high"])


@pytest.mark.parametrize(
    "line", ["prices.standard = [0.9, 0.4]", "prices.standard = 0.4", "prices.standard = [0.4]", "prices.x = [1, 2]",
             'prices.standard = ["a", "b"]', "prices.charged = [1, 2]"],
)  # fmt: skip
def test_a_range_that_cannot_be_is_refused_with_its_place(line: str) -> None:
    with pytest.raises(SettingsError, match=r"\[ranges\]"):
        parsed(f"[ranges]\n{line}\n")


def test_a_tornado_tells_what_each_figure_alone_changes_the_widest_swing_first() -> None:
    base = parsed(LABOUR)
    now = costs(base, {})
    rows = tables.records(tornado(ESTATE, base))
    ranges = ranges_of(base)
    assert {row["figure"] for row in rows} == set(ranges)
    for row in rows:
        for end, value in (("low", ranges[row["figure"]].low), ("high", ranges[row["figure"]].high)):
            https, ca = costs(base, {row["figure"]: value})
            assert (row[f"https_{end}"], row[f"ca_{end}"]) == (https - now[0], ca - now[1])
    swings = [max(d := [r["https_low"] - r["ca_low"], r["https_high"] - r["ca_high"], 0]) - min(d) for r in rows]
    assert swings == sorted(swings, reverse=True)


def nearest_turn(base: Settings, key: str, values: list[Any]) -> Any:
    """The first of these values at which another path is the cheaper one."""
    now = cheaper(*costs(base, {}))
    return next((v for v in values if cheaper(*costs(base, {key: v})) != now), None)


@pytest.mark.parametrize("key", ["labour.creation_minutes", "labour.issuance_minutes", "validity.platform_days"])
def test_a_break_even_is_the_first_value_that_turns_the_cheaper_path(key: str) -> None:
    base = parsed(LABOUR)
    start, one = figure(base, key), FIGURES[key]
    up = nearest_turn(base, key, list(range(start + 1, start + 400)))
    down = nearest_turn(base, key, list(range(start - 1, one.least - 1, -1)))
    found = {row["turns_at"] for row in tables.records(break_evens(ESTATE, base)) if row["figure"] == key}
    assert found == {str(value) for value in (up, down) if value is not None}
    assert found


def test_values_that_make_more_creations_than_can_be_reckoned_with_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [row["figure"] for row in tables.records(break_evens(ESTATE, parsed(LABOUR)))]
    assert "validity.platform_days" in found
    monkeypatch.setattr(schedule, "_MOST_CREATIONS", 16 * 4)  # as much as is set
    fewer = [row["figure"] for row in tables.records(break_evens(ESTATE, parsed(LABOUR)))]
    assert "validity.platform_days" not in fewer
    assert set(fewer) < set(found)


def test_a_break_even_in_yuan_is_exact_to_a_fen() -> None:
    # Sixteen names cost 7.50 less ten free ones; the CA path costs as much from its fixed cost alone.
    found = {row["figure"]: row for row in tables.records(break_evens(ESTATE, parsed()))}
    turn = found["labour.ca_fixed_per_year"]
    https, _ = costs(parsed(), {})
    assert Decimal(turn["turns_at"]) * 3 * 100 == https
    assert turn["cheaper_then"] == "neither"


def test_where_nothing_is_required_only_the_own_cas_fixed_cost_turns() -> None:
    assert break_evens(estate_of([]), parsed())["figure"].tolist() == ["labour.ca_fixed_per_year"]


def test_the_same_seed_gives_the_same_samples_and_percentiles_rise() -> None:
    first, second = (uncertainty(ESTATE, parsed(LABOUR), samples=64, seed=5) for _ in range(2))
    assert first.percentiles.equals(second.percentiles) and first.indices.equals(second.indices)
    for row in tables.records(first.percentiles):
        assert row["p10"] <= row["p50"] <= row["p90"]
    assert first.samples == 64
    other = uncertainty(ESTATE, parsed(LABOUR), samples=64, seed=6)
    assert not other.percentiles.equals(first.percentiles)


def test_an_index_names_the_figure_that_the_spread_comes_from() -> None:
    toml = f"{LABOUR}[ranges]\nlabour.hourly_rate = [20, 400]\nprices.standard = [0.49, 0.51]\n"
    found = tables.records(uncertainty(ESTATE, parsed(toml), samples=256).indices)
    assert found[0]["figure"] == "labour.hourly_rate"
    assert found[0]["in_all"] > 950
    assert all(row["in_all"] < 50 for row in found[1:])


def test_the_median_lies_near_the_cost_as_set_where_ranges_are_even() -> None:
    toml = f"{LABOUR}[ranges]\nlabour.hourly_rate = [60, 180]\n"
    found = {row["measure"]: row for row in tables.records(uncertainty(ESTATE, parsed(toml)).percentiles)}
    https, ca = costs(parsed(LABOUR), {})
    assert found["https"]["p50"] == pytest.approx(https, rel=0.02)
    assert found["ca"]["p50"] == pytest.approx(ca, rel=0.02)


def test_where_no_figure_is_uncertain_there_is_one_sample() -> None:
    found = uncertainty(ESTATE, parsed("[ranges]\nprices.standard = [0.5, 0.5]\n"))
    assert found.samples == 1
    assert found.indices.empty
    assert {row["p10"] == row["p90"] for row in tables.records(found.percentiles)} == {True}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 6), max_size=8), st.sampled_from(list(FIGURES)), st.data())
def test_any_figure_within_its_bounds_gives_whole_costs_that_add_up(
    sizes: list[int], key: str, data: st.DataObject
) -> None:
    one = FIGURES[key]
    steps = data.draw(st.integers(one.steps(one.least), one.steps(one.most)))
    found = cost_paths(estate_of(sizes), varied(parsed(LABOUR), {key: one.value(steps)}))
    sums = found.costs.groupby("path")["horizon"].sum()
    outlays = found.outlays.groupby("path")["amount"].sum()
    for path, cost in (("https", found.https), ("ca", found.ca)):
        assert cost.horizon == int(sums[path]) == int(outlays.get(path, 0))

"""The scenario explorer: what is moved changes the figures as the cost engine says; undo, pins, export."""

from __future__ import annotations

import base64
import csv
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning import show
from airec_planning.costs.comparison import Comparison, cost_paths
from airec_planning.costs.figures import FIGURES
from airec_planning.execution.entry_points import KERNEL
from airec_planning.execution.limits import Limits
from airec_planning.execution.notebook_run import Terms, run_notebook
from airec_planning.execution.states import told
from airec_planning.explorer.controls import CONTROLS, GROUPS, Control, as_settings, base_values
from airec_planning.explorer.drawing import cost_so_far
from airec_planning.explorer.export import comparison_csv, saving_link, toml_key
from airec_planning.explorer.session import Session
from airec_planning.explorer.widgets import Explorer
from airec_planning.money import cost_text, yuan_text
from airec_planning.plan import Plan
from airec_planning.reporting.bundled import bundled
from airec_planning.setting_values import figure
from airec_planning.settings import laid_over, parse_settings
from tests.deployments import plan_of, write_deployment

DOMAINS = [f"n{i}.z{zone}.example.com" for zone, size in enumerate((1, 4, 9, 2)) for i in range(size)]
AS_SET = """
labour.creation_minutes = 20
labour.hourly_rate = 120
prices.further_account = 3
[scenarios.short-lived]
validity.platform_days = 90
"""
ELSEWHERE: dict[str, Any] = {
    "prices.standard": 0.7,
    "prices.wildcard": 0.55,
    "prices.enterprise": 7.25,
    "prices.free_tier": 2,
    "prices.quota": 3,
    "wildcards.policy": "only-demanded",
    "validity.platform_days": 47,
    "validity.own_ca_days": 90,
    "validity.renewal_lead_days": 10,
    "horizon.days": 3000,
    "horizon.minimise": "horizon",
    "horizon.renewals": "staggered",
    "labour.creation_minutes": 5,
    "labour.issuance_minutes": 6,
    "labour.verification_minutes": 7,
    "labour.mapping_minutes": 8,
    "labour.automation_percent": 50,
    "labour.hourly_rate": 99.99,
    "labour.ca_fixed_per_year": 1234.56,
    "labour.ca_per_certificate": 0.8,
}
HOSTILE = ['a"b', "a.b", "a]\nb = 1", "推荐", "\\", "\u202e", "'''", "#", " ", "<script>alert(1)</script>", "a" * 60]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return plan_of(write_deployment(tmp_path_factory.mktemp("explored") / "d", DOMAINS, settings=AS_SET))


@pytest.fixture
def explorer(plan: Plan) -> Explorer:
    return show.explorer(plan)


def _figures(comparison: Comparison) -> tuple[object, ...]:
    return comparison.https, comparison.ca


@pytest.mark.parametrize("key", CONTROLS)
def test_moving_a_control_changes_the_figures_as_the_cost_engine_says(key: str, explorer: Explorer, plan: Plan) -> None:
    explorer.inputs[key].value = ELSEWHERE[key]
    wanted = cost_paths(plan.estate, laid_over(plan.settings, {key: ELSEWHERE[key]}))
    assert _figures(explorer.session.comparison) == _figures(wanted)
    assert cost_text(wanted.https.horizon) in explorer.results.value
    assert f"{key} = {figure(wanted.settings, key)}" in explorer.results.value


def test_all_moved_together_are_what_they_are_together(explorer: Explorer, plan: Plan) -> None:
    for key, value in ELSEWHERE.items():
        explorer.inputs[key].value = value
    assert _figures(explorer.session.comparison) == _figures(
        cost_paths(plan.estate, laid_over(plan.settings, ELSEWHERE))
    )


def test_the_figures_are_shown_with_their_change_against_what_is_set(explorer: Explorer, plan: Plan) -> None:
    explorer.inputs["prices.free_tier"].value = 0
    now, base = explorer.session.comparison, plan.comparison
    more = now.https.horizon - base.https.horizon
    assert more > 0
    assert f"{cost_text(more)} yuan more than as set" in explorer.page().text
    assert f"+{cost_text(more)}" in explorer.page().text
    assert f"{now.https.peak} of 100" in explorer.page().text


def test_more_than_the_quota_is_said_to_be_too_many(explorer: Explorer) -> None:
    explorer.inputs["prices.quota"].value = 2
    assert "of 2, too many" in explorer.page().text


@pytest.mark.parametrize("key", CONTROLS)
def test_each_input_has_a_name_its_unit_and_the_settings_sentence(key: str, explorer: Explorer) -> None:
    widget, control = explorer.inputs[key], CONTROLS[key]
    units = r"(yuan|yuan a year|yuan a certificate|certificates|days|minutes|percent)"
    assert control.choices or re.search(rf", {units}$", widget.description), widget.description
    assert widget.description and key in widget.tooltip
    assert len(widget.description) < 36  # what fits beside a slider


def test_every_other_widget_has_a_name_too(explorer: Explorer) -> None:
    for widget in (explorer.which, explorer.name, explorer.chosen, explorer.export):
        assert widget.description
    for button in (
        explorer.undo,
        explorer.redo,
        explorer.reset,
        explorer.pin,
        explorer.rename,
        explorer.take_up,
        explorer.remove,
    ):
        assert button.description and button.tooltip


@pytest.mark.parametrize("control", [c for group in GROUPS.values() for c in group if not c.choices])
def test_a_control_goes_as_far_as_what_is_set_and_no_further_than_the_settings(control: Control) -> None:
    bound = {"percent": 100}.get(control.label.rsplit(" ", 1)[-1], 36_500)
    for base in (1, 30, bound):
        low, high = control.bounds(base)
        assert low <= base <= high <= max(bound, FIGURES[control.key].most)
        assert control.exact(base) == base


def test_nothing_is_changed_by_being_put_back(explorer: Explorer) -> None:
    explorer.inputs["prices.standard"].value = 0.9
    explorer.inputs["prices.standard"].value = 0.5
    assert explorer.session.state.changes == {}
    assert "Nothing is changed" in explorer.results.value


def test_a_slider_that_says_a_rounded_float_is_not_told_another(explorer: Explorer) -> None:
    explorer.inputs["prices.standard"].value = 1.7900000000000003
    assert explorer.session.values["prices.standard"] == Decimal("1.79")
    assert explorer.inputs["prices.standard"].value == 1.7900000000000003


def test_undo_takes_one_change_back_after_another(explorer: Explorer, plan: Plan) -> None:
    explorer.inputs["prices.standard"].value = 0.9
    explorer.inputs["horizon.days"].value = 400
    explorer.undo.click()
    assert explorer.inputs["horizon.days"].value == plan.settings.horizon.days
    assert explorer.inputs["prices.standard"].value == 0.9
    explorer.undo.click()
    assert _figures(explorer.session.comparison) == _figures(plan.comparison)
    explorer.undo.click()
    assert "There is nothing to undo." in explorer.results.value


def test_a_sliders_way_is_one_change_and_its_next_way_another(plan: Plan) -> None:
    session = Session(plan)
    for step in range(5):
        session.move("horizon.days", 1000 + step, at=step / 10)
    session.move("horizon.days", 500, at=60)
    session.undo()
    assert session.values["horizon.days"] == 1004
    session.undo()
    assert session.values["horizon.days"] == plan.settings.horizon.days


def test_reset_puts_everything_back_and_keeps_the_pins(explorer: Explorer, plan: Plan) -> None:
    explorer.inputs["prices.standard"].value = 0.9
    _pin(explorer, "dear")
    explorer.reset.click()
    assert _figures(explorer.session.comparison) == _figures(plan.comparison)
    assert explorer.inputs["prices.standard"].value == 0.5
    assert list(explorer.session.state.pins) == ["dear"]
    explorer.undo.click()
    assert explorer.inputs["prices.standard"].value == 0.9


def test_pins_stand_beside_each_other_with_what_they_change(explorer: Explorer, plan: Plan) -> None:
    explorer.inputs["prices.standard"].value = 0.9
    _pin(explorer, "dear")
    explorer.inputs["horizon.days"].value = 400
    _pin(explorer, "dear and short")
    rows = explorer.session.scenarios.set_index("scenario")
    assert list(rows.index) == ["as set", "short-lived", "dear", "dear and short"]
    assert rows["changed"]["dear and short"] == ("prices.standard = 0.90", "horizon.days = 400")
    wanted = cost_paths(plan.estate, laid_over(plan.settings, {"prices.standard": Decimal("0.9")}))
    assert rows["https_horizon"]["dear"] == wanted.https.horizon
    assert rows["https_horizon_change"]["dear"] == wanted.https.horizon - plan.comparison.https.horizon
    assert "dear and short" in explorer.pins.value and "horizon.days = 400" in explorer.pins.value


def test_a_pin_is_taken_up_removed_and_brought_back(explorer: Explorer) -> None:
    explorer.inputs["prices.standard"].value = 0.9
    _pin(explorer, "dear")
    explorer.reset.click()
    explorer.chosen.value = "dear"
    explorer.take_up.click()
    assert explorer.inputs["prices.standard"].value == 0.9
    explorer.remove.click()
    assert explorer.session.state.pins == {} and explorer.chosen.value == ""
    assert "dear" not in explorer.pins.value
    explorer.undo.click()
    assert list(explorer.session.state.pins) == ["dear"]
    assert "dear" in explorer.pins.value
    explorer.chosen.value = ""
    explorer.remove.click()
    assert "Choose a pinned scenario first." in explorer.results.value


@pytest.mark.parametrize("name", ["", "   ", "as set", "short-lived", "twice", "\ud800", "a" * 61])
def test_a_name_that_cannot_be_gives_a_line(name: str, explorer: Explorer) -> None:
    _pin(explorer, "twice")
    explorer.name.value = name
    explorer.pin.click()
    assert list(explorer.session.state.pins) == ["twice"]
    assert explorer.session.line.endswith(".") and "\n" not in explorer.session.line
    assert 'class="wrong"' in explorer.results.value


def test_a_combination_that_cannot_be_gives_a_line_and_keeps_the_figures_before(explorer: Explorer) -> None:
    explorer.inputs["validity.platform_days"].value = 100
    before = _figures(explorer.session.comparison)
    explorer.inputs["validity.renewal_lead_days"].value = 100
    said = "validity.renewal_lead_days has to be less than the shortest validity, 100 days. "
    assert explorer.session.line.startswith(said) and "\n" not in explorer.session.line
    assert said.strip() in explorer.results.value and "Traceback" not in explorer.results.value
    assert _figures(explorer.session.comparison) == before
    explorer.name.value = "impossible"
    explorer.pin.click()
    assert explorer.session.state.pins == {}
    assert explorer.export.value.startswith("# validity.renewal_lead_days")
    explorer.inputs["validity.renewal_lead_days"].value = 99
    assert explorer.session.line == ""


@pytest.mark.parametrize("overrides", [None, {"prices.standard": "0.4", "labour.ca_per_certificate": "2"}])
def test_an_exported_scenario_gives_the_same_figures_once_it_is_in_the_file(
    overrides: dict[str, str] | None, plan: Plan, tmp_path: Path
) -> None:
    folder = write_deployment(tmp_path / "d", DOMAINS, settings=AS_SET)
    explorer = show.explorer(plan_of(folder, overrides))
    for key, value in ELSEWHERE.items():
        explorer.inputs[key].value = value
    _pin(explorer, "all of it")
    with (folder / "deployment.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + explorer.export.value)
    again = plan_of(folder)
    assert _figures(again.scenarios["all of it"]) == _figures(explorer.session.comparison)


def test_an_export_holds_only_what_differs_in_the_order_of_the_controls(explorer: Explorer) -> None:
    explorer.name.value = "mine"
    explorer.inputs["horizon.days"].value = 400
    explorer.inputs["prices.standard"].value = 0.9
    assert explorer.export.value == "[scenarios.mine]\nprices.standard = 0.90\nhorizon.days = 400\n"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_comes_back_as_it_was(name: str, explorer: Explorer, plan: Plan) -> None:
    explorer.inputs["prices.free_tier"].value = 0
    assert explorer.session.pin(name)
    explorer._show(pins=True)
    explorer.chosen.value = name
    again = parse_settings(AS_SET + explorer.export.value, "test")
    assert again.scenarios.keys() - plan.settings.scenarios.keys() == {name}
    assert "<script>" not in explorer.pins.value and "\u202e" not in explorer.pins.value


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_name_is_a_key(name: str) -> None:
    assert list(parse_settings(f"[scenarios.{toml_key(name)}]\n", "test").scenarios) == [name]


def test_a_labour_profiles_own_figure_is_what_is_moved(tmp_path: Path) -> None:
    profile = 'labour.profile = "high"\nlabour.high = { creation_minutes = 40 }\nlabour.hourly_rate = 60\n'
    folder = write_deployment(tmp_path / "d", DOMAINS, settings=profile)
    plan = plan_of(folder)
    explorer = show.explorer(plan)
    assert explorer.inputs["labour.creation_minutes"].value == 40
    explorer.inputs["labour.creation_minutes"].value = 80
    minutes = [one.outlays_by_path["https"].minutes for one in (plan.comparison, explorer.session.comparison)]
    assert minutes[1] == 2 * minutes[0] > 0
    assert "labour.high.creation_minutes = 80" in explorer.export.value
    (folder / "deployment.toml").write_text(profile + explorer.export.value, encoding="utf-8")
    assert _figures(plan_of(folder).scenarios["explored"]) == _figures(explorer.session.comparison)


def test_the_controls_begin_where_things_are_set(plan: Plan) -> None:
    base = base_values(plan.settings)
    assert base["labour.creation_minutes"] == 20 and base["labour.hourly_rate"] == 120
    assert as_settings(plan.settings, {"horizon.days": 5, "prices.quota": 3}) == {"prices.quota": 3, "horizon.days": 5}


def test_sliders_tell_every_step_only_while_the_redraws_keep_up(explorer: Explorer) -> None:
    slider = explorer.fields["horizon.days"].slider
    explorer._follow(at_each_step=False)
    assert not slider.continuous_update
    explorer._follow(at_each_step=True)
    assert slider.continuous_update


def test_the_picture_shows_both_paths_and_what_is_set_where_that_differs(explorer: Explorer, plan: Plan) -> None:
    same = cost_so_far(plan.comparison, plan.comparison)
    assert same.html.count("<polyline") == 2
    explorer.inputs["prices.standard"].value = 0.9
    now = explorer.session.comparison
    drawn = cost_so_far(now, plan.comparison)
    assert drawn.html.count("<polyline") == 3  # the CA path costs what it did
    assert f"HTTPS path {cost_text(now.https.horizon)}" in drawn.html
    assert cost_text(now.https.horizon) in drawn.text
    ElementTree.fromstring(drawn.html)  # our own


@pytest.mark.parametrize("changes", [{}, {"horizon.days": 1}, {"horizon.days": 36500}, {"prices.standard": 1_000_000}])
def test_the_picture_stays_within_its_frame(changes: dict[str, Any], plan: Plan) -> None:
    svg = cost_so_far(cost_paths(plan.estate, laid_over(plan.settings, changes)), plan.comparison).html
    root = ElementTree.fromstring(svg)
    _, _, width, height = map(float, root[0].attrib["viewBox"].split())
    for line in root.iter("{http://www.w3.org/2000/svg}polyline"):
        points = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        assert points and all(0 <= x <= width and 0 <= y <= height for x, y in points)


def test_a_deployment_without_domains_can_be_explored(tmp_path: Path) -> None:
    explorer = show.explorer(plan_of(write_deployment(tmp_path / "empty", san_domains=["-"])))
    explorer.inputs["prices.standard"].value = 2
    assert explorer.session.comparison.https.horizon == 0


def test_where_there_are_no_widgets_the_figures_are_a_page_and_text(explorer: Explorer, plan: Plan) -> None:
    bundle = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    for kind in ("text/html", "text/plain"):
        assert "Take the HTTPS path" in bundle[kind]
        assert cost_text(plan.comparison.https.horizon) in bundle[kind]
        assert "short-lived" in bundle[kind]


def test_the_notebook_runs_without_a_browser_and_leaves_its_figures(tmp_path: Path, plan: Plan) -> None:
    source, target = bundled("notebooks") / "04-scenario-explorer.ipynb", tmp_path / "executed.ipynb"
    parameters = {"deployment": str(plan.deployment.folder), "as_of": "2026-11-01"}
    outcome = run_notebook(source, target, parameters, source.parent, Terms(KERNEL, Limits()))
    assert told(outcome) == "04-scenario-explorer ran to its end."
    executed = nbformat.read(target, as_version=4)
    shown = [c for c in executed.cells if c.cell_type == "code" and c.source.startswith("show.")]
    data = shown[0].outputs[0]["data"]
    assert "Take the HTTPS path" in data["text/html"] and "<svg" in data["text/html"]
    assert cost_text(plan.comparison.https.horizon) in data["text/plain"]
    assert "short-lived" in data["text/html"]


def _pin(explorer: Explorer, name: str) -> None:
    explorer.name.value = name
    explorer.pin.click()
    assert explorer.chosen.value == name and explorer.name.value == ""


def test_a_pin_is_renamed_in_its_place_and_the_other_way_round(explorer: Explorer) -> None:
    for name, price in (("dear", 0.9), ("dearer", 1.1)):
        explorer.inputs["prices.standard"].value = price
        _pin(explorer, name)
    explorer.chosen.value = "dear"
    explorer.name.value = "not so dear"
    explorer.rename.click()
    assert list(explorer.session.state.pins) == ["not so dear", "dearer"]
    assert explorer.chosen.value == "not so dear" and "not so dear" in explorer.pins.value
    explorer.name.value = "dearer"
    explorer.rename.click()
    assert list(explorer.session.state.pins) == ["not so dear", "dearer"]
    assert "&#34;dearer&#34; is pinned already" in explorer.results.value
    explorer.undo.click()
    assert list(explorer.session.state.pins) == ["dear", "dearer"]
    explorer.redo.click()
    assert list(explorer.session.state.pins) == ["not so dear", "dearer"]


def test_one_control_is_put_back_and_the_others_stay(explorer: Explorer) -> None:
    explorer.inputs["prices.standard"].value = 0.9
    explorer.inputs["horizon.days"].value = 400
    assert [value for _label, value in explorer.which.options] == ["", "prices.standard", "horizon.days"]
    explorer.which.value = "prices.standard"
    explorer.reset.click()
    assert explorer.session.state.changes == {"horizon.days": 400}
    assert explorer.inputs["prices.standard"].value == 0.5
    assert explorer.which.value == ""
    explorer.undo.click()
    assert explorer.session.state.changes == {"prices.standard": Decimal("0.90"), "horizon.days": 400}


def test_field_and_slider_move_each_other_and_a_field_goes_further(explorer: Explorer) -> None:
    field = explorer.fields["prices.standard"]
    field.slider.value = 0.9
    assert field.input.value == 0.9
    field.input.value = 50
    assert field.slider.value == field.slider.max == 10
    assert explorer.session.values["prices.standard"] == 50
    explorer.undo.click()
    assert (field.input.value, field.slider.value) == (0.5, 0.5)


def test_what_was_taken_back_cannot_be_made_again_after_another_change(plan: Plan) -> None:
    session = Session(plan)
    session.move("horizon.days", 400)
    session.undo()
    session.move("horizon.days", 500, at=60)
    session.redo()
    assert session.values["horizon.days"] == 500
    assert session.line == "There is nothing to redo."


_STEPS = st.one_of(
    st.tuples(st.just("move"), st.sampled_from(["horizon.days", "prices.quota"]), st.integers(1, 500)),
    st.tuples(st.just("reset"), st.sampled_from(["", "horizon.days"])),
    st.tuples(st.just("pin"), st.sampled_from("abc")),
    st.tuples(st.just("rename"), st.sampled_from("abc"), st.sampled_from("abc")),
    st.tuples(st.just("unpin"), st.sampled_from("abc")),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_STEPS, st.sampled_from([0.1, 5.0])), max_size=12))
def test_as_many_undos_as_changes_give_the_start_and_as_many_redos_the_end(plan: Plan, steps: list[Any]) -> None:
    session, now = Session(plan), 0.0
    start = session.state
    for (what, *given_to), pause in steps:
        now += pause
        if what == "rename" and given_to[0] not in session.state.pins:
            continue
        getattr(session, what)(*given_to, **({"at": now} if what == "move" else {}))
    end, figures = session.state, _figures(session.comparison)
    for _step in steps:
        session.undo()
    assert session.state == start
    assert _figures(session.comparison) == _figures(plan.comparison)
    for _step in steps:
        session.redo()
    assert session.state == end
    assert _figures(session.comparison) == figures


def test_the_table_is_saved_as_csv_in_yuan_and_runs_nothing(explorer: Explorer, plan: Plan) -> None:
    explorer.inputs["prices.standard"].value = 0.9
    _pin(explorer, "=1+1")
    rows = list(csv.DictReader(io.StringIO(comparison_csv(explorer.session.scenarios))))
    assert [row["scenario"] for row in rows] == ["as set", "short-lived", "'=1+1"]
    assert rows[0]["https_horizon_yuan"] == yuan_text(plan.comparison.https.horizon)
    assert rows[2]["changed"] == "prices.standard = 0.90"
    assert rows[1]["cheaper"] in ("https", "ca", "neither")


def test_what_a_link_saves_is_the_text_itself() -> None:
    link = saving_link("<Save>", "scenario.toml", 'name = "推荐"\n')
    assert "&lt;Save&gt;" in link and 'download="scenario.toml"' in link
    content = re.search(r"base64,([^\"]+)", link)
    assert content and base64.b64decode(content[1]).decode() == 'name = "推荐"\n'


def test_a_fault_of_our_own_is_said_in_place_and_leaves_its_traceback_to_the_log(
    explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_session: Session, _key: str, _value: Any, _at: float = 0.0) -> None:
        raise RuntimeError("<b>odd</b>")

    monkeypatch.setattr(Session, "move", broken)
    with pytest.raises(RuntimeError, match="odd"):
        explorer.inputs["prices.standard"].value = 0.9
    assert "A fault of the explorer itself: RuntimeError" in explorer.results.value
    assert "<b>odd" not in explorer.results.value


def test_the_explorer_speaks_the_plans_language_whenever_it_is_touched(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path / "d", DOMAINS, settings='language = "zh"\n' + AS_SET)
    explorer = show.explorer(plan_of(folder))
    assert explorer.undo.description == "撤销"
    explorer.undo.click()
    assert "没有可撤销的操作。" in explorer.results.value
    explorer.inputs["prices.standard"].value = 0.9
    assert "已更改：prices.standard = 0.90。" in explorer.results.value
    assert explorer.export.value == "[scenarios.explored]\nprices.standard = 0.90\n"

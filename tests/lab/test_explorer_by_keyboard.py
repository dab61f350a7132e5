"""The scenario explorer without a mouse, in JupyterLab and as a page: every control, undo, pins, export."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from airec_planning.costs.comparison import cost_paths
from airec_planning.explorer.controls import CONTROLS
from airec_planning.explorer.session import Session
from airec_planning.money import cost_text
from airec_planning.plan import Plan
from airec_planning.planning import make_plan
from airec_planning.setting_values import figure
from airec_planning.settings import laid_over
from tests.lab.trying import (
    beyond_its_edge,
    figures,
    focused,
    in_sight,
    reach,
    run_all_cells,
    shown,
    wider_than_their_place,
)

TYPED = {
    "labour.hourly_rate": Decimal("120.50"),
    "labour.ca_fixed_per_year": Decimal("300.00"),
    "labour.ca_per_certificate": Decimal("2.00"),
}
"""By Control+A, figures and Enter; the other figures by the arrow up, what is chosen by its button."""


@pytest.fixture(scope="module")
def plan(desk: Path) -> Plan:
    return make_plan(desk / "examples" / "airec-demo", "2026-11-01")


@pytest.fixture(params=["JupyterLab", "page"])
def explorer(request: pytest.FixtureRequest, page: Page) -> Page:
    """The explorer, with the focus just before it."""
    if request.param == "JupyterLab":
        page.goto(request.getfixturevalue("lab")("04-scenario-explorer"))
        run_all_cells(page)
        page.keyboard.press("ArrowUp")  # from the last cell to the explorer's
    else:
        page.goto(request.getfixturevalue("served"))
    shown(page, "Nothing is changed")
    reach(page, "Undo")
    return page


def test_every_control_is_moved_and_the_figures_follow(explorer: Page, plan: Plan) -> None:
    moved: dict[str, Any] = {}
    base = Session(plan).base
    reach(explorer, CONTROLS["prices.standard"].label)
    for key, control in CONTROLS.items():
        assert focused(explorer) == (control.choices[0][0] if control.choices else control.label)
        before = figures(explorer)
        moved[key] = _move(explorer, key, base[key])
        wanted = cost_paths(plan.estate, laid_over(plan.settings, moved))
        costs = [cost_text(path.horizon) for path in (wanted.https, wanted.ca)]
        shown(explorer, f"{key} = {figure(wanted.settings, key)}", *costs)
        assert figures(explorer) != before
        explorer.keyboard.press("Tab")


def test_changes_are_taken_back_made_again_and_put_back(explorer: Page) -> None:
    as_set = figures(explorer)
    standard = CONTROLS["prices.standard"].label
    reach(explorer, standard)
    explorer.keyboard.press("ArrowUp")
    shown(explorer, "Changed: prices.standard = ")
    changed = figures(explorer)
    reach(explorer, "Undo", backwards=True)
    explorer.keyboard.press("Enter")
    shown(explorer, "Nothing is changed")
    assert figures(explorer) == as_set
    explorer.keyboard.press("Enter")
    shown(explorer, "There is nothing to undo.")
    reach(explorer, "Redo")
    explorer.keyboard.press("Space")
    shown(explorer, "Changed: prices.standard = ")
    assert figures(explorer) == changed
    reach(explorer, CONTROLS["horizon.days"].label)
    explorer.keyboard.press("ArrowUp")
    shown(explorer, "prices.standard = ", "horizon.days = ")
    reach(explorer, standard, backwards=True)  # past the field itself, to its button above
    reach(explorer, standard, backwards=True)
    explorer.keyboard.press("Space")
    reach(explorer, "Reset")
    explorer.keyboard.press("Enter")
    shown(explorer, "Changed: horizon.days = ")
    reach(explorer, "everything", backwards=True)
    reach(explorer, "Reset")
    explorer.keyboard.press("Enter")
    shown(explorer, "Nothing is changed")
    assert figures(explorer) == as_set


def test_what_cannot_be_is_said_in_place_and_the_figures_before_it_stay(explorer: Page) -> None:
    reach(explorer, CONTROLS["validity.renewal_lead_days"].label)
    _type(explorer, "3000")
    shown(explorer, "validity.renewal_lead_days has to be less than", "Shown are the figures before it.")
    assert explorer.locator(".explorer [role=alert]").count() == 1
    assert "Traceback" not in explorer.content()


def test_a_scenario_is_pinned_renamed_taken_up_exported_saved_and_removed(explorer: Page, desk: Path) -> None:
    settings = desk / "examples" / "airec-demo" / "deployment.toml"
    as_it_was = settings.read_bytes()
    reach(explorer, CONTROLS["prices.standard"].label)
    _type(explorer, "0.9")
    shown(explorer, "prices.standard = 0.90")
    reach(explorer, "Name of the scenario")
    explorer.keyboard.type("dear")
    reach(explorer, "Pin")
    explorer.keyboard.press("Enter")
    pinned = explorer.locator(".explorer tbody tr", has_text="prices.standard = 0.90")
    pinned.filter(has_text="dear").wait_for()
    reach(explorer, "Name of the scenario", backwards=True)
    explorer.keyboard.type("dearer")
    reach(explorer, "Rename")
    explorer.keyboard.press("Enter")
    pinned.filter(has_text="dearer").wait_for()
    with explorer.expect_download() as table:
        reach(explorer, "Save the table as scenarios.csv")
        explorer.keyboard.press("Enter")
    assert "dearer,prices.standard = 0.90," in Path(table.value.path()).read_text(encoding="utf-8")
    with explorer.expect_download() as text:
        reach(explorer, "Save this text as scenario.toml")
        explorer.keyboard.press("Enter")
    saved = tomllib.loads(Path(text.value.path()).read_text(encoding="utf-8"))
    assert saved == {"scenarios": {"dearer": {"prices": {"standard": 0.9}}}}
    reach(explorer, "Reset", backwards=True)
    explorer.keyboard.press("Enter")
    shown(explorer, "Nothing is changed")
    reach(explorer, "Take up")
    explorer.keyboard.press("Enter")
    shown(explorer, "prices.standard = 0.90")
    reach(explorer, "Remove")
    explorer.keyboard.press("Enter")
    pinned.filter(has_text="dearer").wait_for(state="detached")
    assert settings.read_bytes() == as_it_was


def test_what_it_costs_stays_in_sight_down_to_the_last_control(explorer: Page) -> None:
    answer, figure = explorer.locator("p.answer", has_text="43.50"), explorer.locator("td", has_text="43.50").first
    for control in CONTROLS.values():
        reach(explorer, control.choices[0][0] if control.choices else control.label)
        assert in_sight(answer) or in_sight(figure), control.label


def test_it_fits_a_laptop_and_axe_finds_nothing_serious_in_it(explorer: Page) -> None:
    assert wider_than_their_place(explorer) == []
    assert beyond_its_edge(explorer, ".explorer-box") == []
    found = Axe().run(explorer, context=".explorer-box").response["violations"]
    grave = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
    assert grave == []


def _move(page: Page, key: str, base: Any) -> Any:
    """One step with an arrow, or typed; gives what it ought to be now."""
    control = CONTROLS[key]
    if control.choices:
        words = [word for _said, word in control.choices]
        there = 1 - words.index(base)
        page.keyboard.press("Tab")
        if not there:
            page.keyboard.press("Shift+Tab")
        page.keyboard.press("Space")
        return words[there]
    if key in TYPED:
        _type(page, str(TYPED[key]))
        return TYPED[key]
    up = control.limits(base)[1] > base
    page.keyboard.press("ArrowUp" if up else "ArrowDown")
    step = Decimal("0.01") if control.money else 1
    return base + step if up else base - step


def _type(page: Page, text: str) -> None:
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")

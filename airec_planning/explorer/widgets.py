"""The explorer in a notebook: widgets that move a session, and what it shows."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import ipywidgets

from airec_planning.errors import SettingsError
from airec_planning.explorer import views
from airec_planning.explorer.controls import CONTROLS, GROUPS
from airec_planning.explorer.export import comparison_csv, saving_link
from airec_planning.explorer.fields import NAMED, WIDE, Field, buttons
from airec_planning.explorer.session import Session
from airec_planning.explorer.turns import Turns
from airec_planning.language import _, speaking
from airec_planning.outputs.fragments import Fragment
from airec_planning.plan import Plan
from airec_planning.text import visible

_UNNAMED = "explored"
_PROMPT = 0.2
"""Seconds that a redraw may take."""
_FULL: Any = {"max_width": "100%"}


class Explorer:
    """Controls, the answer, and pinned scenarios. Where no widgets can be shown, its figures are there as a page."""

    def __init__(self, plan: Plan) -> None:
        self.session = Session(plan)
        self._turns = Turns()
        with speaking(plan.settings.language):
            self._make()
            self.box = self._laid_out()
            self._show(pins=True)
            self._observe()

    def _repr_mimebundle_(self, **how: Any) -> dict[str, Any]:
        page = self.page()
        shown: dict[str, Any] = self.box._repr_mimebundle_(**how) or {}
        return {**shown, "text/html": page.html, "text/plain": page.text}

    def page(self) -> Fragment:
        """What is shown, without widgets."""
        with speaking(self.session.plan.settings.language):
            found = views.together([views.results(self.session), views.scenarios(self.session)])
        return Fragment(views.STYLE + found.html, found.text)

    def _make(self) -> None:
        self.fields = {key: Field(control, self.session.base[key]) for key, control in CONTROLS.items()}
        self.inputs = {key: field.input for key, field in self.fields.items()}
        self.undo = _button(_("Undo"), _("Take the last change back"))
        self.redo = _button(_("Redo"), _("Make the change again that was taken back"))
        self.which = _choice(_("Put back"))
        self.reset = _button(_("Reset"), _("Put it back to what deployment.toml says; the pins stay"))
        self.results = ipywidgets.HTML()
        # Told when it is left: of what is told at each key, the last may be overtaken by the button pressed next.
        self.name = ipywidgets.Text(
            description=_("Name of the scenario"), placeholder="short-lived", continuous_update=False, style=NAMED,
            layout={"width": WIDE},
        )  # fmt: skip
        self.pin = _button(_("Pin"), _("Keep what is set above under this name"))
        self.rename = _button(_("Rename"), _("Give the chosen pinned scenario this name"))
        self.pins = ipywidgets.HTML(layout=_FULL)
        self.chosen = _choice(_("Scenario to export"))
        self.take_up = _button(_("Take up"), _("Put the controls to where they stood when this scenario was pinned"))
        self.remove = _button(_("Remove"), _("Remove this pin"))
        self.export = ipywidgets.Textarea(
            description=_("To paste into deployment.toml"), rows=6, style=NAMED, layout={"width": "54rem", **_FULL}
        )
        self.saved = ipywidgets.HTML(layout=_FULL)

    def _laid_out(self) -> ipywidgets.VBox:
        groups = [[_heading(_(title)), *(self.fields[c.key].box for c in cs)] for title, cs in GROUPS.items()]
        left = ipywidgets.VBox([widget for group in groups for widget in group], layout={"flex": f"0 0 {WIDE}"})
        right = ipywidgets.VBox([self.results], layout={"flex": "1 1 29rem", "min_width": "0"})
        right.add_class("explorer-results")
        rows = [
            ipywidgets.HTML(views.STYLE),
            _row(self.undo, self.redo, self.which, self.reset),
            ipywidgets.HBox([left, right], layout={"flex_flow": "row wrap"}),
            _heading(_("Pinned scenarios")),
            _row(self.name, self.pin, self.rename),
            _row(self.chosen, self.take_up, self.remove),
            self.pins,
            self.export,
            self.saved,
        ]
        box = ipywidgets.VBox(rows, layout=_FULL)
        box.add_class("explorer-box")
        return box

    def _observe(self) -> None:
        for key, field in self.fields.items():
            field.observe(self._heard(partial(self._moved, key)))
        self.undo.on_click(self._heard(lambda _button: self._do(self.session.undo)))
        self.redo.on_click(self._heard(lambda _button: self._do(self.session.redo)))
        self.reset.on_click(self._heard(lambda _button: self._do(partial(self.session.reset, self.which.value))))
        self.pin.on_click(self._heard(self._pinned))
        self.rename.on_click(self._heard(self._renamed))
        self.take_up.on_click(self._heard(lambda _button: self._do_with_chosen(self.session.take_up)))
        self.remove.on_click(self._heard(lambda _button: self._do_with_chosen(self.session.unpin)))
        for widget in (self.chosen, self.name):
            widget.observe(self._heard(lambda _change: self._show_export()), names="value")

    def _heard(self, what: Callable[[Any], None]) -> Callable[[Any], None]:
        """What is done for a person, in his language, unless it is the explorer itself that moves a widget."""

        def hear(told: Any) -> None:
            with self._turns.turn(self.box) as persons, speaking(self.session.plan.settings.language):
                try:
                    if persons:
                        what(told)
                except Exception as error:
                    # The log has the traceback, but nobody looks there.
                    self.session.line = _("A fault of the explorer itself: {error}.", error=repr(error))
                    self.results.value = views.together(views.wrong(self.session)).html
                    raise

        return hear

    def _moved(self, key: str, value: Any) -> None:
        began = time.monotonic()
        self.session.move(key, value, began)
        self._show()
        self._follow(at_each_step=time.monotonic() - began < _PROMPT)

    def _follow(self, *, at_each_step: bool) -> None:
        """Whether sliders tell every step of their way: not while the steps would queue up."""
        for field in self.fields.values():
            field.follow(at_each_step=at_each_step)

    def _pinned(self, _button: Any) -> None:
        name = self.name.value.strip()
        self._named(name, self.session.pin(name))

    def _renamed(self, _button: Any) -> None:
        name = self.name.value.strip()
        self._do_with_chosen(lambda pinned: self._named(name, self.session.rename(pinned, name)))

    def _named(self, name: str, done: bool) -> None:
        self._show(pins=done, choose=name if done else "")

    def _do_with_chosen(self, what: Callable[[str], Any]) -> None:
        if self.chosen.value:
            self._do(partial(what, self.chosen.value))
        else:
            self.session.line = _("Choose a pinned scenario first.")
            self._show()

    def _do(self, what: Callable[[], Any]) -> None:
        pins = self.session.state.pins
        what()
        self._show(pins=self.session.state.pins is not pins)

    def _show(self, *, pins: bool = False, choose: str = "") -> None:
        """Bring every widget to where the session is; the pins' table only where these have changed."""
        for key, value in self.session.values.items():
            self.fields[key].show(value)
        changed = [(_(CONTROLS[key].label), key) for key in CONTROLS if key in self.session.state.changes]
        _offer(self.which, [(_("everything"), ""), *changed])
        if choose:
            self.name.value = ""
        if pins:
            now = (_("what is set above, under the name in the field"), "")
            _offer(self.chosen, [now, *((visible(name), name) for name in self.session.state.pins)], choose)
            self.pins.value = self._pins_table()
        self.results.value = views.results(self.session).html
        self._show_export()

    def _pins_table(self) -> str:
        csv = comparison_csv(self.session.scenarios)
        link = Fragment(saving_link(_("Save the table as scenarios.csv"), "scenarios.csv", csv), csv)
        return views.together([views.scenarios(self.session), link]).html

    def _show_export(self) -> None:
        try:
            pinned = self.chosen.value
            name = pinned or self.name.value.strip() or _UNNAMED
            self.export.value = self.session.exported(name, pinned=bool(pinned))
        except SettingsError as error:
            self.export.value = f"# {error.fact}."
        link = saving_link(_("Save this text as scenario.toml"), "scenario.toml", self.export.value)
        self.saved.value = f'<div class="explorer">{link}</div>'


def _offer(choice: ipywidgets.ToggleButtons, options: list[tuple[str, str]], choose: str = "") -> None:
    """Other options; what was chosen stays so where it is still there."""
    chosen = choose or choice.value
    if tuple(options) != choice.options:
        choice.options = options
    choice.value = chosen if chosen in (value for _label, value in options) else ""


def _choice(label: str) -> ipywidgets.ToggleButtons:
    return buttons([("", "")], "", description=label, style=NAMED, layout=_FULL)


def _row(*widgets: Any) -> ipywidgets.HBox:
    return ipywidgets.HBox(widgets, layout={"flex_flow": "row wrap", "align_items": "flex-end"})


def _button(label: str, meaning: str) -> ipywidgets.Button:
    return ipywidgets.Button(description=label, tooltip=meaning, layout={"width": "auto"})


def _heading(title: str) -> ipywidgets.HTML:
    return ipywidgets.HTML(f'<h3 style="margin: .5rem 0 0">{title}</h3>')

"""The explorer in a notebook: widgets that move a session, and what it shows."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import ipywidgets

from airec_planning.errors import SettingsError
from airec_planning.explorer import views
from airec_planning.explorer.controls import CONTROLS, GROUPS, Control, Value
from airec_planning.explorer.session import Session
from airec_planning.outputs.fragments import Fragment
from airec_planning.planning import Plan
from airec_planning.text import visible

_NOW = ("what is set above, under the name in the field", "")
_UNNAMED = "explored"
_PROMPT = 0.2
"""Seconds that a redraw may take."""
_DESCRIBED: Any = {"description_width": "15.5rem"}
_WIDE = "31rem"


class Explorer:
    """Controls, the answer, and pinned scenarios. Where no widgets can be shown, its figures are there as a page."""

    def __init__(self, plan: Plan) -> None:
        self.session = Session(plan)
        self.inputs = {key: _input(control, self.session.base[key]) for key, control in CONTROLS.items()}
        self.undo = _button("Undo", "Take the last change back")
        self.reset = _button("Reset", "Put everything back to what deployment.toml says; the pins stay")
        self.results = ipywidgets.HTML()
        self.name = ipywidgets.Text(
            description="Name of the scenario", placeholder="short-lived", continuous_update=True, style=_DESCRIBED,
            layout={"width": _WIDE},
        )  # fmt: skip
        self.pin = _button("Pin", "Keep what is set above under this name")
        self.pins = ipywidgets.HTML(layout={"max_width": "100%"})
        self.chosen = ipywidgets.Dropdown(
            description="Scenario to export", options=[_NOW], style=_DESCRIBED, layout={"width": _WIDE}
        )
        self.take_up = _button("Take up", "Put the controls to where they stood when this scenario was pinned")
        self.remove = _button("Remove", "Remove this pin")
        self.export = ipywidgets.Textarea(
            description="To paste into deployment.toml",
            rows=6,
            style=_DESCRIBED,
            layout={"width": "60rem", "max_width": "100%"},
        )
        self.box = self._laid_out()
        self._showing = False
        self._observe()
        self._show(pins=True)

    def _repr_mimebundle_(self, **how: Any) -> dict[str, Any]:
        page = self.page()
        shown: dict[str, Any] = self.box._repr_mimebundle_(**how) or {}
        return {**shown, "text/html": page.html, "text/plain": page.text}

    def page(self) -> Fragment:
        """What is shown, without widgets."""
        found = views.together([views.results(self.session), views.scenarios(self.session)])
        return Fragment(views.STYLE + found.html, found.text)

    def _laid_out(self) -> ipywidgets.VBox:
        groups = [[_heading(title), *(self.inputs[c.key] for c in controls)] for title, controls in GROUPS.items()]
        controls = [widget for group in groups for widget in group]
        left = ipywidgets.VBox(
            [*controls, ipywidgets.HBox([self.undo, self.reset])],
            layout={"flex": f"0 0 {_WIDE}", "overflow": "visible"},
        )
        right = ipywidgets.VBox([self.results], layout={"flex": "1 1 34rem", "min_width": "0"})
        return ipywidgets.VBox(
            [
                ipywidgets.HTML(views.STYLE),
                ipywidgets.HBox([left, right], layout={"flex_flow": "row wrap"}),
                _heading("Pinned scenarios"),
                ipywidgets.HBox([self.name, self.pin]),
                self.pins,
                ipywidgets.HBox([self.chosen, self.take_up, self.remove]),
                self.export,
            ]
        )

    def _observe(self) -> None:
        for key, widget in self.inputs.items():
            widget.observe(partial(self._moved, key), names="value")
        self.undo.on_click(lambda _: self._do(self.session.undo))
        self.reset.on_click(lambda _: self._do(self.session.reset))
        self.pin.on_click(self._pinned)
        self.take_up.on_click(lambda _: self._do_with_chosen(self.session.take_up))
        self.remove.on_click(lambda _: self._do_with_chosen(self.session.unpin))
        for widget in (self.chosen, self.name):
            widget.observe(lambda _: self._show_export(), names="value")

    def _moved(self, key: str, change: Any) -> None:
        if not self._showing:
            began = time.monotonic()
            self.session.move(key, change["new"], began)
            self._show()
            self._follow(at_each_step=time.monotonic() - began < _PROMPT)

    def _follow(self, *, at_each_step: bool) -> None:
        """Whether sliders tell every step of their way: not while the steps would queue up."""
        for widget in self.inputs.values():
            if isinstance(widget, ipywidgets.IntSlider | ipywidgets.FloatSlider):
                widget.continuous_update = at_each_step

    def _pinned(self, _: Any) -> None:
        name = self.name.value.strip()
        if self.session.pin(name):
            self.name.value = ""
            self._show(pins=True)
            self.chosen.value = name
        else:
            self._show()

    def _do_with_chosen(self, what: Any) -> None:
        if self.chosen.value:
            self._do(partial(what, self.chosen.value))
        else:
            self.session.line = "Choose a pinned scenario first."
            self._show()

    def _do(self, what: Any) -> None:
        pins = self.session.state.pins
        what()
        self._show(pins=self.session.state.pins != pins)

    def _show(self, *, pins: bool = False) -> None:
        """Bring every widget to where the session is; the pins' table only where these have changed."""
        self._showing = True
        try:
            for key, value in self.session.values.items():
                # A slider's 1.7900000000000003 is what was meant by 1.79: told so, it would go back on its way.
                if CONTROLS[key].exact(self.inputs[key].value) != value:
                    self.inputs[key].value = _said(CONTROLS[key], value)
            if pins:
                chosen = self.chosen.value
                self.chosen.options = [_NOW, *((visible(name), name) for name in self.session.state.pins)]
                self.chosen.value = chosen if chosen in self.session.state.pins else ""
                self.pins.value = views.together([views.scenarios(self.session)]).html
        finally:
            self._showing = False
        self.results.value = views.results(self.session).html
        self._show_export()

    def _show_export(self) -> None:
        try:
            pinned = self.chosen.value
            name = pinned or self.name.value.strip() or _UNNAMED
            self.export.value = self.session.exported(name, pinned=bool(pinned))
        except SettingsError as error:
            self.export.value = f"# {error.fact}."


def _input(control: Control, base: Value) -> Any:
    described = {"description": control.label, "tooltip": control.meaning, "style": _DESCRIBED}
    described["layout"] = {"width": _WIDE}
    if control.choices:
        return ipywidgets.Dropdown(options=control.choices, value=base, **described)
    low, high = control.bounds(base)
    if not control.most:
        return ipywidgets.BoundedFloatText(value=float(base), min=float(low), max=float(high), step=1, **described)
    if control.money:
        return ipywidgets.FloatSlider(
            value=float(base), min=float(low), max=float(high), step=0.01, readout_format=".2f", **described
        )
    return ipywidgets.IntSlider(value=base, min=low, max=high, **described)


def _said(control: Control, value: Value) -> Any:
    """A value as its widget holds it."""
    return float(value) if control.money else value


def _button(label: str, meaning: str) -> ipywidgets.Button:
    return ipywidgets.Button(description=label, tooltip=meaning, layout={"width": "auto"})


def _heading(title: str) -> ipywidgets.HTML:
    return ipywidgets.HTML(f'<h3 style="margin: .5rem 0 0">{title}</h3>')

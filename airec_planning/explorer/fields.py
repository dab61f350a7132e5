"""A control on the screen: a field with a name for keyboard and screen reader, and a slider beside it for the mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets

from airec_planning.explorer.controls import Control, Value
from airec_planning.language import _

NAMED: Any = {"description_width": "15rem"}
"""How wide the names are beside their fields."""
BY_MOUSE = "explorer-by-mouse"
"""The class of the sliders. ipywidgets gives their handles no name: what reads a screen is kept out by the style."""
_FIELD, _SLIDER = "20rem", "6.5rem"
WIDE = "27rem"


class Field:
    """Where a control stands, typed or dragged."""

    def __init__(self, control: Control, base: Value) -> None:
        self._control = control
        self.input = _input(control, base)
        self.slider = _slider(control, base)
        self.box = ipywidgets.HBox([self.input, *([self.slider] if self.slider else [])], layout={"width": WIDE})

    def observe(self, moved: Callable[[Any], None]) -> None:
        """Tell each value that is typed, chosen or dragged to."""
        for widget in filter(None, (self.input, self.slider)):
            widget.observe(lambda change: moved(change["new"]), names="value")

    def show(self, value: Value) -> None:
        """Put both to a value; a slider that ends before it stays at its end."""
        for widget in filter(None, (self.input, self.slider)):
            # A slider's 1.7900000000000003 is what was meant by 1.79: told so, it would go back on its way.
            if self._control.exact(widget.value) != value:
                widget.value = float(value) if self._control.money else value

    def follow(self, *, at_each_step: bool) -> None:
        """Whether the slider tells every step of its way."""
        if self.slider:
            self.slider.continuous_update = at_each_step


def buttons(options: list[tuple[str, str]], value: str, **named: Any) -> ipywidgets.ToggleButtons:
    """A choice by buttons: of a list's keys JupyterLab takes the arrows for its cells, and letters for its commands."""
    chosen = ipywidgets.ToggleButtons(options=options, value=value, **named)
    chosen.style.button_width = "auto"
    return chosen


def _input(control: Control, base: Value) -> Any:
    named = {
        "description": _(control.label), "tooltip": control.meaning, "style": NAMED, "layout": {"width": _FIELD}
    }  # fmt: skip
    if control.choices:
        options = [(_(said), word) for said, word in control.choices]
        return buttons(options, base, **{**named, "layout": {"width": WIDE}})
    low, high = control.limits(base)
    if control.money:
        step = 0.01 if control.most else 1
        return ipywidgets.BoundedFloatText(value=float(base), min=float(low), max=float(high), step=step, **named)
    return ipywidgets.BoundedIntText(value=base, min=low, max=high, **named)


def _slider(control: Control, base: Value) -> Any:
    if control.choices or not control.most:
        return None
    low, high = control.bounds(base)
    how = {"readout": False, "behavior": "snap", "tabbable": False, "layout": {"width": _SLIDER}}
    if control.money:
        slider = ipywidgets.FloatSlider(value=float(base), min=float(low), max=float(high), step=0.01, **how)
    else:
        slider = ipywidgets.IntSlider(value=base, min=low, max=high, **how)
    slider.add_class(BY_MOUSE)
    return slider

"""What was moved, pinned and undone, and what that costs: no widgets here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from airec_planning.costs.comparison import Comparison, cost_paths
from airec_planning.costs.decision import Decision
from airec_planning.costs.scenarios import BASELINE, scenario_table
from airec_planning.errors import SettingsError
from airec_planning.explorer.controls import CONTROLS, Value, as_settings, base_values
from airec_planning.explorer.export import scenario_toml
from airec_planning.language import _
from airec_planning.plan import Plan, decided
from airec_planning.setting_sections import Settings
from airec_planning.settings import laid_over

_ONE_CHANGE = 1.0
"""Seconds within which the moves of one control are one change: a slider says every step of its way."""
_LONGEST_NAME = 60


@dataclass(frozen=True)
class State:
    """What undo goes back to."""

    changes: Mapping[str, Value] = field(default_factory=dict)
    """Where the controls stand that stand elsewhere than as set."""
    pins: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    """Named scenarios, each by its changes."""


class Session:
    """One analyst's exploration of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.base = base_values(plan.settings)
        self.state = State()
        self.comparison = plan.comparison
        """Under what was moved; the last that was possible."""
        self.line = ""
        """What is wrong with the last that was done, in one line."""
        self._before: list[State] = []
        self._after: list[State] = []
        self._moved: tuple[str, float] | None = None

    @property
    def values(self) -> dict[str, Value]:
        """Where every control stands."""
        return {**self.base, **self.state.changes}

    def move(self, key: str, value: Any, at: float = 0.0) -> None:
        """Put a control elsewhere; ``at`` is the moment in seconds."""
        exact = CONTROLS[key].exact(value)
        if exact == self.values[key]:
            return
        changes = {**self.state.changes, key: exact}
        if exact == self.base[key]:
            del changes[key]
        going_on = self._moved is not None and self._moved[0] == key and at - self._moved[1] < _ONE_CHANGE
        self._become(replace(self.state, changes=changes), remember=not going_on)
        self._moved = (key, at)

    def reset(self, key: str = "") -> None:
        """Put a control back to where it is set, or every one; the pins stay."""
        self._become(replace(self.state, changes={k: v for k, v in self.state.changes.items() if key and k != key}))

    def undo(self) -> None:
        """Take the last change back: of a control, of all, or of the pins."""
        while self._before and self._before[-1] == self.state:
            self._before.pop()  # dragged there and back
        if self._before:
            self._after.append(self.state)
            self._go_to(self._before.pop())
        else:
            self.line = _("There is nothing to undo.")

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        if self._after:
            self._before.append(self.state)
            self._go_to(self._after.pop())
        else:
            self.line = _("There is nothing to redo.")

    def pin(self, name: str) -> bool:
        """Keep what was moved under a name; the line says why not."""
        try:
            self._laid_over(self.state.changes)
            self._check_new(name)
        except SettingsError as error:
            self.line = _("{fact}.", fact=error.fact)
            return False
        self._become(replace(self.state, pins={**self.state.pins, name: self.state.changes}))
        return True

    def rename(self, name: str, new: str) -> bool:
        """Give a pin another name, in its place among the others; the line says why not."""
        try:
            self._check_new(new)
        except SettingsError as error:
            self.line = _("{fact}.", fact=error.fact)
            return False
        pins = {new if one == name else one: changes for one, changes in self.state.pins.items()}
        self._become(replace(self.state, pins=pins))
        return True

    def unpin(self, name: str) -> None:
        """Remove a pin."""
        self._become(replace(self.state, pins={n: c for n, c in self.state.pins.items() if n != name}))

    def take_up(self, name: str) -> None:
        """Put the controls to where they stood when this was pinned."""
        self._become(replace(self.state, changes=self.state.pins[name]))

    def check_name(self, name: str) -> None:
        """
        Raises:
            SettingsError: the name cannot be that of a further scenario.
        """
        if not name:
            raise SettingsError("", _("The scenario has no name: type one first"))
        if len(name) > _LONGEST_NAME:
            fact = _("The name is longer than {most} characters: choose a shorter one", most=_LONGEST_NAME)
            raise SettingsError("", fact)
        if any("\ud800" <= character <= "\udfff" for character in name):
            raise SettingsError("", _("The name is no text that a file can hold: choose another one"))
        if name == BASELINE or name in self.plan.settings.scenarios:
            fact = _('"{name}" is the name of a scenario that is there already: choose another one', name=name)
            raise SettingsError("", fact)

    def exported(self, name: str, pinned: bool = True) -> str:
        """A scenario as it is written in ``deployment.toml``: a pinned one, or what was moved.

        Raises:
            SettingsError: what was moved cannot be, or the name.
        """
        changes = self.state.pins[name] if pinned else self.state.changes
        self._laid_over(changes)
        self.check_name(name)
        return scenario_toml(self.plan, name, as_settings(self.plan.settings, changes))

    @property
    def decision(self) -> Decision:
        """The path under what was moved."""
        return decided(self.plan, self.comparison)

    @property
    def scenarios(self) -> pd.DataFrame:
        """As set, then what deployment.toml names, then the pins (schema ``tables.SCENARIOS``)."""
        pinned = {name: self._cost(changes) for name, changes in self.state.pins.items()}
        return scenario_table(self.plan.comparison, {**self.plan.scenarios, **pinned})

    def _check_new(self, name: str) -> None:
        self.check_name(name)
        if name in self.state.pins:
            fact = _('"{name}" is pinned already: remove it, or choose another name', name=name)
            raise SettingsError("", fact)

    def _become(self, state: State, *, remember: bool = True) -> None:
        """A change of the analyst's own: what was taken back before it cannot be made again."""
        if state == self.state:
            self.line, self._moved = "", None
            return
        if remember:
            self._before.append(self.state)
        self._after.clear()
        self._go_to(state)

    def _go_to(self, state: State) -> None:
        self._moved, self.state, self.line = None, state, ""
        try:
            self.comparison = self._cost(state.changes)
        except SettingsError as error:
            self.line = _("{fact}. Shown are the figures before it.", fact=error.fact)

    def _cost(self, changes: Mapping[str, Value]) -> Comparison:
        return cost_paths(self.plan.estate, self._laid_over(changes)) if changes else self.plan.comparison

    def _laid_over(self, changes: Mapping[str, Value]) -> Settings:
        return laid_over(self.plan.settings, as_settings(self.plan.settings, changes))

"""What a notebook shows of what would change the costs: one call for each cell."""

from __future__ import annotations

from airec_planning import tables
from airec_planning.costs.cost_table import scenarios_listed
from airec_planning.costs.figures import around, as_reckoned
from airec_planning.costs.scenarios import CHEAPER
from airec_planning.language import _
from airec_planning.outputs import cost_figures, sensitivity_figures
from airec_planning.outputs.fragments import Cell, Fragment, paragraph, table, together
from airec_planning.plan import Plan
from airec_planning.planning import compare, sweep


def scenarios(plan: Plan) -> Fragment:
    """The named scenarios against the settings as they are, every changed assumption listed."""
    if not plan.scenarios:
        return paragraph(_("No scenario is named. Add one to deployment.toml as [scenarios.NAME]."))
    listed = scenarios_listed(compare(plan))
    return _with_what_is_closed(plan, table(listed.headers, listed.rows, empty="", numeric=listed.numeric))


def tornado(plan: Plan) -> Fragment:
    """A picture: which figure moves the difference between the paths most."""
    return sensitivity_figures.tornado(plan.tornado)


def break_evens(plan: Plan) -> Fragment:
    """The value of each figure at which another path becomes the cheaper one."""
    rows: list[list[Cell]] = [
        [row["figure"], row["base"], row["turns_at"], _(CHEAPER[row["cheaper_then"]])]
        for row in tables.records(plan.break_evens)
    ]
    headers = [_("Figure"), _("As set"), _("Turns at"), _("Cheaper then")]
    found = table(headers, rows, empty=_("No figure alone turns which path costs less."), numeric=(1, 2))
    return _with_what_is_closed(plan, found) if rows else found


def cost_map(plan: Plan, across: str = "validity.platform_days", up: str = "prices.wildcard") -> Fragment:
    """A picture: the HTTPS path's cost over the horizon for values of two figures around what is set."""
    values = {key: around(plan.settings, key) for key in (across, up)}
    set_at = as_reckoned(plan.settings, across), as_reckoned(plan.settings, up)
    return sensitivity_figures.cost_map(sweep(plan, values), across, up, set_at)


def uncertainty(plan: Plan) -> Fragment:
    """A picture: what both paths may cost where several figures are uncertain at once."""
    found = plan.uncertainty
    return cost_figures.uncertain_costs(found.percentiles, found.samples)


def spread_comes_from(plan: Plan) -> Fragment:
    """How much of the spread of the difference between the paths each figure explains."""
    rows: list[list[Cell]] = [
        [row["figure"], f"{row['alone'] / 10:.1f}", f"{row['in_all'] / 10:.1f}"]
        for row in tables.records(plan.uncertainty.indices)
        if row["in_all"]
    ]
    headers = [_("Figure"), _("Alone, percent"), _("With all that it acts on together with others, percent")]
    return table(headers, rows, empty=_("Nothing that is uncertain changes the costs."), numeric=(1, 2))


def _with_what_is_closed(plan: Plan, shown: Fragment) -> Fragment:
    closed = plan.decision.closed
    return together(shown, paragraph(closed, "soft")) if closed else shown

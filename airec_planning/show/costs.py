"""What a notebook shows of the decision and the costs: one call for each cell."""

from __future__ import annotations

from typing import Any

from airec_planning import names, tables
from airec_planning.costs.comparison import PathCost
from airec_planning.costs.decision import PATH_NAMES, Path
from airec_planning.money import yuan_text
from airec_planning.outputs import figures
from airec_planning.outputs.assumptions import assumptions as assumed
from airec_planning.outputs.fragments import Cell, Fragment, listing, paragraph, table
from airec_planning.planning import Plan
from airec_planning.setting_values import changed_settings
from airec_planning.text import plural


def answer(plan: Plan) -> Fragment:
    """Which path, and what it costs, in one sentence."""
    path = plan.decision.path
    cost = plan.comparison.https if path == "https" else plan.comparison.ca
    blockers = plan.decision.blockers(path)
    first = f" First: {' '.join(blockers)}" if blockers else ""
    work = plan.comparison.costs.query("path == @path and item == 'labour'")["horizon"].sum()
    labour = "" if work else " Labour is not counted, since none is set."
    return paragraph(
        f"Take the {PATH_NAMES[path]} (Scenario {plan.decision.scenario}): "
        f"{plural(cost.certificates, 'certificate')} for {plural(len(plan.required), 'domain')}, "
        f"{yuan_text(cost.creation)} yuan now and {yuan_text(cost.horizon)} yuan over "
        f"{plural(plan.settings.horizon.days, 'day')}. {plan.decision.reason}{first}{labour}",
        "answer",
    )


def rules(plan: Plan) -> Fragment:
    """Every rule that spoke, with its evidence."""
    rows: list[list[Cell]] = [
        [rule.rule, PATH_NAMES[rule.path], rule.effect, rule.evidence] for rule in plan.decision.rules
    ]
    return table(["Rule", "Path", "Effect", "Evidence"], rows, empty="No rule applies.")


def paths(plan: Plan) -> Fragment:
    """Both paths side by side."""
    sides: tuple[tuple[Path, PathCost], ...] = (("https", plan.comparison.https), ("ca", plan.comparison.ca))
    rows: list[list[Cell]] = [
        ["Open to this deployment", *("no" if plan.decision.blockers(path) else "yes" for path, _ in sides)],
        ["Certificates", *(cost.certificates for _, cost in sides)],
        ["Free", *(cost.free for _, cost in sides)],
        ["User accounts", *(cost.accounts or "none" for _, cost in sides)],
        ["Cost now, yuan", *(yuan_text(cost.creation) for _, cost in sides)],
        [f"Cost over {plan.settings.horizon.days:,} days, yuan", *(yuan_text(cost.horizon) for _, cost in sides)],
    ]
    return table(["", "HTTPS path", "CA path"], rows, empty="", numeric=(1, 2))


def items(plan: Plan) -> Fragment:
    """Each path's cost by item."""
    rows: list[list[Cell]] = [
        [PATH_NAMES[row["path"]], row["item"], *(yuan_text(row[key]) for key in ("now", "horizon", "per_year"))]
        for row in tables.records(plan.comparison.costs)
    ]
    return table(["Path", "Item", "Now, yuan", "Horizon, yuan", "Per year, yuan"], rows, empty="", numeric=(2, 3, 4))


def purchases(plan: Plan) -> Fragment:
    """What to create in the console, in creation order."""
    rows: list[list[Cell]] = [
        [
            row["order"],
            names.both_forms(row["domain"]),
            row["type"],
            yuan_text(row["price"]),
            yuan_text(row["charge"]),
            row["account"],
            len(row["covers"]),
        ]
        for row in tables.records(plan.comparison.purchases)
    ]
    headers = ["Order", "Domain name", "Type", "Price, yuan", "Charge, yuan", "Account", "Covers"]
    return table(headers, rows, empty="Nothing has to be created.", numeric=(0, 3, 4, 5, 6))


def optimality(plan: Plan) -> Fragment:
    """Why no certificate set is cheaper."""
    proof = plan.comparison.proof
    said = [f"Method: {proof.method}. {plural(proof.wildcards, 'zone')} with the choice got a wildcard."]
    said += [
        f"With {plural(wildcards, 'wildcard')} of choice: {plural(count, 'certificate')}, {yuan_text(cost)} yuan."
        for wildcards, count, cost in proof.neighbours
    ]
    return listing(said)


def requests(plan: Plan) -> Fragment:
    """The certificates to have issued on the CA path."""
    rows: list[list[Cell]] = [
        [row["name"], ", ".join(map(names.both_forms, row["domains"])), row["source"], row["planned_in"]]
        for row in tables.records(plan.requests)
    ]
    return table(["Certificate", "Subject alternative names", "Source", "Grouped by"], rows, empty="Nothing to issue.")


def cost_over_time(plan: Plan) -> Fragment:
    """A picture: what both paths have cost by each day of the horizon."""
    totals = {"https": plan.comparison.https.horizon, "ca": plan.comparison.ca.horizon}
    return figures.cumulative_cost(plan.comparison.issuances, totals, plan.as_of, plan.settings.horizon.days)


def scenarios(plan: Plan) -> Fragment:
    """The named scenarios against the settings as they are."""
    rows: list[list[Cell]] = [["as set", "", *_totals(plan.comparison)]]
    for name, comparison in plan.scenarios.items():
        changes = changed_settings(plan.settings, comparison.settings)
        changed = ", ".join(f"{key} = {value}" for key, value in changes.items())
        rows.append([name, changed, *_totals(comparison)])
    if len(rows) == 1:
        return paragraph("No scenario is named. Add one to deployment.toml as [scenarios.NAME].")
    headers = ["Scenario", "Changed", "HTTPS now, yuan", "HTTPS horizon, yuan", "CA horizon, yuan"]
    return table(headers, rows, empty="", numeric=(2, 3, 4))


def assumptions(plan: Plan) -> Fragment:
    """What the figures rest on, each with where it came from."""
    rows: list[list[Cell]] = [
        [a.statement, a.value, a.origin, a.key] for a in assumed(plan.settings, plan.deployment.overrides)
    ]
    return table(["Assumption", "Value", "From", "Setting"], rows, empty="")


def _totals(comparison: Any) -> list[str]:
    https, ca = comparison.https, comparison.ca
    return [yuan_text(https.creation), yuan_text(https.horizon), yuan_text(ca.horizon)]

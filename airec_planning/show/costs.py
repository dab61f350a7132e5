"""What a notebook shows of the decision and the costs: one call for each cell."""

from __future__ import annotations

from typing import Any

from airec_planning import names, tables
from airec_planning.costs.comparison import PathCost
from airec_planning.costs.labour import PRESETS, figures_of
from airec_planning.costs.path_facts import PATH_NAMES, Path
from airec_planning.costs.scenarios import CHEAPER
from airec_planning.money import yuan_text
from airec_planning.outputs import cost_figures, zone_figure
from airec_planning.outputs.assumptions import assumptions as assumed
from airec_planning.outputs.fragments import Cell, Fragment, first_rows, listing, paragraph, table
from airec_planning.planning import Plan, compare
from airec_planning.text import plural

_MOST_NAMES = 50


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
    horizon = plan.settings.horizon
    rows: list[list[Cell]] = [
        ["Open to this deployment", *("no" if plan.decision.blockers(path) else "yes" for path, _ in sides)],
        ["Certificates to get now", *(cost.certificates for _, cost in sides)],
        ["Free", *(cost.free for _, cost in sides)],
        ["User accounts", *(cost.accounts or "none" for _, cost in sides)],
        ["Held at once, at the most", *(cost.peak or "no limit" for _, cost in sides)],
        ["Cost now, yuan", *(yuan_text(cost.creation) for _, cost in sides)],
        [f"Creations over {horizon.days:,} days", *(cost.creations for _, cost in sides)],
        [f"Cost over {horizon.days:,} days, yuan", *(yuan_text(cost.horizon) for _, cost in sides)],
        [f"Work over {horizon.days:,} days, hours", *(str(cost.labour_hours) for _, cost in sides)],
    ]
    if horizon.discount_percent:
        present = [yuan_text(cost.present) for _, cost in sides]
        rows.append([f"Present value at {horizon.discount_percent} percent a year, yuan", *present])
    return table(["", "HTTPS path", "CA path"], rows, empty="", numeric=(1, 2))


def items(plan: Plan) -> Fragment:
    """Each path's cost by item, and its present value where a discount rate is set."""
    discounted = bool(plan.settings.horizon.discount_percent)
    keys = ["now", "horizon", "per_year", *(["present"] if discounted else [])]
    headers = ["Now, yuan", "Horizon, yuan", "Per year, yuan", *(["Present value, yuan"] if discounted else [])]
    rows: list[list[Cell]] = [
        [PATH_NAMES[row["path"]], row["item"], *(yuan_text(row[key]) for key in keys)]
        for row in tables.records(plan.comparison.costs)
    ]
    return table(["Path", "Item", *headers], rows, empty="", numeric=range(2, 2 + len(keys)))


def labour(plan: Plan) -> Fragment:
    """Both paths' work and cost under the low, base and high labour figures, or that there are none."""
    figures = figures_of(plan.settings.labour).model_dump()
    if not any(figures.values()) and not (plan.settings.labour.low or plan.settings.labour.high):
        return paragraph(
            "No labour and no cost of the own CA is set: work counts as 0 here, which does not say that it is free. At "
            "0.5 to 5 yuan a certificate a few minutes of work outweigh the fee. Set [labour] in deployment.toml, or "
            f"try a published figure: labour.preset = {' or '.join(PRESETS)}."
        )
    keys = ("https_now", "https_horizon", "ca_horizon")
    profiles = compare(plan, {profile: {"labour.profile": profile} for profile in ("low", "base", "high")})
    rows: list[list[Cell]] = [
        [row["scenario"], *(yuan_text(row[key]) for key in keys), CHEAPER[row["cheaper"]]]
        for row in tables.records(profiles)[1:]
    ]
    headers = ["Labour figures", "HTTPS now, yuan", "HTTPS horizon, yuan", "CA horizon, yuan", "Cheaper"]
    return table(headers, rows, empty="", numeric=(1, 2, 3))


def purchases(plan: Plan) -> Fragment:
    """What to create in the console, in creation order; with dates where these differ."""
    frame = plan.comparison.purchases
    dated = frame["date"].nunique() > 1
    shown, left_out = first_rows(frame)
    rows: list[list[Cell]] = [
        [
            row["order"],
            *([_day(row["date"])] if dated else []),
            names.both_forms(row["domain"]),
            row["type"],
            yuan_text(row["price"]),
            yuan_text(row["charge"]),
            row["reason"],
            row["account"],
            len(row["covers"]),
        ]
        for row in shown
    ]
    headers = ["Order", *(["On"] if dated else []), "Domain name", "Type", "Price, yuan", "Charge, yuan", "Why"]
    numeric = (0, *(at + dated for at in (3, 4, 6, 7)))
    headers += ["Account", "Covers"]
    empty, whole = "Nothing has to be created.", "tables/purchases.parquet"
    return table(headers, rows, empty=empty, numeric=numeric, left_out=left_out, whole=whole)


def optimality(plan: Plan) -> Fragment:
    """Why no certificate set is cheaper, for a reader to follow."""
    proof = plan.comparison.proof
    got = f"{plural(proof.wildcards, 'zone')} with the choice got a wildcard"
    said = [f"By the cost of the {proof.minimised}: {proof.method}. {got}."]
    said += [
        f"With {plural(wildcards, 'wildcard')} of choice: {plural(count, 'certificate')}, {yuan_text(cost)} yuan."
        for wildcards, count, cost in proof.neighbours
    ]
    if bound := proof.bound:
        proves = " That is what this set costs: the bound alone proves it." if bound.cost == proof.cost else ""
        said.append(f"{bound.sentence}{proves}")
    if plan.comparison.saving > 0:
        more = plan.comparison.over_horizon.https
        said.append(
            f"It is the cheapest to create. Over {plural(plan.settings.horizon.days, 'day')} a set of "
            f"{plural(more.certificates, 'certificate')} costs {yuan_text(plan.comparison.saving)} yuan less, and "
            f'{yuan_text(more.creation)} yuan to create: horizon.minimise = "horizon".'
        )
    return listing(said)


def staggering(plan: Plan) -> Fragment:
    """How many certificates are held at once at a renewal, and what spreading the first creations does."""
    found, quota = plan.comparison.staggering, plan.settings.prices.quota
    accounts = found.room // quota
    rows: list[list[Cell]] = [["all on one day", found.together, _fits(found.together, found.room)]]
    if found.days:
        rows.append([f"{found.days} days", found.peak, "yes: the fewest days with which they fit"])
    rows.append([f"{found.widest} days", found.least, _fits(found.least, found.room)])
    headers = [
        "First creations spread over",
        "Held at once, at the most",
        f"Fits into {plural(accounts, 'account')} of {quota:,}",
    ]
    return table(headers, rows, empty="", numeric=(1,))


def requests(plan: Plan) -> Fragment:
    """The certificates to have issued on the CA path."""
    shown, left_out = first_rows(plan.requests)
    rows: list[list[Cell]] = [
        [
            row["name"],
            _some([*map(names.both_forms, row["domains"]), *row["addresses"]]),
            row["source"],
            row["planned_in"],
        ]
        for row in shown
    ]
    headers = ["Certificate", "Subject alternative names", "Source", "Grouped by"]
    return table(headers, rows, empty="Nothing to issue.", left_out=left_out, whole="tables/requests.parquet")


def cost_over_time(plan: Plan) -> Fragment:
    """A picture: what both paths have cost by each day of the horizon, and where one overtakes the other."""
    return cost_figures.cumulative_cost(plan.comparison.outlays, plan.as_of, plan.settings.horizon.days)


def zones(plan: Plan) -> Fragment:
    """A picture: which zones get a wildcard."""
    return zone_figure.zones(plan.comparison.console.now)


def assumptions(plan: Plan) -> Fragment:
    """What the figures rest on, each with where it came from."""
    rows: list[list[Cell]] = [
        [a.statement, a.value, a.origin, a.key] for a in assumed(plan.settings, plan.deployment.overrides)
    ]
    return table(["Assumption", "Value", "From", "Setting"], rows, empty="")


def _some(listed: list[str]) -> str:
    """The first names of a certificate, so that one with thousands does not fill a page."""
    shown = ", ".join(listed[:_MOST_NAMES])
    more = len(listed) - _MOST_NAMES
    return f"{shown} and {more:,} more" if more > 0 else shown


def _fits(peak: int, room: int) -> str:
    return "yes" if peak <= room else "no"


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d}"

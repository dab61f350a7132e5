"""What a notebook shows of the decision and the costs: one call for each cell."""

from __future__ import annotations

from typing import Any

from airec_planning import names, tables
from airec_planning.costs.comparison import PathCost
from airec_planning.costs.labour import PRESETS, figures_of
from airec_planning.costs.path_facts import PATH_NAMES, Path
from airec_planning.costs.scenarios import CHEAPER
from airec_planning.language import N_, _
from airec_planning.money import cost_text
from airec_planning.outputs import cost_figures, zone_figure
from airec_planning.outputs.assumptions import assumptions as assumed
from airec_planning.outputs.assumptions import for_reader
from airec_planning.outputs.fragments import Cell, Fragment, first_rows, listing, paragraph, table
from airec_planning.plan import Plan
from airec_planning.planning import compare
from airec_planning.text import plural

_MOST_NAMES = 50
ITEMS = (N_("platform"), N_("labour"), N_("fixed"))
PROFILES = (N_("low"), N_("base"), N_("high"))
MINIMISED = (N_("creation"), N_("horizon"))
"""As the tables have them: ``_`` says them."""


def answer(plan: Plan) -> Fragment:
    """Which path, and what it costs, in one sentence."""
    path = plan.decision.path
    cost = plan.comparison.https if path == "https" else plan.comparison.ca
    blockers = plan.decision.blockers(path)
    first = _(" First: {blockers}", blockers=" ".join(blockers)) if blockers else ""
    work = plan.comparison.costs.query("path == @path and item == 'labour'")["horizon"].sum()
    labour = "" if work else _(" Labour is not counted, since none is set.")
    return paragraph(
        _(
            "Take the {path} (Scenario {scenario}): {certificates} for {domains}, {now} yuan now and {horizon} yuan "
            "over {days}. {reason}{first}{labour}",
            path=_(PATH_NAMES[path]),
            scenario=plan.decision.scenario,
            certificates=plural(cost.certificates, "certificate"),
            domains=plural(len(plan.required), "domain"),
            now=cost_text(cost.creation),
            horizon=cost_text(cost.horizon),
            days=plural(plan.settings.horizon.days, "day"),
            reason=plan.decision.reason,
            first=first,
            labour=labour,
        ),
        "answer",
    )


def rules(plan: Plan) -> Fragment:
    """Every rule that spoke, with its evidence."""
    rows: list[list[Cell]] = [
        [rule.rule, _(PATH_NAMES[rule.path]), _(rule.effect), rule.evidence] for rule in plan.decision.rules
    ]
    return table([_("Rule"), _("Path"), _("Effect"), _("Evidence")], rows, empty=_("No rule applies."))


def paths(plan: Plan) -> Fragment:
    """Both paths side by side."""
    sides: tuple[tuple[Path, PathCost], ...] = (("https", plan.comparison.https), ("ca", plan.comparison.ca))
    horizon = plan.settings.horizon
    rows: list[list[Cell]] = [
        [
            _("Open to this deployment"),
            *(_("no") if plan.decision.blockers(path) else _("yes") for path, _cost in sides),
        ],
        [_("Certificates to get now"), *(cost.certificates for _path, cost in sides)],
        [_("Free"), *(cost.free for _path, cost in sides)],
        [_("User accounts"), *(cost.accounts or _("none") for _path, cost in sides)],
        [_("Held at once, at the most"), *(cost.peak or _("no limit") for _path, cost in sides)],
        [_("Cost now, yuan"), *(cost_text(cost.creation) for _path, cost in sides)],
        [_("Creations over {days:,} days", days=horizon.days), *(cost.creations for _path, cost in sides)],
        [_("Cost over {days:,} days, yuan", days=horizon.days), *(cost_text(cost.horizon) for _path, cost in sides)],
        [_("Work over {days:,} days, hours", days=horizon.days), *(str(cost.labour_hours) for _path, cost in sides)],
    ]
    if horizon.discount_percent:
        present = [cost_text(cost.present) for _path, cost in sides]
        named = _("Present value at {percent} percent a year, yuan", percent=horizon.discount_percent)
        rows.append([named, *present])
    return table(["", *(_(PATH_NAMES[path]) for path, _cost in sides)], rows, empty="", numeric=(1, 2))


def items(plan: Plan) -> Fragment:
    """Each path's cost by item, and its present value where a discount rate is set."""
    discounted = bool(plan.settings.horizon.discount_percent)
    keys = ["now", "horizon", "per_year", *(["present"] if discounted else [])]
    headers = [_("Now, yuan"), _("Horizon, yuan"), _("Per year, yuan")]
    headers += [_("Present value, yuan")] if discounted else []
    rows: list[list[Cell]] = [
        [_(PATH_NAMES[row["path"]]), _(row["item"]), *(cost_text(row[key]) for key in keys)]
        for row in tables.records(plan.comparison.costs)
    ]
    return table([_("Path"), _("Item"), *headers], rows, empty="", numeric=range(2, 2 + len(keys)))


def labour(plan: Plan) -> Fragment:
    """Both paths' work and cost under the low, base and high labour figures, or that there are none."""
    figures = figures_of(plan.settings.labour).model_dump()
    if not any(figures.values()) and not (plan.settings.labour.low or plan.settings.labour.high):
        return paragraph(
            _(
                "No labour and no cost of the own CA is set: work counts as 0 here, which does not say that it is "
                "free. At 0.5 to 5 yuan a certificate a few minutes of work outweigh the fee. Set [labour] in "
                "deployment.toml, or try a published figure: labour.preset = {presets}.",
                presets=_(" or ").join(PRESETS),
            )
        )
    keys = ("https_now", "https_horizon", "ca_horizon")
    profiles = compare(plan, {profile: {"labour.profile": profile} for profile in ("low", "base", "high")})
    rows: list[list[Cell]] = [
        [_(row["scenario"]), *(cost_text(row[key]) for key in keys), _(CHEAPER[row["cheaper"]])]
        for row in tables.records(profiles)[1:]
    ]
    headers = [_("Labour figures"), _("HTTPS now, yuan"), _("HTTPS horizon, yuan"), _("CA horizon, yuan"), _("Cheaper")]
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
            _(row["type"]),
            cost_text(row["price"]),
            cost_text(row["charge"]),
            row["reason"],
            row["account"],
            len(row["covers"]),
        ]
        for row in shown
    ]
    headers = [_("Order"), *([_("On")] if dated else []), _("Domain name"), _("Type")]
    numeric = (0, *(at + dated for at in (3, 4, 6, 7)))
    headers += [_("Price, yuan"), _("Charge, yuan"), _("Why"), _("Account"), _("Covers")]
    empty, whole = _("Nothing has to be created."), "tables/purchases.parquet"
    return table(headers, rows, empty=empty, numeric=numeric, left_out=left_out, whole=whole)


def optimality(plan: Plan) -> Fragment:
    """Why no certificate set is cheaper, for a reader to follow."""
    proof = plan.comparison.proof
    said = [
        _(
            "By the cost of the {minimised}: {method}. {zones} with the choice got a wildcard.",
            minimised=_(proof.minimised),
            method=proof.method,
            zones=plural(proof.wildcards, "zone"),
        )
    ]
    said += [
        _(
            "With {wildcards} of choice: {certificates}, {cost} yuan.",
            wildcards=plural(wildcards, "wildcard"),
            certificates=plural(count, "certificate"),
            cost=cost_text(cost),
        )
        for wildcards, count, cost in proof.neighbours
    ]
    if bound := proof.bound:
        proves = _(" That is what this set costs: the bound alone proves it.") if bound.cost == proof.cost else ""
        said.append(f"{bound.sentence}{proves}")
    if plan.comparison.saving > 0:
        more = plan.comparison.over_horizon.https
        said.append(
            _(
                "It is the cheapest to create. Over {days} a set of {certificates} costs {saving} yuan less, and "
                '{creation} yuan to create: horizon.minimise = "horizon".',
                days=plural(plan.settings.horizon.days, "day"),
                certificates=plural(more.certificates, "certificate"),
                saving=cost_text(plan.comparison.saving),
                creation=cost_text(more.creation),
            )
        )
    return listing(said)


def staggering(plan: Plan) -> Fragment:
    """How many certificates are held at once at a renewal, and what spreading the first creations does."""
    found, quota = plan.comparison.staggering, plan.settings.prices.quota
    accounts = found.room // quota
    rows: list[list[Cell]] = [[_("all on one day"), found.together, _fits(found.together, found.room)]]
    if found.days:
        rows.append([_("{days} days", days=found.days), found.peak, _("yes: the fewest days with which they fit")])
    rows.append([_("{days} days", days=found.widest), found.least, _fits(found.least, found.room)])
    headers = [
        _("First creations spread over"),
        _("Held at once, at the most"),
        _("Fits into {accounts} of {quota:,}", accounts=plural(accounts, "account"), quota=quota),
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
    headers = [_("Certificate"), _("Subject alternative names"), _("Source"), _("Grouped by")]
    return table(headers, rows, empty=_("Nothing to issue."), left_out=left_out, whole="tables/requests.parquet")


def cost_over_time(plan: Plan) -> Fragment:
    """A picture: what both paths have cost by each day of the horizon, and where one overtakes the other."""
    return cost_figures.cumulative_cost(plan.comparison.outlays, plan.as_of, plan.settings.horizon.days)


def zones(plan: Plan) -> Fragment:
    """A picture: which zones get a wildcard."""
    return zone_figure.zones(plan.comparison.console.now)


def assumptions(plan: Plan) -> Fragment:
    """What the figures rest on, each with where it came from."""
    rows: list[list[Cell]] = [
        [a.statement, a.value, a.origin, a.key]
        for a in map(for_reader, assumed(plan.settings, plan.deployment.overrides))
    ]
    return table([_("Assumption"), _("Value"), _("From"), _("Setting")], rows, empty="")


def _some(listed: list[str]) -> str:
    """The first names of a certificate, so that one with thousands does not fill a page."""
    shown = ", ".join(listed[:_MOST_NAMES])
    more = len(listed) - _MOST_NAMES
    return _("{shown} and {count:,} more", shown=shown, count=more) if more > 0 else shown


def _fits(peak: int, room: int) -> str:
    return _("yes") if peak <= room else _("no")


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d}"

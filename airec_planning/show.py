"""What a notebook shows of a plan: one call for each cell."""

from __future__ import annotations

from typing import Any

import pandas as pd

from airec_planning import names, tables
from airec_planning.audit.expiry import STATES
from airec_planning.audit.findings import checks
from airec_planning.audit.verdicts import SEVERITIES
from airec_planning.costs.comparison import PathCost
from airec_planning.costs.decision import PATH_NAMES, Path
from airec_planning.money import yuan_text
from airec_planning.outputs import figures, heat_map
from airec_planning.outputs.assumptions import assumptions as assumed
from airec_planning.outputs.fragments import Cell, Fragment, badge, listing, paragraph, table
from airec_planning.outputs.renewal_table import renewal_table
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


def state_counts(plan: Plan) -> Fragment:
    """How many required domains are in each state."""
    counts = plan.coverage["state"].value_counts()
    rows: list[list[Cell]] = [[badge(state), int(counts[state])] for state in STATES if state in counts]
    return table(["State", "Domains"], rows, empty="No domain is required.", numeric=(1,))


def findings(plan: Plan, *severities: str) -> Fragment:
    """The findings of these severities, worst first."""
    found = plan.findings[plan.findings["severity"].isin(severities)]
    rows: list[list[Cell]] = [
        [badge(row["severity"]), row["subject"], row["message"], row["remedy"], row["file"], row["check"]]
        for row in tables.records(found)
    ]
    headers = ["Severity", "Subject", "Found", "Remedy", "File", "Check"]
    return table(headers, rows, empty=f"No {' or '.join(severities)} was found.")


def check_counts(plan: Plan) -> Fragment:
    """Each check with what it asks and its results."""
    if plan.findings.empty:
        return paragraph("No check ran.")
    sentences = checks()
    counted = plan.findings.groupby(["check", "severity"]).size().unstack(fill_value=0)
    columns = [severity for severity in SEVERITIES if severity in counted.columns]
    rows: list[list[Cell]] = [
        [str(check), sentences[str(check)], *(int(row[c]) for c in columns)] for check, row in counted.iterrows()
    ]
    return table(["Check", "Asks that", *columns], rows, empty="", numeric=range(2, len(columns) + 2))


def expiry_timeline(plan: Plan) -> Fragment:
    """A picture: each certificate's validity, the soonest end first."""
    return figures.expiry_timeline(plan.certificates, plan.as_of, plan.settings.expiry)


def renewals(plan: Plan) -> Fragment:
    """Every renewal to start within the forecast, the most urgent first."""
    return renewal_table(plan.renewals, plan.as_of)


def renewals_by_week(plan: Plan) -> Fragment:
    """A picture: how many renewals have to be started in each week."""
    return heat_map.renewals_by_week(plan.forecast)


def peak_week(plan: Plan) -> Fragment:
    """How many renewals fall due, and in which week the most, in one sentence."""
    return paragraph(plan.forecast.sentence, "answer")


def coverage(plan: Plan) -> Fragment:
    """Each required domain with the certificate that serves it, the most urgent first."""
    order = {state: index for index, state in enumerate(STATES)}
    ranked = plan.coverage.assign(rank=plan.coverage["state"].map(order)).sort_values(["rank", "days_left", "domain"])
    rows: list[list[Cell]] = [
        [
            names.both_forms(row["domain"]),
            badge(row["state"]),
            "" if pd.isna(row["days_left"]) else int(row["days_left"]),
            row["match"],
            row["explanation"],
        ]
        for row in tables.records(ranked)
    ]
    return table(["Domain", "State", "Days left", "Match", "Why"], rows, empty="No domain is required.", numeric=(2,))


def certificates(plan: Plan) -> Fragment:
    """Every certificate that was found, the soonest end first."""
    rows: list[list[Cell]] = [
        [
            row["file"],
            row["position"],
            names.both_forms(row["common_name"]),
            row["role"],
            _day(row["not_after"]),
            _key(row),
            row["private_key"],
        ]
        for row in tables.records(plan.certificates.sort_values(["not_after", "file", "position"]))
    ]
    headers = ["File", "Position", "Common name", "Role", "Valid until", "Key", "Private key"]
    return table(headers, rows, empty="No certificate was found.", numeric=(1,))


def mapping(plan: Plan) -> Fragment:
    """The rows that are mapped, as the workbook has them."""
    mapped = plan.mapping[plan.mapping["unmapped"] == ""]
    rows: list[list[Cell]] = [
        [
            row["row"],
            row["service"],
            names.both_forms(row["domain"]),
            row["certificate_name"],
            row["certificate_type"],
            row["certificate_file"],
            row["key_file"],
            _day(row["expiration_date"]),
        ]
        for row in tables.records(mapped)
    ]
    headers = ["Row", "Service", "Domain", "Certificate", "Type", "Certificate file", "Key file", "Valid until"]
    return table(headers, rows, empty="No row is mapped yet.", numeric=(0,))


def unmapped(plan: Plan) -> Fragment:
    """The rows that have no certificate to map, with the reason."""
    open_rows = plan.mapping[plan.mapping["unmapped"] != ""]
    rows: list[list[Cell]] = [
        [row["row"], row["service"], names.both_forms(row["domain"]), row["unmapped"]]
        for row in tables.records(open_rows)
    ]
    empty = "Every row is mapped." if len(plan.mapping) else "There is no requirement table."
    return table(["Row", "Service", "Domain", "Why"], rows, empty=empty, numeric=(0,))


def mapping_summary(plan: Plan) -> Fragment:
    """How many rows of the workbook are mapped."""
    rows = len(plan.mapping)
    done = int((plan.mapping["unmapped"] == "").sum())
    if not rows:
        return paragraph("There is no requirement table: the workbook has no rows to map.", "answer")
    return paragraph(f"{done} of {plural(rows, 'row')} are mapped to a certificate.", "answer")


def _totals(comparison: Any) -> list[str]:
    https, ca = comparison.https, comparison.ca
    return [yuan_text(https.creation), yuan_text(https.horizon), yuan_text(ca.horizon)]


def _day(moment: Any) -> str:
    return "" if pd.isna(moment) else f"{moment:%Y-%m-%d}"


def _key(row: dict[str, Any]) -> str:
    bits = "" if pd.isna(row["key_bits"]) else f" {row['key_bits']}"
    return f"{row['key_algorithm']}{bits}"

"""What there is to tell of a run: the state, the findings, the certificates that serve, what comes next."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from airec_planning import names, tables
from airec_planning.audit.expiry import USABLE
from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.language import _
from airec_planning.text import moment_text, plural

if TYPE_CHECKING:
    from airec_planning.outputs.schemas import SummaryDocument
    from airec_planning.plan import Plan


@dataclass(frozen=True)
class Finding:
    """An error or a warning of the audit."""

    identity: str
    """The same from day to day while the fault stays: it leaves out the message, which counts days."""
    severity: str
    text: str
    ends: str = ""
    """The file of the certificate that it says is ending; empty for what is about anything else."""


@dataclass(frozen=True)
class Serving:
    """A valid certificate that serves required domains."""

    sha256: str
    file: str
    text: str
    days_left: int
    until: dt.datetime
    """Aware, UTC."""


@dataclass(frozen=True)
class Situation:
    """A whole run, or one that failed, as far as people are told of it. Texts are not yet made harmless."""

    name: str
    title: str
    as_of: str
    """ISO 8601, UTC."""
    run: str = ""
    """The name of its run folder; empty where it failed."""
    failure: str = ""
    """What kind of failure, empty for a whole run: a word that stays the same while the failure does."""
    sentence: str = ""
    """What failed, for a reader."""
    headline: str = ""
    covered: str = ""
    """How many domains have a valid certificate."""
    findings: tuple[Finding, ...] = ()
    """Errors first."""
    serving: tuple[Serving, ...] = ()
    """What ends first, first."""
    facts: tuple[tuple[str, str], ...] = ()
    """What else would be a change: a sentence about it, and its value, or the value's hash."""
    outlook: tuple[str, ...] = ()
    """What is due next, and what it costs."""


def whole_run(plan: Plan, summary: SummaryDocument, run: str) -> Situation:
    """What there is to tell of a whole run."""
    path = summary.decision.path
    cost = summary.costs.paths.https if path == "https" else summary.costs.paths.ca
    path_name = _(PATH_NAMES[path])
    costs = _(
        "{path}: {now} yuan now, {horizon} yuan over {days}.",
        path=path_name,
        now=cost.creation_cost,
        horizon=cost.horizon_cost,
        days=plural(summary.costs.horizon_days, "day"),
    )
    valid, domains = int(plan.coverage["state"].isin(USABLE).sum()), plural(len(plan.required), "domain")
    served = plan.coverage[["domain", "sha256"]].itertuples(index=False, name=None)
    return Situation(
        name=plan.deployment.name,
        title=plan.deployment.title,
        as_of=moment_text(plan.as_of),
        run=run,
        headline=_headline(summary),
        covered=_("{valid} of {domains}", valid=valid, domains=domains),
        findings=tuple(_findings(plan.findings)),
        serving=tuple(_serving(plan.coverage)),
        facts=(
            (_("Other domains are required."), _hash(plan.required["domain"])),
            (_("Other certificates serve the domains."), _hash(map(str, served))),
            (_("The path is now: {path}.", path=path_name), path),
            (_("The cost now has changed: {amount} yuan.", amount=cost.creation_cost), cost.creation_cost),
        ),
        outlook=(plan.forecast.sentence, costs),
    )


def failed_run(name: str, title: str, as_of: dt.datetime, error: BaseException, sentence: str) -> Situation:
    """What there is to tell of a run that failed."""
    return Situation(name, title, moment_text(as_of), failure=type(error).__name__, sentence=sentence)


def _headline(summary: SummaryDocument) -> str:
    errors, warnings = summary.counts["error"], summary.counts["warning"]
    told = plural(warnings, "warning")
    if errors:
        return _("Not ready: {errors}, {warnings}", errors=plural(errors, "error"), warnings=told)
    return _("Ready, with {warnings}", warnings=told) if warnings else _("Ready")


def _findings(findings: pd.DataFrame) -> Iterable[Finding]:
    for severity in ("error", "warning"):
        for row in tables.records(findings[findings["severity"] == severity]):
            ends = row["file"] if row["check"] == "time-left" else ""
            yield Finding(_hash((row["check"], row["subject"], row["file"])), severity, _said(row), ends)


def _said(row: Mapping[str, Any]) -> str:
    place = f"{row['file']}: " if row["file"] and row["file"] not in row["subject"] else ""
    return f"{place}{row['subject']}: {row['message']}"


def _serving(coverage: pd.DataFrame) -> list[Serving]:
    usable = coverage[coverage["state"].isin(USABLE)]
    found = []
    for sha256, rows in usable.groupby("sha256", sort=True):
        first = next(iter(tables.records(rows)))
        domain, more = names.both_forms(first["domain"]), len(rows) - 1
        text = (
            _("{file}, for {domain} and {more}", file=first["file"], domain=domain, more=plural(more, "further domain"))
            if more
            else _("{file}, for {domain}", file=first["file"], domain=domain)
        )
        found.append(
            Serving(str(sha256), first["file"], text, int(first["days_left"]), first["not_after"].to_pydatetime())
        )
    return sorted(found, key=lambda serving: (serving.until, serving.sha256))


def _hash(texts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]

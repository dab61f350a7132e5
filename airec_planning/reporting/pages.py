"""The index of a run, and the index of all deployments."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from airec_planning import show
from airec_planning.audit.expiry import USABLE
from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.expiry_files import CALENDAR, METRICS
from airec_planning.next_steps import next_steps
from airec_planning.outputs.fragments import Cell, table
from airec_planning.outputs.openssl_files import READ_ME
from airec_planning.outputs.schemas import REPORT_SCHEMA as SCHEMA
from airec_planning.outputs.schemas import SummaryDocument
from airec_planning.planning import Plan
from airec_planning.reporting.bundled import bundled
from airec_planning.reporting.notebooks import Notebook
from airec_planning.request_files import FOLDER, WORKSHEET
from airec_planning.text import plural, visible
from airec_planning.workbook_file import WORKBOOK

_FILES = (
    (WORKBOOK, "certificate_info.xlsx", "the workbook to hand over"),
    (CALENDAR, CALENDAR, "when to start each renewal and what expires when, for a calendar program"),
    (METRICS, METRICS, "the same and the audit for Prometheus"),
    ("findings.csv", "findings.csv", "every check's result"),
    ("summary.json", "summary.json", "this run for machines"),
)
_REQUESTS = (
    (WORKSHEET, "what to create in the console, in order, each name looked at once more"),
    (READ_ME, "how to issue the certificates offline with the own CA; the script and its configuration lie beside it"),
)


def run_page(
    plan: Plan, document: SummaryDocument, notebooks: Sequence[Notebook], requests: Collection[str] = ()
) -> str:
    """The run's ``index.html``: what to do next first, then the parts, the decision and the assumptions.

    ``requests`` are the files of that folder.
    """
    parts = [{"file": f"{n.stem}.html", "title": n.title, "about": n.about} for n in notebooks]
    asked = [(f"{FOLDER}/{name}", f"{FOLDER}/{name}", about) for name, about in _REQUESTS if name in requests]
    parts += [{"file": file, "title": title, "about": about} for file, title, about in (*asked, *_FILES)]
    return _template("run.html.j2").render(
        style=_style(),
        title=visible(plan.deployment.title),
        as_of=f"{plan.as_of:%Y-%m-%d}",
        headline=_headline(document),
        steps=next_steps(plan),
        facts=_facts(document),
        parts=parts,
        answer=show.answer(plan).text,
        rules=Markup(show.rules(plan).html),  # noqa: S704  # escaped where it was made
        assumptions=Markup(show.assumptions(plan).html),  # noqa: S704
        version=document.version,
    )


def failed_page(title: str, as_of: str, sentence: str, parts: Sequence[tuple[str, str]]) -> str:
    """The ``index.html`` of a run that failed: what failed, where the log is, and what there is of the pages."""
    return _template("failed.html.j2").render(
        style=_style(), title=visible(title), as_of=as_of, sentence=visible(sentence), parts=parts
    )


def deployments_page(reports: Path) -> str:
    """``index.html`` over the latest run of each deployment, the most errors first."""
    found = []
    for path in sorted(reports.glob("*/latest/summary.json")):
        try:
            entry = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(entry, dict) and entry.get("schema") == SCHEMA:
            found.append((path.parent.parent.name, entry))
    found.sort(key=lambda entry: (-entry[1]["counts"]["error"], entry[0]))
    rows: list[list[Cell]] = []
    for name, entry in found:
        path = entry["decision"]["path"]
        rows.append(
            [
                Markup('<a href="{}/latest/index.html">{}</a>').format(name, visible(entry["title"])),
                entry["as_of"][:10],
                entry["counts"]["error"],
                entry["counts"]["warning"],
                (entry["next_expiry"] or "")[:10],
                PATH_NAMES[path],
                entry["costs"]["paths"][path]["creation_cost"],
                entry["costs"]["paths"][path]["horizon_cost"],
            ]
        )
    headers = ["Deployment", "As of", "Errors", "Warnings", "Next expiry", "Path", "Cost now, yuan", "Horizon, yuan"]
    listed = table(headers, rows, empty="No run yet.", numeric=(2, 3, 6, 7))
    return _template("deployments.html.j2").render(style=_style(), table=Markup(listed.html))  # noqa: S704


def _headline(document: SummaryDocument) -> str:
    errors, warnings = document.counts["error"], document.counts["warning"]
    valid = sum(document.states.get(state, 0) for state in USABLE)
    domains = f"{valid} of {plural(document.required_domains, 'domain')} are named by a valid certificate"
    if errors:
        return f"Not ready: {plural(errors, 'error')} and {plural(warnings, 'warning')}. {domains}."
    return f"Ready, with {plural(warnings, 'warning')}. {domains}." if warnings else f"Ready. {domains}."


def _facts(document: SummaryDocument) -> list[tuple[str, str]]:
    path = document.decision.path
    cost = document.costs.paths.https if path == "https" else document.costs.paths.ca
    return [
        ("Path", PATH_NAMES[path].removesuffix(" path")),
        ("Certificates to plan for", f"{cost.certificates:,}"),
        ("Cost now", f"{cost.creation_cost} yuan"),
        (f"Cost over {document.costs.horizon_days:,} days", f"{cost.horizon_cost} yuan"),
        ("Next expiry", (document.next_expiry or "none")[:10]),
        ("Rows mapped", f"{document.mapping.filled} of {document.mapping.rows}"),
    ]


def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(bundled("template")),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["visible"] = visible
    return environment.get_template(name)


def _style() -> Markup:
    return Markup((bundled("template") / "style.css").read_text(encoding="utf-8"))  # noqa: S704  # our own file

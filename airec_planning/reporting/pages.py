"""The index of a run, the page of a failed one, and the index of all deployments."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from markupsafe import Markup

from airec_planning import __version__, show
from airec_planning.expiry_files import CALENDAR, METRICS
from airec_planning.language import N_, _
from airec_planning.mapping_workbook import WORKBOOK
from airec_planning.next_steps import Step, next_steps
from airec_planning.outputs.fragments import Fragment, badge
from airec_planning.outputs.openssl_files import READ_ME
from airec_planning.outputs.schemas import SummaryDocument
from airec_planning.plan import Plan
from airec_planning.reporting.glance import fleet_at_a_glance, run_at_a_glance, state_of, state_sentence
from airec_planning.reporting.notebook_page import part_links
from airec_planning.reporting.notebooks import Notebook
from airec_planning.reporting.run_record import LOG
from airec_planning.reporting.templates import render
from airec_planning.request_files import FOLDER, WORKSHEET
from airec_planning.runs.fleet import Fleet
from airec_planning.text import visible

_FILES = (
    (WORKBOOK, N_("the workbook to hand over")),
    (CALENDAR, N_("when to start each renewal and what expires when, for a calendar program")),
    (METRICS, N_("the same and the audit for Prometheus")),
    ("findings.csv", N_("every check's result")),
    ("summary.json", N_("this run for machines")),
    (LOG, N_("how this run went, cell by cell")),
)
_ON_PAPER = ("index.pdf", N_("this page on paper; each part has one too"))
_REQUESTS = (
    (WORKSHEET, N_("what to create in the console, in order, each name looked at once more")),
    (
        READ_ME,
        N_("how to issue the certificates offline with the own CA; the script and its configuration lie beside it"),
    ),
)
_FLEET = (
    show.fleet_deployments, show.fleet_peak, show.fleet_renewals, show.fleet_keys, show.fleet_certificates,
    show.fleet_costs, show.fleet_quota, show.fleet_checks,
)  # fmt: skip
"""What the overview's template places, by name."""
_MOST_ITEMS = 100
"""Of a step: more are counted, and stand in findings.csv and the tables."""


def run_page(
    plan: Plan,
    document: SummaryDocument,
    notebooks: Sequence[Notebook],
    requests: Collection[str] = (),
    *,
    since: Fragment | None = None,
    trend: Fragment | None = None,
    pdf: bool = False,
) -> str:
    """The run's ``index.html``: its state, what to do next, then the parts, the decision and the assumptions.

    ``requests`` are the files of that folder. ``since`` tells what changed since the last run, ``trend`` how the
    runs went; a section without its fragment is left out. ``pdf``: the pages are printed as well.
    """
    asked = [(f"{FOLDER}/{name}", about) for name, about in _REQUESTS if name in requests]
    return render(
        "run.html.j2",
        title=visible(plan.deployment.title),
        as_of=f"{plan.as_of:%Y-%m-%d}",
        parts=part_links(notebooks),
        state=badge(state_of(document.counts)),
        sentence=state_sentence(document),
        glance=run_at_a_glance(plan, document, {notebook.stem for notebook in notebooks}),
        since=_markup(since),
        steps=[{"title": step.title, "about": _items(step)} for step in next_steps(plan)],
        pages=[{"file": f"{n.stem}.html", "title": n.said_title, "about": _(n.about)} for n in notebooks],
        files=[{"file": file, "about": _(about)} for file, about in (*asked, *_FILES, *([_ON_PAPER] if pdf else []))],
        trend=_markup(trend),
        answer=show.answer(plan).text,
        rules=_markup(show.rules(plan)),
        assumptions=_markup(show.assumptions(plan)),
        version=document.version,
    )


def failed_page(title: str, as_of: str, sentence: str, parts: Sequence[tuple[str, str]]) -> str:
    """The ``index.html`` of a run that failed: what failed, and what is there of it.

    ``sentence`` says what failed and what still stands; ``parts`` are files beside the page, each with what it is.
    """
    return render(
        "failed.html.j2",
        title=visible(title),
        as_of=as_of,
        sentence=visible(sentence),
        parts=[(file, visible(about)) for file, about in parts],
        version=__version__,
    )


def overview_page(fleet: Fleet) -> str:
    """``index.html`` over all deployments: the latest whole run of each, and what they have in common."""
    return render(
        "overview.html.j2",
        as_of=f"{fleet.as_of:%Y-%m-%d}" if fleet.as_of else "",
        glance=fleet_at_a_glance(fleet),
        states=_markup(show.fleet_states(fleet)),
        version=__version__,
        **{shown.__name__: _markup(shown(fleet)) if len(fleet.deployments) else None for shown in _FLEET},
    )


def _items(step: Step) -> list[str]:
    items = [visible(item) for item in step.items]
    if len(items) <= _MOST_ITEMS:
        return items
    left_out = len(items) - _MOST_ITEMS
    # The last one may say where all of them are.
    more = _("and {left_out:,} more, in findings.csv and the tables beside it", left_out=left_out)
    return [*items[: _MOST_ITEMS - 1], more, items[-1]]


def _markup(fragment: Fragment | None) -> Markup | None:
    return None if fragment is None else Markup(fragment.html)  # noqa: S704  # escaped where it was made

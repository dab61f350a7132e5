"""``summary.json``: a run for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airec_planning import __version__
from airec_planning.audit.expiry import USABLE
from airec_planning.outputs.documents import decide_document, mapping_document, severity_counts
from airec_planning.outputs.schemas import MappingDocument, SettingEntry, SummaryDocument
from airec_planning.reporting.costs import costs_of
from airec_planning.setting_values import origins, plain
from airec_planning.text import moment_text

if TYPE_CHECKING:
    from airec_planning.outputs.workbook.in_place import Filled
    from airec_planning.plan import Plan


def summary(plan: Plan, filled: Filled) -> SummaryDocument:
    """Everything that a scheduler acts on; the same bytes for the same inputs, settings and as-of date."""
    from airec_planning.mapping_workbook import WORKBOOK  # noqa: PLC0415  # with what fills it: the costs need neither

    mapping: MappingDocument = mapping_document(WORKBOOK, plan.mapping, filled, len(plan.failures))
    states = plan.coverage["state"].value_counts().sort_index()
    ends = plan.coverage.loc[plan.coverage["state"].isin(USABLE), "not_after"]
    settings = origins(plan.settings, plan.deployment.overrides)
    return SummaryDocument(
        name=plan.deployment.name,
        title=plan.deployment.title,
        as_of=moment_text(plan.as_of),
        version=__version__,
        decision=decide_document(plan.deployment.name, plan.decision),
        costs=costs_of(plan),
        required_domains=len(plan.required),
        counts=severity_counts(plan.findings),
        states={str(state): int(count) for state, count in states.items()},
        next_expiry=None if ends.empty else moment_text(ends.min()),
        mapping=mapping,
        inputs=dict(plan.input_hashes),
        settings=[SettingEntry(key=v.key, value=plain(v.value), origin=v.origin) for v in settings],
    )

"""An audit as one object: what is broken now, what is due next, and the tables that say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from airec_planning.audit.expiry import UNSERVED, USABLE
from airec_planning.audit.renewals import Forecast
from airec_planning.audit.verdicts import SEVERITIES
from airec_planning.card import Card, Shown
from airec_planning.language import Language, _
from airec_planning.text import day_or_moment, enumerated, plural


@dataclass(frozen=True, repr=False)
class Audit(Shown):
    """What the checks found, what serves each domain, and what has to be renewed.

    ``plan.audit`` gives it. Its tables are DataFrames of the schemas named below.

    >>> audit = make_plan("examples/airec-demo", "2026-11-01").audit
    >>> audit.counts["error"], list(audit.findings.columns[:3])
    (10, ['severity', 'check', 'subject'])
    """

    title: str
    """Of the deployment."""
    as_of: dt.datetime
    """Aware, UTC."""
    language: Language
    findings: pd.DataFrame
    """Schema ``tables.FINDINGS``: a check's result on one thing, worst first."""
    coverage: pd.DataFrame
    """Schema ``tables.COVERAGE``: each required domain with the certificate that serves it best."""
    renewals: pd.DataFrame
    """Schema ``tables.RENEWALS``: each renewal to start within the forecast."""
    forecast: Forecast
    """The renewals by week."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many results there are of each severity, worst first: error, warning, notice, skipped, ok."""
        found = self.findings["severity"].value_counts()
        return {severity: int(found.get(severity, 0)) for severity in SEVERITIES}

    @property
    def faults(self) -> str:
        """How many errors, warnings and notices, in words."""
        counts = self.counts
        return _(
            "{errors}, {warnings}, {notices}",
            errors=plural(counts["error"], "error"),
            warnings=plural(counts["warning"], "warning"),
            notices=plural(counts["notice"], "notice"),
        )

    def _speaks(self) -> Language:
        return self.language

    def _card(self) -> Card:
        return Card(
            _("Audit: {title}, as of {day}", title=self.title, day=day_or_moment(self.as_of)),
            ((_("Found"), self.faults), (_("Domains"), self._domains()), (_("Renewals"), self.forecast.sentence)),
            (
                ('show.findings(plan, "error")', _("each error with its remedy")),
                ("show.renewals(plan)", _("what to renew, and by when")),
                ('show.table(plan, "findings")', _("every result, to search and sort")),
                ("plan.audit.findings", _("the same as a DataFrame; so are .coverage and .renewals")),
            ),
        )

    def _domains(self) -> str:
        states = self.coverage["state"].value_counts()
        served = int(sum(states.get(state, 0) for state in USABLE))
        said = _("{served:,} of {all} served", served=served, all=plural(len(self.coverage), "domain"))
        lacking = [
            _("{count:,} {state}", count=int(states[state]), state=_(word))
            for state, word in UNSERVED.items()
            if state in states
        ]
        return _("{said}; {lacking}", said=said, lacking=enumerated(lacking)) if lacking else said

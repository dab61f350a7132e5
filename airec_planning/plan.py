"""A plan: everything that is known of a deployment at an as-of date, worked out when first asked for."""

from __future__ import annotations

import datetime as dt
import functools
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

import pandas as pd

from airec_planning import tables
from airec_planning.audit.addresses import address_coverage
from airec_planning.audit.coverage import coverage
from airec_planning.audit.renewals import Forecast, forecast, renewals
from airec_planning.audit.result import Audit
from airec_planning.card import Card, Shown
from airec_planning.costs import requests
from airec_planning.costs.comparison import Comparison, cost_paths
from airec_planning.costs.decision import Decision, decide
from airec_planning.costs.estate import Estate, forbidden_in_vain, forbidden_yet_demanded, kept_certificates
from airec_planning.costs.path_facts import gather_facts
from airec_planning.costs.sensitivity import break_evens, tornado
from airec_planning.costs.uncertainty import Uncertainty, uncertainty
from airec_planning.deployment import SETTINGS_FILE, Deployment
from airec_planning.errors import Failure
from airec_planning.inputs.required_domains import required_domains, requirements_of
from airec_planning.inputs.requirements import RequirementTable
from airec_planning.inputs.san_domains import SanDomains
from airec_planning.language import Language, speaking
from airec_planning.outputs.mapping import mapping
from airec_planning.outputs.workbook.owned_cells import conflicts
from airec_planning.plan_card import plan_card
from airec_planning.setting_sections import Settings
from airec_planning.settings import scenario_settings

if TYPE_CHECKING:
    from airec_planning.audit.evidence import Evidence
    from airec_planning.inputs.inventory import Inventory


_T = TypeVar("_T")


class _in_its_language(functools.cached_property[_T]):  # noqa: N801  # stands where cached_property would
    """Worked out when first asked for, and kept; its sentences are in the language of the plan's settings."""

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> _T: ...
    def __get__(self, instance: Any, owner: type[Any] | None = None) -> Any:
        if instance is None:
            return self
        with speaking(instance.settings.language):
            return super().__get__(instance, owner)


@dataclass(frozen=True, repr=False)
class Plan(Shown):
    """Everything that is known of a deployment at an as-of date.

    ``make_plan`` makes one. Certificates are read and judgements made when first asked for. The costs need no
    certificate: what reads and weighs them, ``cryptography`` foremost, is imported by the properties that do.

    Where to begin: ``plan.comparison`` for the costs of both paths, ``plan.decision`` for the path and its rules,
    ``plan.audit`` for what is broken and what is due. Tables are DataFrames; each names its schema in
    ``airec_planning.tables``, with the meaning and unit of every column. Amounts in them are in fen (1/100 CNY).

    >>> plan = make_plan("examples/airec-demo", "2026-11-01")
    >>> plan.decision.path, plan.comparison.https.certificates
    ('https', 13)
    """

    deployment: Deployment
    as_of: dt.datetime
    """Aware, UTC."""
    table: RequirementTable
    san_domains: SanDomains
    planner_hashes: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of the planner's files and the settings, by the path below the deployment folder."""
    read_from: Path = field(default_factory=Path.cwd)
    """The folder from which relative paths are meant: a notebook may change it before certificates are read."""

    def __dir__(self) -> list[str]:
        """What an analyst asks a plan for; what only its own workings need is left out, and is there all the same."""
        return sorted(set(super().__dir__()) - _WORKINGS)

    def _card(self) -> Card:
        return plan_card(self)

    def _speaks(self) -> Language:
        return self.settings.language

    @property
    def settings(self) -> Settings:
        """Every setting, by section: ``plan.settings.prices.standard``."""
        return self.deployment.settings

    @property
    def requirements(self) -> pd.DataFrame:
        """Schema ``tables.REQUIREMENTS``."""
        return self.table.requirements

    @_in_its_language
    def inventory(self) -> Inventory:
        """What the certificate folders hold."""
        from airec_planning.inputs.facts_cache import from_environment  # noqa: PLC0415
        from airec_planning.inputs.inventory import read_inventory  # noqa: PLC0415

        found, here = self.deployment, self.read_from
        return read_inventory(
            [here / folder for folder in found.certificate_folders],
            here / found.folder,
            [here / place for place in found.authorities],
            found.settings.certificates.passphrases,
            os.environ,
            leave_out=[here / path for path in (*planner_files(found), found.folder / SETTINGS_FILE)],
            cache=from_environment(os.environ),
        )

    @_in_its_language
    def input_hashes(self) -> Mapping[str, str]:
        """SHA-256 of each input file, by its path below the deployment folder.

        The planner's files and settings, and the files that hold certificates or claim to.
        """
        inventory = self.inventory
        seen = {*inventory.places["file"], *inventory.unreadable["file"]} & inventory.hashes.keys()
        return dict(sorted({**self.planner_hashes, **{name: inventory.hashes[name] for name in seen}}.items()))

    @property
    def certificates(self) -> pd.DataFrame:
        """Schema ``tables.CERTIFICATES``."""
        return self.inventory.certificates

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Rows and lines of the planner's files that could not be taken."""
        return self.table.failures + self.san_domains.failures

    @_in_its_language
    def required(self) -> pd.DataFrame:
        """Schema ``tables.REQUIRED_DOMAINS``."""
        return required_domains(self.requirements, self.san_domains.entries)

    @_in_its_language
    def requests(self) -> pd.DataFrame:
        """Schema ``tables.REQUESTS``."""
        return requests.requests(
            self.required,
            self.san_domains.entries,
            self.san_domains.addresses,
            self.settings.requests.group,
            self.deployment.name,
        )

    @_in_its_language
    def estate(self) -> Estate:
        """What has to be covered, and what of it is served already."""
        return Estate(
            self.required,
            self.requests,
            self.as_of,
            lambda: kept_certificates(self.coverage, self.required, self.certificates),
        )

    @_in_its_language
    def comparison(self) -> Comparison:
        """What both paths cost, now and over the horizon, with the certificates to create and every charge."""
        return cost_paths(self.estate, self.settings)

    @_in_its_language
    def scenarios(self) -> dict[str, Comparison]:
        """Each named scenario's comparison, under its own settings."""
        return {
            name: cost_paths(self.estate, scenario_settings(self.settings, name)) for name in self.settings.scenarios
        }

    @_in_its_language
    def tornado(self) -> pd.DataFrame:
        """Schema ``tables.TORNADO``."""
        return tornado(self.estate, self.settings)

    @_in_its_language
    def break_evens(self) -> pd.DataFrame:
        """Schema ``tables.BREAK_EVENS``."""
        return break_evens(self.estate, self.settings)

    @_in_its_language
    def uncertainty(self) -> Uncertainty:
        """What both paths may cost where several figures are uncertain at once, and where that comes from."""
        return uncertainty(self.estate, self.settings)

    @_in_its_language
    def decision(self) -> Decision:
        """Which path, with every rule that spoke and its evidence."""
        return decided(self, self.comparison)

    @_in_its_language
    def audit(self) -> Audit:
        """What is broken now and what is due next; reads the certificates."""
        return Audit(
            self.deployment.title,
            self.as_of,
            self.settings.language,
            self.findings,
            self.coverage,
            self.renewals,
            self.forecast,
        )

    @_in_its_language
    def evidence(self) -> Evidence:
        """What the certificates, their chains and the revocation lists say at the as-of date."""
        from airec_planning.audit.evidence import gather_evidence  # noqa: PLC0415

        return gather_evidence(self.inventory, self.as_of)

    @_in_its_language
    def coverage(self) -> pd.DataFrame:
        """Schema ``tables.COVERAGE``."""
        unsound = self.evidence.unsound
        return coverage(self.required, self.certificates, self.as_of, self.settings.expiry, unsound)

    @_in_its_language
    def address_coverage(self) -> pd.DataFrame:
        """Schema ``tables.ADDRESS_COVERAGE``."""
        listed = self.san_domains.addresses
        if listed.empty:  # as nearly always: then no certificate is read for it
            return tables.ADDRESS_COVERAGE.frame([])
        return address_coverage(listed, self.certificates, self.as_of, self.settings.expiry, self.evidence.unsound)

    @_in_its_language
    def renewals(self) -> pd.DataFrame:
        """Schema ``tables.RENEWALS``."""
        return renewals(self.coverage, self.required, self.certificates, self.as_of, self.settings, self.decision.path)

    @_in_its_language
    def forecast(self) -> Forecast:
        """How many renewals have to be started in each week, as far as ``expiry.forecast_days``."""
        return forecast(self.renewals, self.as_of, self.settings.expiry.forecast_days)

    @_in_its_language
    def findings(self) -> pd.DataFrame:
        """Schema ``tables.FINDINGS``."""
        from airec_planning.audit import deployment_checks, findings  # noqa: PLC0415
        from airec_planning.audit.lint_checks import lint_cache  # noqa: PLC0415
        from airec_planning.audit.verdicts import Ground  # noqa: PLC0415

        table = self.deployment.requirement_table
        ground = Ground(
            as_of=self.as_of,
            settings=self.settings,
            path=self.decision.path,
            evidence=self.evidence,
            planned=findings.planned_certificates(
                self.requirements, self.san_domains.entries, self.san_domains.addresses
            ),
            needed=findings.needed_by_certificate(self.required, self.san_domains.addresses, self.certificates),
            serving=frozenset(self.coverage["sha256"]),
            lint_cache=lint_cache(os.environ) if self.settings.checks.lint else None,
        )
        results = [
            *deployment_checks.planner_rows(self.failures),
            *deployment_checks.entries_agree(self.conflicts, self.deployment.shown(table) if table else ""),
            *deployment_checks.files_readable(self.inventory.unreadable),
            *deployment_checks.domain_covered(self.coverage, self.required),
            *deployment_checks.address_covered(self.address_coverage, self.decision.path),
            *deployment_checks.wildcard_issuable(self.required),
            *deployment_checks.authorities_current(self.evidence, self.as_of, self.settings.expiry),
            *deployment_checks.revocation_lists_current(self.evidence, self.as_of),
            *deployment_checks.listed_by_both(
                self.required, self.table.header is not None, len(self.san_domains.entries) > 0
            ),
        ]
        return findings.find(results, self.certificates, ground)

    @_in_its_language
    def mapping(self) -> pd.DataFrame:
        """Schema ``tables.MAPPING``."""
        return mapping(self.rows_to_map, self.coverage, self.certificates, self.evidence)

    @_in_its_language
    def rows_to_map(self) -> pd.DataFrame:
        """The table's rows, or without a table one for each required domain (schema ``tables.REQUIREMENTS``)."""
        if self.table.header is not None:
            return self.requirements
        return requirements_of(self.required, self.san_domains.entries)

    @_in_its_language
    def conflicts(self) -> pd.DataFrame:
        """Schema ``tables.CONFLICTS``."""
        return conflicts(self.mapping, self.table)


_WORKINGS = frozenset(
    ("estate", "evidence", "input_hashes", "planner_hashes", "read_from", "rows_to_map", "table")
)  # fmt: skip


def decided(plan: Plan, comparison: Comparison) -> Decision:
    """The path where the settings and the costs are those of a comparison."""
    facts = gather_facts(
        comparison.settings,
        plan.requirements,
        san_domains_read=len(plan.san_domains.entries) > 0,
        certificates=comparison.https.certificates,
        peak=comparison.https.peak,
        accounts=comparison.https.accounts,
        horizon_cost={"https": comparison.https.horizon, "ca": comparison.ca.horizon},
        spread=comparison.staggering.days,
        saving=comparison.saving,
        demanded_though_forbidden=forbidden_yet_demanded(plan.required, comparison.settings.wildcards),
        forbidden_in_vain=forbidden_in_vain(plan.required, comparison.settings.wildcards),
    )
    return decide(facts)


def planner_files(deployment: Deployment) -> list[Path]:
    """The requirement table and ``san_domains``, as far as there are any."""
    return [path for path in (deployment.requirement_table, deployment.san_domains) if path]

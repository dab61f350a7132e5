"""Every rule of the product page on the path, each with its evidence (facts: the two paths)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from airec_planning.costs.path_facts import PATH_NAMES, Facts, Path, Rule
from airec_planning.language import N_, _
from airec_planning.money import cost_text
from airec_planning.text import in_a_row, plural

OWN_SOURCES = frozenset({"own-ca", "hsm"})
UNIFORM_SOURCES = frozenset({"self-signed", "purchased", "platform"})


def own_ca_mandated(facts: Facts) -> Iterator[Rule]:
    if facts.settings.organisation.own_ca_mandated:
        yield Rule(
            "own-ca-mandated",
            "ca",
            "requires",
            _("The organisation mandates its own CA (organisation.own_ca_mandated)."),
        )
        yield Rule(
            "own-ca-mandated",
            "https",
            "blocks",
            _(
                "The organisation mandates its own CA (organisation.own_ca_mandated). "
                "An own CA cannot be bound on the HTTPS path."
            ),
        )


def sources_differ(facts: Facts) -> Iterator[Rule]:
    inside, outside = (facts.sources_by_scope.get(scope, frozenset()) for scope in ("internal", "external"))
    if inside and outside and inside != outside:
        why = _(
            "Internal domains come from {inside}, external ones from {outside} (Scenario 2)",
            inside=_listed(inside),
            outside=_listed(outside),
        )
        mapped = _("{why}: each certificate is mapped explicitly.", why=why)
        yield Rule("sources-differ", "ca", "requires", mapped)
        yield Rule("sources-differ", "https", "blocks", _("{why}: the HTTPS path serves one source for both.", why=why))


def own_ca_asked_for(facts: Facts) -> Iterator[Rule]:
    own = {source: count for source, count in facts.sources.items() if source in OWN_SOURCES}
    if own:
        rows = _(" and ").join(
            _("{rows} from {source}", rows=plural(count, "row"), source=_(_SOURCE_NAMES[source]))
            for source, count in own.items()
        )
        yield Rule("own-ca-asked-for", "ca", "requires", _("The requirement table asks for {rows}.", rows=rows))
        why = _("The requirement table asks for {rows}. An own CA cannot be bound on the HTTPS path.", rows=rows)
        yield Rule("own-ca-asked-for", "https", "blocks", why)


def uniform_sources(facts: Facts) -> Iterator[Rule]:
    if facts.sources and set(facts.sources) <= UNIFORM_SOURCES and not any(sources_differ(facts)):
        why = _(
            "All {count} rows that name a source say {sources} (Scenario 1).",
            count=sum(facts.sources.values()),
            sources=_listed(facts.sources),
        )
        yield Rule("uniform-sources", "https", "favours", why)


def no_own_ca(facts: Facts) -> Iterator[Rule]:
    organisation = facts.settings.organisation
    if organisation.own_ca is False:
        why = _("The organisation has no CA of its own (organisation.own_ca), and basic HTTPS is wanted.")
        yield Rule("no-own-ca", "https", "favours", why)
        why = _(
            "The organisation has no CA of its own (organisation.own_ca); the CA path takes only the customer's own CA."
        )
        yield Rule("no-own-ca", "ca", "blocks", why)
    elif organisation.own_ca is None and not OWN_SOURCES & set(facts.sources) and not organisation.own_ca_mandated:
        why = _("Neither the settings nor the requirement table name a CA of the organisation's own.")
        yield Rule("no-own-ca", "https", "favours", why)
        why = _(
            "Neither the settings nor the requirement table name a CA of the organisation's own. "
            "If there is one, set organisation.own_ca = true."
        )
        yield Rule("no-own-ca", "ca", "blocks", why)


def planner_list_needed(facts: Facts) -> Iterator[Rule]:
    if facts.settings.organisation.planner_list_needed:
        why = _("The planner's structured domain list with SANs is needed (organisation.planner_list_needed).")
        yield Rule("planner-list-needed", "ca", "requires", why)


def console_preferred(facts: Facts) -> Iterator[Rule]:
    if facts.settings.organisation.console_preferred:
        why = _("Certificates should be created or uploaded in the console (organisation.console_preferred).")
        yield Rule("console-preferred", "https", "favours", why)


def automation_required(facts: Facts) -> Iterator[Rule]:
    if facts.settings.organisation.automation_required:
        why = _(
            "Issuance has to be automated (organisation.automation_required); "
            "the console has no API and no command line."
        )
        yield Rule("automation-required", "https", "blocks", why)
        why = _(
            "Issuance has to be automated (organisation.automation_required); "
            "issuance by the own CA can be scripted offline."
        )
        yield Rule("automation-required", "ca", "favours", why)


def cost_difference(facts: Facts) -> Iterator[Rule]:
    https, ca = facts.horizon_cost["https"], facts.horizon_cost["ca"]
    cheaper: Path = "ca" if ca < https else "https"
    dearer: Path = "https" if cheaper == "ca" else "ca"
    days = plural(facts.settings.horizon.days, "day")
    if https == ca:
        why = _("Both paths cost {cost} yuan over {days}, by the settings.", cost=cost_text(https), days=days)
    else:
        said = (
            N_(
                "The {cheaper} would cost {less} yuan less than the {dearer} over {days}, by the settings, "
                "but it is not open to this deployment."
            )
            if _blocked(facts, cheaper)
            else N_(
                "The {cheaper} costs {less} yuan less than the {dearer} "
                "over {days}, by the settings; cost alone does not decide."
            )
        )
        why = _(
            said,
            cheaper=_(PATH_NAMES[cheaper]),
            less=cost_text(abs(https - ca)),
            dearer=_(PATH_NAMES[dearer]),
            days=days,
        )
    yield Rule("cost-difference", cheaper, "notes", why)


def planner_outputs(facts: Facts) -> Iterator[Rule]:
    lacking = [
        name
        for name, read in ((_("the requirement table"), facts.table_read), ("san_domains", facts.san_domains_read))
        if not read
    ]
    if lacking:
        evidence = _("The CA path cannot start without {lacking} from the planner.", lacking=_(" and ").join(lacking))
        yield Rule("planner-outputs", "ca", "blocks", evidence)
    else:
        evidence = _("The requirement table and san_domains, without which the CA path cannot start, are there.")
        yield Rule("planner-outputs", "ca", "notes", evidence)
    if facts.settings.organisation.planning_completed is False:
        evidence = _("Planning in Apsara Stack Deployment Planner is not completed.")
        yield Rule("planner-outputs", "ca", "blocks", evidence)


def planner_permissions(facts: Facts) -> Iterator[Rule]:
    if not facts.settings.organisation.planner_permissions:
        why = _("Permissions on the cloud instance and on the project are missing (organisation.planner_permissions).")
        yield Rule("planner-permissions", "ca", "blocks", why)


def quota(facts: Facts) -> Iterator[Rule]:
    limit = facts.settings.prices.quota
    if facts.accounts > 1:
        why = _(
            "{certificates:,} certificates need {accounts} user accounts: one holds {limit}.",
            certificates=facts.certificates,
            accounts=facts.accounts,
            limit=limit,
        )
        yield Rule("quota", "https", "notes", why)
    elif facts.peak > limit:
        how = _("all at once" if facts.settings.horizon.renewals == "together" else "as they are staggered")
        why = _(
            "Renewed {how}, {peak:,} certificates exist side by side, and an account holds {limit}.",
            how=how,
            peak=facts.peak,
            limit=limit,
        )
        remedy = (
            _(
                'Spread the first creations over {days} days (horizon.renewals = "staggered"), '
                "or use a further account.",
                days=facts.spread,
            )
            if facts.spread
            else _("No spread of the dates avoids that: use a further account.")
        )
        yield Rule("quota", "https", "notes", in_a_row((why, remedy)))


def cheapest_over_the_horizon(facts: Facts) -> Iterator[Rule]:
    if facts.saving > 0:
        days = plural(facts.settings.horizon.days, "day")
        why = _(
            "The set is the cheapest to create; over {days} another costs {less} yuan less "
            '(horizon.minimise = "horizon").',
            days=days,
            less=cost_text(facts.saving),
        )
        yield Rule("cheapest-over-the-horizon", "https", "notes", why)


def wildcards_demanded(facts: Facts) -> Iterator[Rule]:
    if wildcards := facts.demanded_though_forbidden:
        why = _(
            "The planner demands {wildcards}, which wildcards.forbidden rules out: the demand stands.",
            wildcards=_(" and ").join(wildcards),
        )
        yield Rule("wildcards-demanded", "https", "notes", why)
    if unknown := facts.forbidden_in_vain:
        why = _(
            "wildcards.forbidden names {unknown}, where no domain is required: check the spelling.",
            unknown=_(" and ").join(unknown),
        )
        yield Rule("forbidden-in-vain", "https", "notes", why)


def manual_work(facts: Facts) -> Iterator[Rule]:
    by_hand = _("Creation and renewal are by hand in the console; nothing renews by itself.")
    yield Rule("manual-renewal", "https", "notes", by_hand)
    yield Rule("name-is-final", "https", "notes", _("A domain name cannot be changed once its request is submitted."))
    yield Rule("own-ca-not-bound", "https", "notes", _("An own CA cannot be bound on the HTTPS path."))
    offline = _("Issuance and verification are offline; the own CA can script them.")
    yield Rule("offline-issuance", "ca", "notes", offline)


RULES: tuple[Callable[[Facts], Iterator[Rule]], ...] = (
    own_ca_mandated, sources_differ, own_ca_asked_for, planner_list_needed, uniform_sources, no_own_ca,
    console_preferred, automation_required, planner_outputs, planner_permissions, quota, cheapest_over_the_horizon,
    wildcards_demanded, cost_difference, manual_work,
)  # fmt: skip
_SOURCE_NAMES = {
    "self-signed": N_("self-signed certificates"),
    "purchased": N_("purchased certificates"),
    "platform": N_("the platform"),
    "own-ca": N_("the own CA"),
    "hsm": N_("an HSM"),
}


def _blocked(facts: Facts, path: Path) -> bool:
    others = (rule_for for rule_for in RULES if rule_for is not cost_difference)
    return any(rule.path == path and rule.effect == "blocks" for rule_for in others for rule in rule_for(facts))


def _listed(sources: object) -> str:
    assert isinstance(sources, frozenset | dict)
    return _(" and ").join(_(_SOURCE_NAMES.get(source, source)) for source in sorted(sources))

"""Every rule of the product page on the path, each with its evidence (facts: the two paths)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from airec_planning.costs.path_facts import PATH_NAMES, Facts, Path, Rule
from airec_planning.money import yuan_text
from airec_planning.text import plural

OWN_SOURCES = frozenset({"own-ca", "hsm"})
UNIFORM_SOURCES = frozenset({"self-signed", "purchased", "platform"})


def own_ca_mandated(facts: Facts) -> Iterator[Rule]:
    if facts.settings.organisation.own_ca_mandated:
        why = "The organisation mandates its own CA (organisation.own_ca_mandated)."
        yield Rule("own-ca-mandated", "ca", "requires", why)
        yield Rule("own-ca-mandated", "https", "blocks", f"{why} An own CA cannot be bound on the HTTPS path.")


def sources_differ(facts: Facts) -> Iterator[Rule]:
    inside, outside = (facts.sources_by_scope.get(scope, frozenset()) for scope in ("internal", "external"))
    if inside and outside and inside != outside:
        why = f"Internal domains come from {_listed(inside)}, external ones from {_listed(outside)} (Scenario 2)"
        yield Rule("sources-differ", "ca", "requires", f"{why}: each certificate is mapped explicitly.")
        yield Rule("sources-differ", "https", "blocks", f"{why}: the HTTPS path serves one source for both.")


def own_ca_asked_for(facts: Facts) -> Iterator[Rule]:
    own = {source: count for source, count in facts.sources.items() if source in OWN_SOURCES}
    if own:
        rows = " and ".join(f"{plural(count, 'row')} from {_SOURCE_NAMES[source]}" for source, count in own.items())
        why = f"The requirement table asks for {rows}."
        yield Rule("own-ca-asked-for", "ca", "requires", why)
        yield Rule("own-ca-asked-for", "https", "blocks", f"{why} An own CA cannot be bound on the HTTPS path.")


def uniform_sources(facts: Facts) -> Iterator[Rule]:
    if facts.sources and set(facts.sources) <= UNIFORM_SOURCES and not any(sources_differ(facts)):
        why = f"All {sum(facts.sources.values())} rows that name a source say {_listed(facts.sources)} (Scenario 1)."
        yield Rule("uniform-sources", "https", "favours", why)


def no_own_ca(facts: Facts) -> Iterator[Rule]:
    organisation = facts.settings.organisation
    if organisation.own_ca is False:
        why = "The organisation has no CA of its own (organisation.own_ca)"
        yield Rule("no-own-ca", "https", "favours", f"{why}, and basic HTTPS is wanted.")
        yield Rule("no-own-ca", "ca", "blocks", f"{why}; the CA path takes only the customer's own CA.")
    elif organisation.own_ca is None and not OWN_SOURCES & set(facts.sources) and not organisation.own_ca_mandated:
        why = "Neither the settings nor the requirement table name a CA of the organisation's own."
        yield Rule("no-own-ca", "https", "favours", why)
        yield Rule("no-own-ca", "ca", "blocks", f"{why} If there is one, set organisation.own_ca = true.")


def planner_list_needed(facts: Facts) -> Iterator[Rule]:
    if facts.settings.organisation.planner_list_needed:
        why = "The planner's structured domain list with SANs is needed (organisation.planner_list_needed)."
        yield Rule("planner-list-needed", "ca", "requires", why)


def console_preferred(facts: Facts) -> Iterator[Rule]:
    if facts.settings.organisation.console_preferred:
        why = "Certificates should be created or uploaded in the console (organisation.console_preferred)."
        yield Rule("console-preferred", "https", "favours", why)


def automation_required(facts: Facts) -> Iterator[Rule]:
    if facts.settings.organisation.automation_required:
        why = "Issuance has to be automated (organisation.automation_required)"
        yield Rule("automation-required", "https", "blocks", f"{why}; the console has no API and no command line.")
        yield Rule("automation-required", "ca", "favours", f"{why}; issuance by the own CA can be scripted offline.")


def cost_difference(facts: Facts) -> Iterator[Rule]:
    https, ca = facts.horizon_cost["https"], facts.horizon_cost["ca"]
    cheaper: Path = "ca" if ca < https else "https"
    dearer: Path = "https" if cheaper == "ca" else "ca"
    days = plural(facts.settings.horizon.days, "day")
    if https == ca:
        why = f"Both paths cost {yuan_text(https)} yuan over {days}, by the settings."
    else:
        why = (
            f"The {PATH_NAMES[cheaper]} costs {yuan_text(abs(https - ca))} yuan less than the {PATH_NAMES[dearer]} "
            f"over {days}, by the settings; cost alone does not decide."
        )
    yield Rule("cost-difference", cheaper, "notes", why)


def planner_outputs(facts: Facts) -> Iterator[Rule]:
    lacking = [
        name
        for name, read in (("the requirement table", facts.table_read), ("san_domains", facts.san_domains_read))
        if not read
    ]
    if lacking:
        evidence = f"The CA path cannot start without {' and '.join(lacking)} from the planner."
        yield Rule("planner-outputs", "ca", "blocks", evidence)
    else:
        evidence = "The requirement table and san_domains, without which the CA path cannot start, are there."
        yield Rule("planner-outputs", "ca", "notes", evidence)
    if facts.settings.organisation.planning_completed is False:
        yield Rule("planner-outputs", "ca", "blocks", "Planning in Apsara Stack Deployment Planner is not completed.")


def planner_permissions(facts: Facts) -> Iterator[Rule]:
    if not facts.settings.organisation.planner_permissions:
        why = "Permissions on the cloud instance and on the project are missing (organisation.planner_permissions)."
        yield Rule("planner-permissions", "ca", "blocks", why)


def quota(facts: Facts) -> Iterator[Rule]:
    limit = facts.settings.prices.quota
    if facts.accounts > 1:
        why = f"{facts.certificates:,} certificates need {facts.accounts} user accounts: one holds {limit}."
        yield Rule("quota", "https", "notes", why)
    elif facts.peak > limit:
        how = "all at once" if facts.settings.horizon.renewals == "together" else "as they are staggered"
        why = f"Renewed {how}, {facts.peak:,} certificates exist side by side, and an account holds {limit}."
        if not facts.spread:
            remedy = "No spread of the dates avoids that: use a further account."
        else:
            spread = f'Spread the first creations over {facts.spread} days (horizon.renewals = "staggered")'
            remedy = f"{spread}, or use a further account."
        yield Rule("quota", "https", "notes", f"{why} {remedy}")


def cheapest_over_the_horizon(facts: Facts) -> Iterator[Rule]:
    if facts.saving > 0:
        days = plural(facts.settings.horizon.days, "day")
        why = f"The set is the cheapest to create; over {days} another costs {yuan_text(facts.saving)} yuan less"
        yield Rule("cheapest-over-the-horizon", "https", "notes", f'{why} (horizon.minimise = "horizon").')


def wildcards_demanded(facts: Facts) -> Iterator[Rule]:
    if wildcards := facts.demanded_though_forbidden:
        said = f"The planner demands {' and '.join(wildcards)}, which wildcards.forbidden rules out"
        yield Rule("wildcards-demanded", "https", "notes", f"{said}: the demand stands.")
    if unknown := facts.forbidden_in_vain:
        why = f"wildcards.forbidden names {' and '.join(unknown)}, where no domain is required: check the spelling."
        yield Rule("forbidden-in-vain", "https", "notes", why)


def manual_work(facts: Facts) -> Iterator[Rule]:
    yield Rule(
        "manual-renewal", "https", "notes", "Creation and renewal are by hand in the console; nothing renews by itself."
    )
    yield Rule("name-is-final", "https", "notes", "A domain name cannot be changed once its request is submitted.")
    yield Rule("own-ca-not-bound", "https", "notes", "An own CA cannot be bound on the HTTPS path.")
    yield Rule("offline-issuance", "ca", "notes", "Issuance and verification are offline; the own CA can script them.")


RULES: tuple[Callable[[Facts], Iterator[Rule]], ...] = (
    own_ca_mandated, sources_differ, own_ca_asked_for, planner_list_needed, uniform_sources, no_own_ca,
    console_preferred, automation_required, planner_outputs, planner_permissions, quota, cheapest_over_the_horizon,
    wildcards_demanded, cost_difference, manual_work,
)  # fmt: skip
_SOURCE_NAMES = {
    "self-signed": "self-signed certificates",
    "purchased": "purchased certificates",
    "platform": "the platform",
    "own-ca": "the own CA",
    "hsm": "an HSM",
}


def _listed(sources: object) -> str:
    assert isinstance(sources, frozenset | dict)
    return " and ".join(_SOURCE_NAMES.get(source, source) for source in sorted(sources))

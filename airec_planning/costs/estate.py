"""What has to be covered: the required domains, and what of them is served already."""

from __future__ import annotations

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from airec_planning import names
from airec_planning.audit.expiry import USABLE
from airec_planning.costs.cheapest import Demand, Problem, pose
from airec_planning.setting_sections import Existing, Settings, Wildcards


@dataclass(frozen=True)
class Kept:
    """A valid certificate of the folder that serves required domains until it is renewed."""

    domains: tuple[str, ...]
    days_left: int
    from_console: bool
    """It was created in the console, by the planner's word: it took a place of free tier and quota."""


@dataclass(frozen=True)
class Task:
    """What to create on the HTTPS path: now, and later in place of what is kept until then."""

    now: Problem
    later: tuple[tuple[int, tuple[Demand, ...]], ...]
    """In how many days, for which demands; by day."""
    requested: tuple[str, ...]
    """Types of the certificates that were requested in the console and are still to come, in the order of requests."""
    held_until: tuple[int, ...]
    """In how many days each kept certificate of the console expires."""


@dataclass(frozen=True)
class Estate:
    """The required domains of a deployment at an as-of date, whatever the settings say of prices and times."""

    required: pd.DataFrame
    """Schema ``tables.REQUIRED_DOMAINS``."""
    requests: pd.DataFrame
    """Schema ``tables.REQUESTS``."""
    as_of: dt.datetime
    find_kept: Callable[[], tuple[Kept, ...]] = tuple
    """Asked only where ``existing.keep`` is set: it takes an audit of the chains."""
    _tasks: dict[Any, Task] = field(default_factory=dict, compare=False, repr=False)

    @functools.cached_property
    def kept(self) -> tuple[Kept, ...]:
        return self.find_kept()

    def task(self, settings: Settings) -> Task:
        """What to create in the console; worked out once for all settings that leave the task as it is."""
        existing, lead = settings.existing, settings.validity.renewal_lead_days
        key = (settings.wildcards.model_dump_json(), existing.model_dump_json(), lead if existing.keep else 0)
        if key not in self._tasks:
            self._tasks[key] = _task(self, settings.wildcards, existing, lead)
        return self._tasks[key]

    def due_days(self, settings: Settings) -> dict[str, int]:
        """In how many days each domain needs a new certificate, of those that a kept one serves longer than today."""
        return _due_days(self.kept, settings.validity.renewal_lead_days) if settings.existing.keep else {}


def kept_certificates(coverage: pd.DataFrame, required: pd.DataFrame, certificates: pd.DataFrame) -> tuple[Kept, ...]:
    """The certificates that serve required domains and can go on doing so: valid, sound, no other's private key."""
    usable = coverage[coverage["state"].isin(USABLE)]
    foreign = set(certificates.loc[certificates["private_key"] == "differs", "sha256"])
    source = dict(zip(required["domain"], required["source"], strict=True))
    found = []
    for sha256, rows in usable.groupby("sha256", sort=True):
        if sha256 not in foreign:
            domains = tuple(rows["domain"])
            from_console = all(source[domain] == "platform" for domain in domains)
            found.append(Kept(domains, int(rows["days_left"].iloc[0]), from_console))
    return tuple(found)


def demands(required: pd.DataFrame, wildcards: Wildcards) -> list[Demand]:
    """What each required domain demands, by the planner's table and the policy on wildcards.

    A wildcard that the planner demands is created in spite of the policy.
    """
    listed = [Demand(d, t) for d, t in zip(required["domain"], required["demanded_type"], strict=True)]
    if wildcards.policy == "where-cheaper" and not wildcards.forbidden:
        return listed
    forbidden = _forbidden(wildcards)
    demanded = {names.parent_zone(one.domain) for one in listed if _demands_wildcard(one)}
    only_demanded = wildcards.policy == "only-demanded"
    return [_by_policy(one, forbidden, demanded, only_demanded=only_demanded) for one in listed]


def forbidden_yet_demanded(required: pd.DataFrame, wildcards: Wildcards) -> list[str]:
    """The wildcards that the planner demands though the settings forbid them."""
    forbidden = _forbidden(wildcards)
    listed = (Demand(d, t) for d, t in zip(required["domain"], required["demanded_type"], strict=True))
    zones = {names.parent_zone(one.domain) for one in listed if _demands_wildcard(one)}
    return sorted(map(names.wildcard_of, zones & forbidden))


def forbidden_in_vain(required: pd.DataFrame, wildcards: Wildcards) -> list[str]:
    """What ``wildcards.forbidden`` names and is neither a required domain nor the zone of one."""
    known = {*required["domain"], *map(names.parent_zone, required["domain"])}
    return sorted(_forbidden(wildcards) - known)


def _forbidden(wildcards: Wildcards) -> frozenset[str]:
    """Zones and domains; a wildcard that is named stands for its zone."""
    return frozenset(name.removeprefix(names.WILDCARD) for name in wildcards.forbidden)


def _demands_wildcard(demand: Demand) -> bool:
    return demand.type != "enterprise" and (demand.type == "wildcard" or names.is_wildcard(demand.domain))


def _by_policy(demand: Demand, forbidden: frozenset[str], demanded: set[str], *, only_demanded: bool) -> Demand:
    zone = names.parent_zone(demand.domain)
    if demand.type or names.is_wildcard(demand.domain):
        return demand
    if demand.domain in forbidden:
        return Demand(demand.domain, "standard")
    if zone not in demanded and (only_demanded or zone in forbidden):
        return Demand(demand.domain, apart=True)
    return demand


def _task(estate: Estate, wildcards: Wildcards, existing: Existing, lead: int) -> Task:
    listed = demands(estate.required, wildcards)
    requested = [one for one in listed if not _requested(one, existing.console_requests)]
    due = _due_days(estate.kept, lead) if existing.keep else {}
    later: dict[int, list[Demand]] = defaultdict(list)
    for demand in requested:
        if day := due.get(demand.domain):
            later[day].append(demand)
    enterprise = {one.domain for one in listed if one.type == "enterprise"}
    return Task(
        now=pose(one for one in requested if one.domain not in due),
        later=tuple((day, tuple(later[day])) for day in sorted(later)),
        requested=tuple(_type_of(name, enterprise) for name in existing.console_requests),
        held_until=tuple(one.days_left for one in estate.kept if one.from_console) if existing.keep else (),
    )


def _due_days(kept: Iterable[Kept], lead: int) -> dict[str, int]:
    due: dict[str, int] = {}
    for one in kept:
        for domain in one.domains:
            due[domain] = max(one.days_left - lead, due.get(domain, 0))
    return {domain: day for domain, day in due.items() if day > 0}


def _requested(demand: Demand, requests: Iterable[str]) -> bool:
    """Whether a request that was submitted serves the demand: one of another type is served by its own name alone."""
    if demand.type == "wildcard":
        return names.wildcard_of(names.parent_zone(demand.domain)) in requests
    if demand.type or demand.apart:
        return demand.domain in requests
    return any(names.covers(name, demand.domain) for name in requests)


def _type_of(name: str, enterprise: set[str]) -> str:
    if names.is_wildcard(name):
        return "wildcard"
    return "enterprise" if name in enterprise else "standard"

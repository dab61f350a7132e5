"""Which path: decided by the rules of the product page that speak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from airec_planning.costs.path_facts import PATH_NAMES, Facts, Path, Rule
from airec_planning.costs.path_rules import RULES
from airec_planning.language import _


@dataclass(frozen=True)
class Decision:
    """The path, the page's scenario, and every rule that spoke."""

    path: Path
    scenario: Literal[1, 2]
    rules: tuple[Rule, ...]

    def blockers(self, path: Path) -> tuple[str, ...]:
        """What stands against a path."""
        return tuple(rule.evidence for rule in self.rules if rule.path == path and rule.effect == "blocks")

    def feasible(self, path: Path) -> bool:
        return not self.blockers(path)

    @property
    def other(self) -> Path:
        """The path that it is not."""
        return "ca" if self.path == "https" else "https"

    @property
    def closed(self) -> str:
        """That the other path is not open, which its costs do not say; empty where it is."""
        if self.feasible(self.other):
            return ""
        return _("The {path} is not open to this deployment, whatever it costs.", path=_(PATH_NAMES[self.other]))

    @property
    def reason(self) -> str:
        """The evidence that settled it, in one sentence."""
        for effect in ("requires", "favours"):
            for rule in self.rules:
                if rule.path == self.path and rule.effect == effect:
                    return rule.evidence
        return next((r.evidence for r in self.rules if r.effect == "blocks" and r.path != self.path), "")


def decide(facts: Facts) -> Decision:
    """The path by the page's rules: the CA path where a rule requires it, else by what is blocked, else HTTPS.

    Every rule that applies is listed. A path may be recommended though something still blocks it: then its
    blockers say what has to be done first.
    """
    spoken = tuple(rule for rule_for in RULES for rule in rule_for(facts))
    required = {rule.path for rule in spoken if rule.effect == "requires"}
    blocked = {rule.path for rule in spoken if rule.effect == "blocks"}
    favoured = {rule.path for rule in spoken if rule.effect == "favours"}
    path: Path
    if "ca" in required or ("https" in blocked and "ca" not in blocked):
        path = "ca"
    else:
        path = "https"
        if not required and favoured != {"https"} and "https" not in blocked:
            why = _("Nothing asks for the CA path: start with the HTTPS path.")
            spoken += (Rule("start-with-https", "https", "favours", why),)
    scenario: Literal[1, 2] = 2 if any(rule.rule == "sources-differ" for rule in spoken) else 1
    return Decision(path, scenario, spoken)

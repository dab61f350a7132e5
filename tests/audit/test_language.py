"""An audit in Chinese says the same as in English, and nothing in English but data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from airec_planning.audit.findings import checks
from airec_planning.inputs.facts_cache import from_environment
from airec_planning.inputs.inventory import Inventory, read_inventory
from airec_planning.language import speaking
from airec_planning.plan import Plan
from tests.certificates import CLIENT_AUTH, Issued, authority, issue, revocation_list
from tests.deployments import plan_of, write_deployment

ROOT = authority("Own Root")
DEAD = authority("Dead Authority", ROOT, began=-390, days=100)
NO_CA = issue(["ca.example.com"], ROOT, common_name="No Authority")
_SHARED = issue(["shared.example.com"], ROOT)
_ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b")
"""Two lower-case words in a row: a sentence in Chinese has no use for them."""
_AS_IT_IS = re.compile(
    r"“[^”]*”|not a domain|a row without one"  # what the planner wrote
    r"|openssl [ -~]+|airec-planning requests|mapping --overwrite"  # what to type
    r"|certificates\] authorities"  # settings
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deployment in which nearly everything is wrong that can be."""
    folder = tmp_path_factory.mktemp("faults")
    made: dict[str, Issued] = {
        "weak": issue(["weak.example.com"], ROOT, kind="rsa1024"),
        "expired": issue(["expired.example.com"], ROOT, began=-400, days=200),
        "ending": issue(["ending.example.com"], ROOT, began=-360, days=365),
        "early": issue(["early.example.com"], ROOT, began=20),
        "long": issue(["long.example.com"], ROOT, days=2000),
        "self": issue(["self.example.com"]),
        "nameless": issue(["nameless.example.com"], ROOT, san=False),
        "wide": issue(["*.com", "a.*.example.com", "API.example.com."], ROOT),
        "client": issue(["client.example.com"], ROOT, extended_key_usage=[CLIENT_AUTH], key_usage=["keyCertSign"]),
        "dead": issue(["dead.example.com"], DEAD),
        "under-no-ca": issue(["under.example.com"], NO_CA),
        "revoked": (revoked := issue(["revoked.example.com"], ROOT)),
        "planned": issue(["other.example.com"], ROOT),
        "curve": issue(["curve.example.com"], ROOT, kind="secp256k1"),
        "once": _SHARED,
    }
    rows = [f"{name}.example.com" for name in made if name != "planned"]
    table = [
        *({"domain": domain} for domain in rows),
        {"domain": "apex.example.org", "certificate_name": "planned", "certificate_type": "golden"},
        {"domain": "10.0.0.1"},
        {"domain": "not a domain"},
        {"service": "a row without one"},
    ]
    write_deployment(
        folder, table, made, san_domains=[*rows, "only-here.example.com", "IP:10.0.0.9", "-x-.example.com"]
    )
    home = folder / "certificates"
    ROOT.write(folder / "ca", "root", key=False)
    DEAD.write(folder / "ca", "dead", key=False)
    NO_CA.write(home, "no-ca")
    (home / "revoked.crl").write_bytes(revocation_list(ROOT, [revoked]))
    (home / "truncated.pem").write_bytes(made["weak"].pem[:300])
    (home / "damaged.crt").write_bytes(made["weak"].der[:-9])
    (home / "closed.pfx").write_bytes(made["weak"].p12(b"secret"))
    (home / "empty.crt").write_bytes(b"")
    (home / "nothing.key").write_bytes(b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    made["ending"].write(home, "swapped", made["long"], key=False)
    (home / "locked.pem").write_bytes(_SHARED.pem)
    (home / "locked.key").write_bytes(_SHARED.key_pem(b"secret"))
    return folder


@pytest.fixture(scope="module")
def both(folder: Path) -> tuple[Plan, Plan]:
    """The same deployment planned in English and in Chinese."""
    settings = "organisation.own_ca=true; organisation.deployment_date=2026-12-15"
    return plan_of(folder, settings), plan_of(folder, f"{settings}; language=zh")


def told(plan: Plan) -> Iterator[str]:
    for table, columns in (
        (plan.findings, ("message", "remedy")),
        (plan.coverage, ("explanation",)),
        (plan.renewals, ("how",)),
        (plan.inventory.unreadable, ("message", "remedy")),
        (plan.inventory.passed_over, ("message",)),
    ):
        for column in columns:
            yield from filter(None, table[column])
    for failure in plan.failures:
        yield from (failure.message, failure.remedy)
    with speaking(plan.settings.language):
        yield plan.forecast.sentence


def english_in(text: str) -> list[str]:
    return _ENGLISH.findall(_AS_IT_IS.sub("", text))


def test_nothing_is_said_in_english_but_data(both: tuple[Plan, Plan]) -> None:
    assert {text: found for text in told(both[1]) if (found := english_in(text))} == {}


def test_what_is_said_in_english_would_be_found(both: tuple[Plan, Plan]) -> None:
    """Of the sentences in English at least nine in ten have two words in a row."""
    said = {text for text in told(both[0]) if " " in text.strip()}
    assert len([text for text in said if english_in(text)]) > 0.9 * len(said)


def test_both_find_the_same(both: tuple[Plan, Plan]) -> None:
    english, chinese = (plan.findings.drop(columns=["message", "remedy"]) for plan in both)
    pd.testing.assert_frame_equal(english, chinese)
    faults = english[english["severity"].isin(["error", "warning", "notice"])]
    assert faults["check"].nunique() >= 25


def test_the_same_bytes_are_said_again(folder: Path, both: tuple[Plan, Plan]) -> None:
    again = plan_of(folder, dict(both[1].deployment.overrides))
    pd.testing.assert_frame_equal(again.findings, both[1].findings)


def test_each_check_has_its_sentence_in_chinese() -> None:
    english = checks()
    with speaking("zh"):
        chinese = checks()
    assert english.keys() == chinese.keys()
    assert not set(english.values()) & set(chinese.values())
    assert all(sentence.endswith("。") for sentence in chinese.values())


@pytest.mark.parametrize("first, then", [("en", "zh"), ("zh", "en")])
def test_what_was_read_in_one_language_is_not_told_in_the_other(
    folder: Path, tmp_path: Path, first: str, then: str
) -> None:
    def unreadable(language: str) -> list[str]:
        with speaking(language):  # type: ignore[arg-type]
            return list(read(folder, tmp_path).unreadable["message"])

    cold = unreadable(first)
    other = unreadable(then)
    assert not set(cold) & set(other)
    assert unreadable(first) == cold
    assert unreadable(then) == other


def read(folder: Path, cache: Path) -> Inventory:
    kept = from_environment({"AIREC_PLANNING_CACHE": str(cache)})
    return read_inventory([folder / "certificates"], folder, cache=kept, processes=1)

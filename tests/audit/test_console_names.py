"""The names to be typed into the console, looked at once more in a deployment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning import tables
from airec_planning.audit.console_names import name_cautions
from airec_planning.names import normalise
from airec_planning.plan import Plan
from tests.certificates import AS_OF, issue
from tests.deployments import Row, plan_of, write_deployment
from tests.inputs import within

Told = dict[str, dict[str, str]]


def cautions_of(plan: Plan, **known: Any) -> pd.DataFrame:
    return name_cautions(
        plan.comparison.purchases, plan.required, plan.requirements, plan.san_domains.entries, plan.certificates,
        plan.as_of, **known,
    )  # fmt: skip


def told(folder: Path, *rows: Row, **known: Any) -> Told:
    """Each name to create, with its cautions: by their name the severity and the message."""
    plan = plan_of(write_deployment(folder, rows, known.pop("certificates", None), table="xlsx"))
    return by_name(cautions_of(plan, **known))


def by_name(frame: pd.DataFrame) -> Told:
    found: Told = {}
    for row in tables.records(frame):
        found.setdefault(row["domain"], {})[row["caution"]] = f"{row['severity']}: {row['message']}"
    return found


def purchases(*domains: str, types: Sequence[str] = ()) -> pd.DataFrame:
    return tables.PURCHASES.frame(
        {
            "order": order, "date": AS_OF, "domain": domain, "type": kind, "price": 50, "charge": 0,
            "reason": "free tier", "account": 1, "covers": (domain,),
        }
        for order, (domain, kind) in enumerate(
            zip(domains, types or ["standard"] * len(domains), strict=True), start=1
        )
    )  # fmt: skip


def required(domains: Iterable[str]) -> pd.DataFrame:
    blank = {column.name: "" for column in tables.REQUIRED_DOMAINS.columns}
    return tables.REQUIRED_DOMAINS.frame(
        blank | {"domain": domain, "places": (f"t.xlsx, row {row}",), "services": ()}
        for row, domain in enumerate(domains, start=2)
    )


def beside(*domains: str, **known: Any) -> Told:
    """The same for names alone, all of them required and to be created."""
    made = known.pop("made", purchases(*domains))
    asked, lines = tables.REQUIREMENTS.frame([]), tables.SAN_ENTRIES.frame([])
    certificates = tables.CERTIFICATES.frame([])
    return by_name(name_cautions(made, required(domains), asked, lines, certificates, AS_OF, **known))


def test_a_clean_deployment_has_no_cautions(tmp_path: Path) -> None:
    assert told(tmp_path, "api1.example.com", "api2.example.com", "oss.example.com", "a.b.example.com") == {}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("API.example.com", 'notice: the planner wrote "API.example.com" (capitals)'),
        ("api.example.com.", 'notice: the planner wrote "api.example.com." (a final dot)'),
        ("api.example.com ", 'warning: the planner wrote "api.example.com " (blanks around it)'),
        ("\u00a0api.example.com", 'warning: the planner wrote "\\u00a0api.example.com" (blanks around it)'),
        ("api.exam\u200bple.com", 'warning: the planner wrote "api.exam\\u200bple.com" (characters that are not seen)'),
        ("api。example．com", 'notice: the planner wrote "api。example．com" (other full stops)'),
        ("ａｐｉ.example.com", 'notice: the planner wrote "ａｐｉ.example.com" (fullwidth letters)'),
    ],
)
def test_a_cell_that_is_not_what_has_to_be_typed_is_shown(tmp_path: Path, cell: str, said: str) -> None:
    plan = plan_of(write_deployment(tmp_path, [cell], san_domains=[], table="xlsx"))
    found = tables.records(cautions_of(plan, zones=["example.com"]))
    assert [f"{row['severity']}: {row['message']}" for row in found] == [said]
    assert (found[0]["place"], found[0]["caution"]) == ("certificate_info.xlsx, row 2", "spelling")
    assert found[0]["remedy"] == "Type it as it stands here: api.example.com"


def test_a_name_in_several_spellings_is_told_with_each_place(tmp_path: Path) -> None:
    rows = ["api.example.com", "Api.example.com", {"domain": "api.example.com."}]
    plan = plan_of(write_deployment(tmp_path, rows, san_domains=[], table="xlsx"))
    assert by_name(cautions_of(plan, zones=["example.com"]))["api.example.com"]["spelling"] == (
        'notice: the planner wrote it in 3 ways: "Api.example.com" (capitals) in certificate_info.xlsx, row 3; '
        '"api.example.com." (a final dot) in certificate_info.xlsx, row 4'
    )


def test_a_name_that_looks_like_another_required_one_is_told_for_both() -> None:
    found = beside("host-l.example.com", "host-1.example.com", "a.example.com")
    assert found == {
        "host-l.example.com": {"looks-alike": "warning: is drawn like host-1.example.com"},
        "host-1.example.com": {"looks-alike": "warning: is drawn like host-l.example.com"},
    }


def test_letters_of_another_script_in_a_look_alike_are_an_error() -> None:
    odd = normalise("аpi.example.com")
    found = beside("api.example.com", odd, "b.example.com")
    assert found["api.example.com"] == {"looks-alike": f"error: is drawn like {odd} (аpi.example.com)"}


def test_of_two_zones_that_look_alike_the_smaller_is_told() -> None:
    found = beside("a.example.com", "b.example.com", "c.example.com", "d.exarnple.com")
    assert list(found) == ["d.exarnple.com"]
    assert found["d.exarnple.com"]["looks-alike"] == "warning: its zone exarnple.com is drawn like example.com"


@pytest.mark.parametrize("zone", ["exmaple.com", "exampel.com", "examle.com", "exxample.com", "ezample.com"])
def test_a_zone_one_slip_away_from_one_of_more_names_is_told(zone: str) -> None:
    found = beside("a.example.com", "b.example.com", "c.example.com", f"c.{zone}")
    assert list(found) == [f"c.{zone}"]
    message = f"warning: nothing else stands below {zone}, and example.com is one slip away"
    assert found[f"c.{zone}"]["one-edit-away"] == message


@pytest.mark.parametrize("zone", ["example2.com", "maxample.com", "example.org"])
def test_numbered_zones_and_distant_ones_are_no_slips(zone: str) -> None:
    found = beside("a.example.com", "b.example.com", "c.example1.com", f"d.{zone}")
    assert "one-edit-away" not in found[f"d.{zone}"]


def test_hosts_that_differ_in_one_letter_are_no_slips() -> None:
    assert beside("apia.example.com", "apib.example.com", "apic.example.com") == {}


def test_a_zone_that_nothing_else_stands_in_is_a_notice() -> None:
    found = beside("a.example.com", "b.example.com", "c.example.com", "www.other.cn")
    assert found == {
        "www.other.cn": {"unknown-zone": "notice: hardly another name of the deployment stands below other.cn"}
    }


def test_a_zone_that_the_settings_do_not_name_is_a_warning() -> None:
    found = beside("a.example.com", "b.other.cn", "example.com", "xexample.com", zones=["example.com"])
    assert sorted(found) == ["b.other.cn", "xexample.com"]
    assert found["b.other.cn"]["unknown-zone"] == "warning: is in none of the zones that the settings name: example.com"


def test_a_certificate_makes_its_zone_a_known_one_and_is_told(tmp_path: Path) -> None:
    one = issue(["www.other.cn"])
    found = told(tmp_path, "www.other.cn", certificates={"one": one})
    assert list(found) == ["www.other.cn"]
    assert list(found["www.other.cn"]) == ["served-already"]
    assert found["www.other.cn"]["served-already"].startswith("notice: a certificate for it is valid until 20")


def test_an_unlisted_top_level_is_said_once() -> None:
    found = beside("a.corp.intra", "b.corp.intra", "c.corp.intra")
    assert list(found) == ["a.corp.intra"]
    said = found["a.corp.intra"]["unlisted-top-level"]
    assert said.startswith("notice: ends in intra, as 2 further names to create: no public top-level label")


def test_what_would_be_charged_twice_is_told() -> None:
    made = purchases(
        "a.x.cn", "a.x.cn", "b.x.cn", "b.x.cn", "c.x.cn", "*.x.cn",
        types=["standard", "standard", "standard", "enterprise", "standard", "wildcard"],
    )  # fmt: skip
    found = beside("a.x.cn", "b.x.cn", "c.x.cn", "*.x.cn", made=made, requested=["c.x.cn", "*.x.cn"])
    assert found["a.x.cn"]["created-twice"] == "error: stands on this list twice"
    assert found["b.x.cn"]["created-twice"] == "warning: stands on this list as enterprise and standard"
    assert found["c.x.cn"]["requested-already"] == "error: was submitted before: existing.console_requests"
    assert found["*.x.cn"]["requested-already"] == "error: was submitted before: existing.console_requests"
    assert found["a.x.cn"]["covered-twice"] == "notice: *.x.cn on this list covers it too"
    assert "covered-twice" not in found["*.x.cn"]


def test_the_cautions_of_a_name_stand_worst_first_in_creation_order() -> None:
    made = purchases("-a.x.cn", "10.x.cn", "推荐")
    asked, lines, none = tables.REQUIREMENTS.frame([]), tables.SAN_ENTRIES.frame([]), tables.CERTIFICATES.frame([])
    frame = name_cautions(made, required(["10.x.cn"]), asked, lines, none, AS_OF)
    ranks = [(row["order"], ("error", "warning", "notice").index(row["severity"])) for row in tables.records(frame)]
    assert ranks == sorted(ranks)
    assert [order for order, rank in ranks if rank == 0] == [1, 3]


NAMES = st.lists(
    st.builds(
        "{}.{}".format,
        st.sampled_from(["a", "l1", "ll", "0o", "*", "xn--jzuq81e", "rn", "m", "10"]),
        st.sampled_from(["example.com", "exarnple.com", "exmaple.com", "other.cn", "corp.intra", "x.example.com"]),
    ),
    min_size=1,
    max_size=12,
    unique=True,
)


@settings(derandomize=True, deadline=None)
@given(NAMES, st.randoms(use_true_random=False))
def test_cautions_do_not_depend_on_the_order_of_rows(domains: list[str], random: Any) -> None:
    asked = tables.REQUIREMENTS.frame(
        {column.name: "" for column in tables.REQUIREMENTS.columns}
        | {"file": "t.xlsx", "row": row, "san_domains": (), "domain": name, "written": name.upper()}
        for row, name in enumerate(domains, start=2)
    )
    lines, none, made, wanted = (
        tables.SAN_ENTRIES.frame([]), tables.CERTIFICATES.frame([]), purchases(*domains), required(domains),
    )  # fmt: skip

    def shuffled(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.sample(frac=1, random_state=random.randrange(1000))

    first = name_cautions(made, wanted, asked, lines, none, AS_OF)
    again = name_cautions(shuffled(made), shuffled(wanted), shuffled(asked), lines, none, AS_OF)
    pd.testing.assert_frame_equal(first, again)


@settings(derandomize=True, deadline=None)
@given(NAMES)
def test_no_name_is_held_against_itself(domains: list[str]) -> None:
    for name, found in beside(*domains).items():
        for caution in ("looks-alike", "covered-twice"):
            assert f" {name}" not in found.get(caution, "").replace(" (", "(")
        assert "created-twice" not in found


def test_ten_thousand_names_are_looked_at_in_seconds() -> None:
    domains = [f"svc-{number:05}.zone{number % 500}.example{number % 700}.com" for number in range(10_000)]
    with within(15):
        beside(*domains)


def test_dates_of_certificates_that_cannot_be_read_say_nothing() -> None:
    blank: dict[str, Any] = {
        column.name: {"list": (), "flag": False, "number": 1, "maybe": None, "time": None}.get(column.kind, "")
        for column in tables.CERTIFICATES.columns
    }
    made = tables.CERTIFICATES.frame([blank | {"role": "server", "san_dns": ("a.example.com",), "not_before": AS_OF}])
    asked, lines = tables.REQUIREMENTS.frame([]), tables.SAN_ENTRIES.frame([])
    late = AS_OF + dt.timedelta(days=1)
    frame = name_cautions(purchases("a.example.com"), required(["a.example.com"]), asked, lines, made, late)
    assert len(frame) == 0

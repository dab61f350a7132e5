"""The renewals as a reader sees them."""

from __future__ import annotations

from pathlib import Path

from airec_planning.outputs.renewal_table import renewal_table
from tests.certificates import AS_OF, Issued, issue
from tests.deployments import Row, plan_of, write_deployment


def text(folder: Path, rows: list[Row], **certificates: Issued) -> str:
    plan = plan_of(write_deployment(folder, rows, certificates))
    return renewal_table(plan.renewals, plan.as_of).text


def test_each_renewal_says_by_when_for_whom_and_how(tmp_path: Path) -> None:
    row = {"domain": "api.example.com", "service": "airec-api"}
    found = text(tmp_path, [row], api=issue(["api.example.com"], days=100, began=0))
    for words in ("2027-01-10", "in 70 days", "certificates/api.pem", "2027-02-09", "airec-api", "by hand"):
        assert words in found


def test_the_most_urgent_comes_first_and_what_is_late_says_so(tmp_path: Path) -> None:
    found = text(tmp_path, ["a.cn", "b.cn", "c.cn"], a=issue(["a.cn"], days=100), b=issue(["b.cn"], days=90, began=-80),
                 c=issue(["c.cn"], days=40))  # fmt: skip
    assert found.index("b.cn") < found.index("c.cn") < found.index("a.cn")
    assert [line.split()[1] for line in found.splitlines()[2:4]] == ["overdue", "today"]


def test_many_domains_are_counted(tmp_path: Path) -> None:
    domains: list[Row] = [f"n{number}.example.com" for number in range(9)]
    assert "and 6 more" in text(tmp_path, domains, wild=issue(["*.example.com"]))


def test_a_renewal_that_follows_another_is_of_its_successor(tmp_path: Path) -> None:
    assert "its successor" in text(tmp_path, ["a.cn"], a=issue(["a.cn"], days=20))


def test_a_hostile_service_stays_text(tmp_path: Path) -> None:
    row = {"domain": "a.cn", "service": "<script>alert(1)</script>\u202e"}
    folder = write_deployment(tmp_path, [row], {"a": issue(["a.cn"])})
    html = renewal_table(plan_of(folder).renewals, AS_OF).html
    assert "<script" not in html
    assert "\u202e" not in html


def test_no_renewal_is_a_sentence(tmp_path: Path) -> None:
    assert text(tmp_path, ["a.cn"]) == "No renewal has to be started within the forecast."

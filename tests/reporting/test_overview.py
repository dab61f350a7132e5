"""The page over all deployments, without a browser."""

from __future__ import annotations

import html
import os
import re
import shutil
from pathlib import Path

import pytest

from airec_planning import read_fleet, show
from airec_planning.errors import OutputError
from airec_planning.reporting.overview import write_overview
from tests.made_fleets import certificate, day, finding, made_run, purchases, renewal

SECTIONS = [
    "Deployments by urgency",
    "Renewals by week",
    "Shared between deployments",
    "Costs by deployment and path",
    "Quota by account",
    "Faults by check",
]
HOSTILE = "<b>x</b>\u202e\n{{ 7 * 7 }}"


def _page(reports: Path) -> str:
    write_overview(reports)
    return (reports / "index.html").read_text(encoding="utf-8")


def _section(page: str, name: str) -> str:
    """What a section says, without its markup."""
    found = re.search(rf'<h2 id="{name}">.*?</section>', page, re.DOTALL)
    assert found, name
    return " ".join(html.unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", found[0], flags=re.DOTALL)).split())


def _three(reports: Path) -> None:
    """Three deployments of which each part has something to say."""
    shared = certificate("shared", "k")
    made_run(
        reports, "one", errors=2, next_expiry=day(20), https=("1.50", "43.50"), peak=26,
        renewals=[renewal("shared", 10), renewal("a", -3)], certificates=[shared, certificate("a")],
        purchases=purchases(10, 3),
        findings=[finding("validity"), finding("validity"), finding("time-left", "warning")],
    )  # fmt: skip
    made_run(
        reports, "two", next_expiry=day(9), https=("0.50", "13.00"), peak=12, renewals=[renewal("shared", 10)],
        certificates=[shared], purchases=purchases(10), findings=[finding("time-left", "warning")],
    )  # fmt: skip
    made_run(reports, "three", day(-1), path="ca", ca=("0.00", "900.00"), https=("0.00", "7.00"))


def test_each_section_stands_in_its_order_with_the_figures_that_the_runs_give(tmp_path: Path) -> None:
    _three(tmp_path)
    page = _page(tmp_path)
    assert re.findall(r"<h2 id=[^>]*>(.*?)</h2>", page) == SECTIONS
    assert "2 errors; 1 renewal overdue since 2026-10-29" in _section(page, "urgency")
    assert "1 deployment of 3 is stale: not run as of 2026-11-01" in _section(page, "urgency")
    assert "2 renewals to start within 365 days, 1 of them overdue" in _section(page, "renewals")
    assert "The deployments list 3" in _section(page, "renewals")
    assert "Losing the key of shared.example.com alone would touch 2 deployments" in _section(page, "shared")
    assert "HTTPS path 2 2.00 56.50 0.00 0" in _section(page, "costs")
    assert "CA path 1 0.00 900.00 7.00 0" in _section(page, "costs")
    assert "reckon 20 certificates free. If all are of one organisation, 10 are" in _section(page, "costs")
    assert "costs at least 5.00 yuan more" in _section(page, "costs")
    assert "2 deployments are to create 23 certificates" in _section(page, "quota")
    assert re.search(r"time-left .*? 2 0 2 Mend it\. one , two validity .*? 1 2 0", _section(page, "faults"))


def test_the_same_run_folders_give_the_same_bytes_wherever_they_lie(tmp_path: Path) -> None:
    _three(tmp_path / "here")
    shutil.copytree(tmp_path / "here", tmp_path / "there", symlinks=True)
    assert _page(tmp_path / "here") == _page(tmp_path / "there") == _page(tmp_path / "here")


def test_links_lead_to_the_runs_from_where_they_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _three(tmp_path)
    failed = tmp_path / "two" / "20261102T000000Z.failed"
    failed.mkdir()
    assert 'href="one/latest/index.html"' in _page(tmp_path)
    assert 'href="two/20261102T000000Z.failed/"' in _page(tmp_path)
    (failed / "index.html").touch()
    assert 'href="two/20261102T000000Z.failed/index.html"' in _page(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert (
        f'href="../{tmp_path.name}/one/latest/index.html"'
        in show.fleet_deployments(read_fleet(f"../{tmp_path.name}")).html
    )


def test_the_page_shows_what_the_notebook_shows(tmp_path: Path) -> None:
    _three(tmp_path)
    page, fleet = _page(tmp_path), read_fleet(tmp_path)
    for shown in (show.fleet_states, show.fleet_peak, show.fleet_renewals):
        assert shown(fleet).html in page
    parts = (show.fleet_keys, show.fleet_certificates, show.fleet_costs, show.fleet_quota, show.fleet_checks)
    for part in parts:  # whose links begin elsewhere
        assert part(fleet).html.replace(f'href="{tmp_path.as_posix()}/', 'href="') in page


def test_every_text_from_outside_stays_text(tmp_path: Path) -> None:
    odd = {"name": HOSTILE, "san_dns": (HOSTILE,)}
    for name in ("javascript:alert(1)", '"><img src=x>'):
        made_run(
            tmp_path, name, title=HOSTILE, errors=1, renewals=[renewal("s", 1) | {"name": HOSTILE}],
            certificates=[certificate("s") | {"san_dns": odd["san_dns"]}],
            findings=[finding(HOSTILE, remedy=HOSTILE)], purchases=purchases(1),
        )  # fmt: skip
    page = _page(tmp_path)
    body = re.sub("<(style|script|svg).*?</\\1>", "", page, flags=re.DOTALL)
    assert "<b>" not in body and "<img" not in body and "49" not in _section(page, "faults")
    assert "\u202e" not in page
    assert "&lt;b&gt;x&lt;/b&gt;\\u202e\\x0a" in body
    assert not re.search(r'href="(?!#|javascript%3Aalert%281%29/|%22%3E%3Cimg%20src%3Dx%3E/|data:,)', body)
    assert page.count("<script>") == 1


def test_one_deployment_has_a_page_without_what_only_several_have(tmp_path: Path) -> None:
    made_run(tmp_path, "one", renewals=[renewal("a", 10)], certificates=[certificate("a")], purchases=purchases(12))
    page = _page(tmp_path)
    assert "No two deployments share the key" in page
    assert "one organisation" not in page and "one after the other" not in page and "In that week" not in page


def test_without_a_run_the_page_says_how_one_is_made(tmp_path: Path) -> None:
    page = html.unescape(_page(tmp_path))
    assert "No report has been made yet" in page
    assert "airec-planning report DEPLOYMENT" in page
    assert SECTIONS[0] not in page


def test_what_cannot_be_read_is_said_where_it_is_missing(tmp_path: Path) -> None:
    _three(tmp_path)
    for table in ("renewals", "certificates", "purchases", "findings"):
        (tmp_path / "two" / "latest" / "tables" / f"{table}.parquet").write_bytes(b"half")
    page = _page(tmp_path)
    for name, table in (("renewals", "renewals"), ("shared", "certificates"), ("quota", "purchases"),
                        ("faults", "findings")):  # fmt: skip
        assert f"Not counted: 1 deployment whose table of {table} is not there or cannot be read, two." in _section(
            page, name
        )


def test_a_thousand_deployments_fit_a_page_that_lists_them_all(tmp_path: Path) -> None:
    first = made_run(
        tmp_path, "d-0000", renewals=[renewal("a", 10)], certificates=[certificate("a")], purchases=purchases(5),
        findings=[finding("validity")], errors=3, next_expiry=day(9),
    )  # fmt: skip
    for number in range(1, 1000):
        shutil.copytree(first.parent, tmp_path / f"d-{number:04}", symlinks=True, copy_function=os.link)
    page = _page(tmp_path)
    assert len(page.encode()) < 2_000_000
    assert "All 1,000 deployments" in page
    everything = page[page.index("All 1,000 deployments") : page.index("</details>")]
    assert everything.count("<tr>") == 1 + 1000
    assert page.replace(everything, "").count("<tr>") < 100
    assert page.count("<svg") == 1


def test_a_picture_of_three_years_is_as_high_as_one_of_a_month(tmp_path: Path) -> None:
    sizes = set[str]()
    for days in ("30", "1098"):
        renewals = [renewal(str(at), at) for at in range(0, int(days), 5)]
        made_run(tmp_path / days, "one", renewals=renewals, settings={"expiry.forecast_days": days})
        drawn = show.fleet_renewals(read_fleet(tmp_path / days)).html
        sizes |= set(re.findall(r'viewBox="([^"]+)"', drawn))
    assert len(sizes) == 1


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="reports"):
        write_overview(tmp_path / "reports")
    (tmp_path / "index.html").mkdir()
    with pytest.raises(OutputError, match="is not a file"):
        write_overview(tmp_path)

"""The one way in: a folder into a plan."""

from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from airec_planning import make_plan as exported
from airec_planning import tables
from airec_planning.arguments import parse_as_of, parse_overrides
from airec_planning.costs.comparison import cost_paths
from airec_planning.errors import InputError, SettingsError
from airec_planning.planning import compare, make_plan, sweep
from airec_planning.setting_sections import Settings
from airec_planning.settings import laid_over
from tests.certificates import AS_OF, issue
from tests.costs.estates import estate
from tests.deployments import plan_of, write_deployment

EXAMPLE = Path(__file__).parents[1] / "examples/airec-demo"
FRAMES = {
    "requirements": tables.REQUIREMENTS, "required": tables.REQUIRED_DOMAINS, "requests": tables.REQUESTS,
    "certificates": tables.CERTIFICATES, "coverage": tables.COVERAGE, "renewals": tables.RENEWALS,
    "findings": tables.FINDINGS, "mapping": tables.MAPPING, "address_coverage": tables.ADDRESS_COVERAGE,
}  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "moment"),
    [
        ("2026-11-01", AS_OF),
        ("2026-11-01T08:00:00+08:00", AS_OF),
        (dt.date(2026, 11, 1), AS_OF),
        (dt.datetime(2026, 11, 1), AS_OF),
        (AS_OF + dt.timedelta(microseconds=5), AS_OF),
    ],
)
def test_an_as_of_date_is_a_moment_in_utc(as_of: str | dt.date, moment: dt.datetime) -> None:
    assert parse_as_of(as_of) == moment
    assert parse_as_of(as_of).tzinfo is dt.UTC


@pytest.mark.parametrize("left_out", [None, ""])
def test_without_an_as_of_date_it_is_now_to_the_second(left_out: str | None) -> None:
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    assert before <= parse_as_of(left_out) <= dt.datetime.now(dt.UTC)
    assert parse_as_of(left_out).microsecond == 0


def test_what_was_issued_an_hour_ago_is_valid_now(tmp_path: Path) -> None:
    now = parse_as_of(None)
    fresh = issue(["api.example.com"], began=0, as_of=now - dt.timedelta(hours=1))
    plan = make_plan(write_deployment(tmp_path, ["api.example.com"], {"fresh": fresh}))
    assert list(plan.coverage["state"]) == ["ok"]


@pytest.mark.parametrize("text", ["1 November", "2026-13-01", "2026-02-30"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not a date"):
        parse_as_of(text)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_beyond_the_calendar_is_refused_like_any_other(text: str) -> None:
    with pytest.raises(InputError):
        parse_as_of(text)


def test_overrides_are_a_mapping_or_text() -> None:
    expected = {"prices.standard": "0.4", "horizon.days": "365"}
    assert parse_overrides("prices.standard=0.4; horizon.days = 365;") == expected
    assert parse_overrides(expected) == expected
    assert parse_overrides(None) == parse_overrides("") == {}


def test_an_override_without_a_value_is_refused() -> None:
    with pytest.raises(InputError, match="not of the form"):
        parse_overrides("prices.standard")


def test_an_override_wins_over_the_file(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, ["a.example.com"], settings="horizon.days = 100\n")
    assert plan_of(folder).settings.horizon.days == 100
    assert plan_of(folder, "horizon.days=200").settings.horizon.days == 200


def test_an_unknown_override_names_the_nearest() -> None:
    with pytest.raises(SettingsError) as refused:
        plan_of(EXAMPLE, {"prices.standart": "1"})
    assert "standard" in str(refused.value)


@pytest.mark.parametrize("name", FRAMES)
def test_every_table_keeps_its_schema(name: str) -> None:
    frame: pd.DataFrame = getattr(plan_of(EXAMPLE), name)
    columns = FRAMES[name].columns
    assert list(frame.columns) == [column.name for column in columns]
    assert dict(frame.dtypes.astype(str)) == dict(FRAMES[name].frame([]).dtypes.astype(str))


@pytest.mark.parametrize("name", FRAMES)
def test_the_same_folder_gives_the_same_tables(name: str) -> None:
    pd.testing.assert_frame_equal(getattr(plan_of(EXAMPLE), name), getattr(plan_of(EXAMPLE), name))


def test_every_required_domain_is_covered_by_exactly_one_line_of_the_coverage() -> None:
    plan = plan_of(EXAMPLE)
    assert plan.coverage["domain"].tolist() == plan.required["domain"].tolist()
    assert len(plan.mapping) == len(plan.requirements)


def test_each_input_file_has_its_hash(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, ["a.example.com"], {"a": issue(["a.example.com"])}, settings='name = "x"\n')
    hashes = plan_of(folder).input_hashes
    assert set(hashes) >= {"certificate_info.csv", "san_domains", "deployment.toml", "certificates/a.pem"}
    assert hashes["san_domains"] == hashlib.sha256((folder / "san_domains").read_bytes()).hexdigest()


def test_a_folder_with_san_domains_alone_is_planned(tmp_path: Path) -> None:
    plan = plan_of(write_deployment(tmp_path, san_domains=["a.example.com", "*.b.example.com"]))
    assert (len(plan.required), len(plan.requirements), len(plan.mapping)) == (2, 0, 2)
    assert plan.comparison.purchases["type"].tolist() == ["wildcard", "standard"]


def test_a_folder_with_a_table_alone_is_planned(tmp_path: Path) -> None:
    plan = plan_of(write_deployment(tmp_path, ["a.example.com"], san_domains=[]))
    assert len(plan.required) == 1
    assert not plan.decision.feasible("ca")


def test_rows_that_cannot_be_used_are_kept_with_their_places(tmp_path: Path) -> None:
    plan = plan_of(
        write_deployment(tmp_path, ["a.example.com", "no domain!"], san_domains=["a.example.com", "1.2.3.4/5"])
    )
    assert {failure.file for failure in plan.failures} == {"certificate_info.csv", "san_domains"}
    assert all(failure.message and failure.remedy and failure.number for failure in plan.failures)


@pytest.mark.parametrize("missing", ["nowhere", "empty"])
def test_a_folder_that_is_none_or_holds_nothing_is_refused(tmp_path: Path, missing: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError):
        make_plan(tmp_path / missing, AS_OF)


def test_the_package_offers_the_same_way_in() -> None:
    assert exported is make_plan


def test_a_scenario_changes_only_what_it_names() -> None:
    plan = plan_of(EXAMPLE)
    comparison = plan.scenarios["short-lived"]
    assert comparison.settings.validity.platform_days == 90
    assert comparison.settings.prices == plan.settings.prices
    assert comparison.https.creation == plan.comparison.https.creation


def test_the_readmes_what_ifs_run_as_they_stand() -> None:
    plan = plan_of(EXAMPLE)
    short = compare(plan, {"short": {"validity.platform_days": 90}})
    assert short["scenario"].tolist() == ["as set", "short"]
    assert short["https_horizon"].iloc[1] > short["https_horizon"].iloc[0]
    swept = sweep(plan, {"prices.standard": [0.4, 0.5]})
    assert swept["https_horizon"].tolist()[1] == plan.comparison.https.horizon
    assert compare(plan)["scenario"].tolist() == ["as set", *plan.settings.scenarios]


def test_the_readmes_figures_on_peaks_are_the_plans() -> None:
    settings = laid_over(Settings(), {"validity.platform_days": 200, "wildcards.policy": "only-demanded"})
    staggering = cost_paths(estate(f"n{i}.a.cn" for i in range(60)), settings).staggering
    assert (staggering.together, staggering.days, staggering.widest, staggering.least) == (120, 45, 170, 71)


def test_certificates_are_read_from_where_the_folder_was_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_deployment(tmp_path / "one", ["a.example.com"], {"one": issue(["a.example.com"])})
    monkeypatch.chdir(tmp_path)
    plan = make_plan("one", AS_OF)
    monkeypatch.chdir("/")
    assert plan.certificates["file"].tolist() == ["certificates/one.pem"]
    assert "certificates/one.pem" in plan.input_hashes


def test_costs_read_no_certificate_and_load_nothing_that_they_do_not_need() -> None:
    heavy = {"cryptography", "scipy", "matplotlib", "xlsxwriter", "icalendar", "multiprocessing", "openpyxl"}
    code = (
        "import sys; from airec_planning.__main__ import main; "
        f"sys.argv = ['airec-planning', 'costs', {str(EXAMPLE)!r}, '--as-of', '2026-11-01']\n"
        f"try: main()\nfinally: print('LOADED', sorted({heavy!r} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "LOADED []" in done.stdout

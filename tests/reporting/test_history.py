"""Runs against the runs before them, on real tables: the example, changed step by step."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from airec_planning.errors import InputError
from airec_planning.outputs.run_changes_text import sentences
from airec_planning.reporting.history import history
from airec_planning.runs.database import run_figures
from airec_planning.runs.folders import whole_runs
from airec_planning.runs.reading import read_run
from tests.certificates import issue
from tests.made_runs import write_run

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "airec-demo"


def day(number: int) -> dt.datetime:
    return dt.datetime(2026, 11, number, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``reports/airec-demo`` with four runs: the third after a change of the folder, the fourth 19 days later."""
    root = tmp_path_factory.mktemp("history")
    deployment, place = root / "airec-demo", root / "reports" / "airec-demo"
    shutil.copytree(EXAMPLE, deployment)
    write_run(place, deployment, "2026-11-01")
    write_run(place, deployment, "2026-11-02")
    (deployment / "certificates" / "pay.pem").unlink()
    issue(["pay.example.com"], days=400).write(deployment / "certificates", "pay-2027")
    with (deployment / "san_domains").open("a") as file:
        file.write("\nnew.example.com\n")
    write_run(place, deployment, "2026-11-03", {"prices.standard": "0.6"})
    write_run(place, deployment, "2026-11-22")
    return place


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    """The same, to be spoilt."""
    return Path(shutil.copytree(made, tmp_path / "reports" / "airec-demo"))


def test_nothing_changes_from_one_day_to_the_next_but_the_days_left(made: Path) -> None:
    past = history(made, day(2), made / "20261102T000000Z")
    assert past.changes is not None
    assert not past.changes.anything
    assert past.since is not None
    assert past.since.text == "Nothing changed since 2026-11-01."


def test_the_first_run_has_no_run_before_it(made: Path) -> None:
    past = history(made, day(1), made / "20261101T000000Z")
    assert (past.changes, past.since, past.trend) == (None, None, None)


def test_what_was_changed_in_the_folder_and_the_settings_is_told(made: Path) -> None:
    past = history(made, day(3), made / "20261103T000000Z")
    assert past.changes is not None
    said = "\n".join(sentences(past.changes))
    assert "1 domain added: new.example.com (missing)." in said
    assert "1 certificate was renewed: pay.example.com (until 2027-11-26)." in said
    assert "pay.example.com (was expired, is ok)" in said
    assert "pay.example.com [validity]" in said
    assert "1 setting changed: prices.standard was 0.5, is 0.6." in said
    assert "The HTTPS path costs 1.80 yuan now" in said
    assert "certificates/pay-2027.pem (new), certificates/pay.pem (gone), san_domains" in said


def test_what_time_alone_brings_is_told_as_worse(made: Path) -> None:
    past = history(made, day(22), made / "20261122T000000Z")
    assert past.changes is not None
    assert past.changes.worse
    assert sentences(past.changes)[0].startswith("2 domains are worse off: airec-api.intra.cn-demo-1.example.com")


def test_a_run_that_is_repeated_is_compared_with_the_same_run_again_whatever_came_later(place: Path) -> None:
    first = history(place, day(3), place / "20261103T000000Z")
    building = Path(shutil.copytree(place / "20261103T000000Z", place / ".building-x"))
    assert history(place, day(3), building) == first


def test_three_dates_make_a_trend_with_a_picture_its_text_and_a_table(made: Path) -> None:
    assert history(made, day(2), made / "20261102T000000Z").trend is None
    trend = history(made, day(3), made / "20261103T000000Z").trend
    assert trend is not None
    assert trend.html.count("<svg") == 1
    assert len(re.findall(r'<figure role="img" aria-label="3 runs from 2026-11-01 to 2026-11-03,', trend.html)) == 1
    assert trend.html.index('<td class="day">2026-11-03</td>') < trend.html.index('<td class="day">2026-11-01</td>')


def test_a_date_that_was_run_twice_is_one_point_of_the_trend(place: Path) -> None:
    shutil.copytree(place / "20261102T000000Z", place / "20261102T000000Z-2")
    trend = history(place, day(22), place / "20261122T000000Z").trend
    assert trend is not None
    assert trend.html.count('<td class="day">') == 4


def test_an_earlier_run_that_cannot_be_read_costs_its_comparison_alone(place: Path) -> None:
    (place / "20261103T000000Z" / "tables" / "coverage.parquet").write_bytes(b"PAR1 no more")
    past = history(place, day(22), place / "20261122T000000Z")
    assert past.changes is None
    assert past.since is not None
    assert past.since.text.startswith("Not compared with 20261103T000000Z: coverage.parquet cannot be read: ")
    assert str(place) not in past.since.text
    assert past.trend is not None
    assert "<td" in past.trend.html


def test_a_table_or_column_that_an_older_version_did_not_write_is_not_known(place: Path) -> None:
    older = place / "20261103T000000Z" / "tables"
    (older / "renewals.parquet").unlink()
    pq.write_table(pq.read_table(older / "costs.parquet").drop_columns(["horizon"]), older / "costs.parquet")
    past = history(place, day(22), place / "20261122T000000Z")
    assert past.changes is not None
    assert past.changes.unknown == ("the renewals", "the costs")
    assert not past.changes.costs


def test_a_column_of_another_type_or_with_gaps_is_not_known(place: Path) -> None:
    [run] = [run for run in whole_runs(place) if run.as_of == day(2)]
    pq.write_table(pa.table({"domain": [1, 2], "state": ["ok", "ok"]}), run.tables / "coverage.parquet")
    pq.write_table(pa.table({"path": ["https", None], "now": [1, 2], "horizon": [3, 4]}), run.tables / "costs.parquet")
    state = read_run(run)
    assert state.costs is None
    assert set((state.domains or {}).values()) == {""}


def test_the_figures_of_each_run_are_those_of_its_summary(made: Path) -> None:
    for run, figures in zip(whole_runs(made), run_figures(whole_runs(made)), strict=True):
        summary = json.loads(run.summary.read_text(encoding="utf-8"))
        paths = summary["costs"]["paths"]
        assert figures.run == run.path.name
        assert (figures.errors, figures.warnings) == (summary["counts"]["error"], summary["counts"]["warning"])
        assert figures.domains == summary["required_domains"]
        assert figures.valid == sum(
            summary["states"].get(state, 0) for state in ("ok", "notice", "warning", "critical")
        )
        assert f"{(figures.now or 0) / 100:.2f}" == paths[summary["decision"]["path"]]["creation_cost"]
        assert f"{(figures.horizon or 0) / 100:.2f}" == paths[summary["decision"]["path"]]["horizon_cost"]


def test_figures_that_a_run_does_not_hold_are_none_and_those_of_the_other_runs_stand(place: Path) -> None:
    first, second, third, _ = whole_runs(place)
    (first.tables / "findings.parquet").write_bytes(b"broken")
    pq.write_table(
        pq.read_table(second.tables / "coverage.parquet").drop_columns(["state"]), second.tables / "coverage.parquet"
    )
    (third.tables / "costs.parquet").unlink()
    figures = run_figures(whole_runs(place))
    assert [(one.errors is None, one.valid is None, one.horizon is None) for one in figures] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
        (False, False, False),
    ]
    assert figures[1].domains == 21


def test_a_table_without_rows_counts_as_none_found(place: Path) -> None:
    [run, *_] = whole_runs(place)
    findings = run.tables / "findings.parquet"
    pq.write_table(pq.read_table(findings).slice(0, 0), findings)
    assert (run_figures([run])[0].errors, run_figures([run])[0].warnings) == (0, 0)


def test_a_run_that_is_retired_while_it_is_read_is_left_out(place: Path) -> None:
    runs = whole_runs(place)
    shutil.rmtree(runs[1].path)
    assert [one.run for one in run_figures(runs)] == ["20261101T000000Z", "20261103T000000Z", "20261122T000000Z"]
    with pytest.raises(InputError, match="no such run folder"):
        read_run(runs[1])


@pytest.mark.parametrize("name", ["it's [x] *?", "推荐", "a%20b", "#1;2"])
def test_runs_are_read_whatever_their_folder_is_called(name: str, made: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(made, tmp_path / name))
    assert [one.errors for one in run_figures(whole_runs(place))] == [
        one.errors for one in run_figures(whole_runs(made))
    ]


def test_the_database_reads_nothing_but_the_runs_and_fetches_nothing(made: Path, tmp_path: Path) -> None:
    import duckdb  # noqa: PLC0415

    from airec_planning.runs.database import connection_to  # noqa: PLC0415

    outside = tmp_path / "outside.parquet"
    pq.write_table(pa.table({"a": [1]}), outside)
    connection = connection_to(whole_runs(made))
    for query in (
        f"select * from read_parquet('{outside}')",
        "select * from read_parquet('https://example.com/a.parquet')",
        "install httpfs",
        f"copy (select 1) to '{made / 'written.csv'}'",
        "set enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(query).fetchall()


def test_runs_that_are_retired_while_others_read_never_stop_a_reader(place: Path) -> None:
    """Runs of one date come and go as fast as the file system allows, each under a new number, as reports do it."""
    stop, first = threading.Event(), place / "20261103T000000Z"
    published = [first]

    def publish_and_retire() -> None:
        while not stop.wait(0.02):
            number = len(published) + 1
            building = Path(shutil.copytree(published[-1], place / f".building-{number}"))
            published.append(building.rename(place / f"{first.name}-{number}"))
            shutil.rmtree(published[-2].rename(place / f".retired-{number}"))

    writer = threading.Thread(target=publish_and_retire)
    writer.start()
    compared = 0
    try:
        for _ in range(12):
            past = history(place, day(22), place / "20261122T000000Z")
            if past.changes is not None:
                compared += 1
                assert past.changes.unknown == ()
            assert past.trend is not None
            assert ">?<" not in past.trend.html
    finally:
        stop.set()
        writer.join()
    assert compared
    assert len(published) > 10, "the runs did not change under the reader: the test shows nothing"

"""Reports to a real S3 server, and what is said where it refuses."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from s3fs import S3FileSystem

from airec_planning.errors import InputError, NotebookError, OutputError
from airec_planning.planning import make_plan
from airec_planning.remote.inputs import inputs_at
from airec_planning.remote.reports import at_the_store, reports_at
from airec_planning.reporting.listing import listed_runs
from airec_planning.reporting.notebooks import notebooks_in
from airec_planning.reporting.run import Options, report
from tests.made_runs import write_run
from tests.notebooks import notebook
from tests.remote.conftest import Bucket
from tests.remote.publishing import publish, read_latest, runs_at
from tests.test_cli import EXAMPLE


def report_there(bucket: Bucket, as_of: str, **options: object) -> str:
    """Report the example on S3 to S3; where its run is said to be."""
    reports = f"{bucket.url}/reports"
    with inputs_at(f"{bucket.url}/deployments/airec-demo") as folder, reports_at(reports, "airec-demo") as local:
        made = report(make_plan(folder, as_of), local, Options(**options))  # type: ignore[arg-type]
        return at_the_store(made.folder, local, reports)


def test_two_reports_in_a_row_in_one_process_which_forks_its_notebooks_and_has_used_s3_before(
    bucket: Bucket, tmp_path: Path
) -> None:
    small = notebooks_in(notebook(tmp_path / "books" / "n.ipynb", "1 + 1").parent)
    bucket.put_folder("deployments/airec-demo", EXAMPLE)
    said = [report_there(bucket, as_of, notebooks=small) for as_of in ("2026-11-01", "2026-11-22")]
    assert said == [f"{bucket.url}/reports/airec-demo/{run}" for run in ("20261101T000000Z", "20261122T000000Z")]
    run, files = read_latest(S3FileSystem(), f"{bucket.name}/reports/airec-demo")
    assert run == "20261122T000000Z"
    assert "Since the last run" in files["index.html"].decode()


def test_runs_are_told_of_and_kept_as_on_local_disk(bucket: Bucket, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "airec-demo")
    for as_of in ("2026-11-01", "2026-11-08", "2026-11-22"):
        with reports_at(f"{bucket.url}/reports", "airec-demo") as local:
            write_run(local / "airec-demo", tmp_path / "airec-demo", as_of)
        write_run(tmp_path / "reports" / "airec-demo", tmp_path / "airec-demo", as_of)
    with reports_at(f"{bucket.url}/reports", "airec-demo") as local:
        there = listed_runs(local / "airec-demo", local, "csv")
    assert there == listed_runs(tmp_path / "reports" / "airec-demo", tmp_path / "reports", "csv")
    assert len(there.splitlines()) == 4
    for day in ("23", "24", "25"):
        publish(f"{bucket.url}/reports", f"2026-11-{day}", keep=2)
    assert runs_at(S3FileSystem(), f"{bucket.name}/reports/shop") == ["20261124T000000Z", "20261125T000000Z"]


def test_a_failed_run_is_uploaded_and_its_error_names_it_there(bucket: Bucket, tmp_path: Path) -> None:
    bucket.put_folder("deployments/airec-demo", EXAMPLE)
    book = notebook(tmp_path / "books" / "n.ipynb", "1 / 0")
    with pytest.raises(NotebookError) as failed:
        report_there(bucket, "2026-11-01", notebooks=notebooks_in(book.parent))
    there = "reports/airec-demo/20261101T000000Z.failed"
    assert f"See {bucket.url}/{there}/run.log" in str(failed.value)
    assert str(tmp_path.parent) not in str(failed.value)
    assert json.loads(bucket.get(f"{there}/manifest.json"))["state"] == "failed"
    assert "ZeroDivisionError" in bucket.get(f"{there}/run.log").decode()
    assert not [key for key in bucket.keys("reports") if key.endswith("latest.json")]


def test_pages_there_have_the_type_of_pages(bucket: Bucket) -> None:
    publish(f"{bucket.url}/reports", "2026-11-20")
    for key in ("reports/shop/latest/index.html", "reports/shop/20261120T000000Z/index.html"):
        assert bucket.client.head_object(Bucket=bucket.name, Key=key)["ContentType"] == "text/html"


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The environment, for a file system that reads it anew."""
    S3FileSystem.clear_instance_cache()
    yield monkeypatch
    S3FileSystem.clear_instance_cache()


def refused_both_ways(place: str) -> list[str]:
    """What is said where a deployment, and where reports are asked for; short, and without the secret."""
    with pytest.raises(InputError) as unread, inputs_at(f"{place}/shop"):
        pass
    with pytest.raises(OutputError) as unwritten, reports_at(f"{place}/reports", "shop"):
        pass
    said = [str(unread.value), str(unwritten.value)]
    assert all(len(text.splitlines()) <= 3 and "secret" not in text for text in said)
    return said


def test_a_bucket_that_is_not_there_is_refused(server: str) -> None:
    for said in refused_both_ways("s3://no-such-bucket-anywhere"):
        assert said.startswith("s3://no-such-bucket-anywhere/")
        assert "no such bucket or folder" in said


def test_wrong_credentials_are_refused(server: str, bucket: Bucket, anew: pytest.MonkeyPatch) -> None:
    def after(actions: str) -> None:
        """From so many actions on, the server checks who asks."""
        as_text = {"Content-Type": "text/plain"}
        request = urllib.request.Request(f"{server}/moto-api/reset-auth", actions.encode(), as_text, method="POST")
        urllib.request.urlopen(request)

    bucket.put("shop/san_domains", b"a.example.com")
    anew.setenv("AWS_ACCESS_KEY_ID", "AKIDWRONG")
    after("0")
    try:
        for said in refused_both_ways(bucket.url):
            assert "access is refused\n  Check AWS_ACCESS_KEY_ID" in said
    finally:
        after("inf")


def test_no_credentials_at_all_are_told(bucket: Bucket, anew: pytest.MonkeyPatch, tmp_path: Path) -> None:
    anew.delenv("AWS_ACCESS_KEY_ID")
    anew.delenv("AWS_SECRET_ACCESS_KEY")
    anew.setenv("AWS_EC2_METADATA_DISABLED", "true")
    anew.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    anew.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    for said in refused_both_ways(bucket.url):
        assert "no credentials for it were found" in said


def test_a_server_that_does_not_answer_is_told(server: str, anew: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        anew.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free.getsockname()[1]}")
    anew.setenv("AWS_MAX_ATTEMPTS", "1")
    anew.setattr(S3FileSystem, "retries", 1)
    for said in refused_both_ways("s3://fleet"):
        assert "the store cannot be reached\n  Check the network, and AWS_ENDPOINT_URL" in said


@pytest.mark.parametrize(
    ("place", "lacking", "said"),
    [
        ("s3://fleet/x", "s3fs", "pip install 'airec-planning[s3]'"),
        ("gs://fleet/x", "gcsfs", "what reads gs:// is not installed"),
        ("nonsense://fleet/x", "none", "is no URL that can be used"),
    ],
)
def test_a_protocol_that_is_not_there_is_told_with_what_to_install(place: str, lacking: str, said: str) -> None:
    script = f"""
import sys
sys.modules[{lacking!r}] = None
from airec_planning.errors import InputError
from airec_planning.remote.inputs import inputs_at
try:
    with inputs_at({place!r}):
        pass
except InputError as error:
    print(error)
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said in ended.stdout


def test_local_places_do_not_load_fsspec(tmp_path: Path) -> None:
    script = f"""
import sys
from airec_planning.remote.inputs import expanded, inputs_at
from airec_planning.remote.overview import overview_at
from airec_planning.remote.reports import reports_at
with inputs_at({str(tmp_path)!r}), reports_at({str(tmp_path)!r}, "x"), overview_at({str(tmp_path)!r}):
    print(sorted({{name.partition(".")[0] for name in sys.modules}} & {{"fsspec", "s3fs", "aiohttp"}}))
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"

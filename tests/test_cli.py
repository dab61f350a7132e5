"""Every command run as a user runs it: a process, its two streams and its exit code."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from airec_planning.outputs.schemas import json_schema
from tests.certificates import authority, issue

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "airec-demo"
AS_OF = ["--as-of", "2026-11-01"]


def run(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "airec_planning", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", env=os.environ | environment, check=False
    )


def refused(*arguments: str | Path, cwd: Path) -> str:
    """What a command says that cannot be carried out: exit 2, nothing on standard output, at most three lines."""
    ended = run(*arguments, cwd=cwd)
    assert ended.returncode == 2, ended.stderr
    assert ended.stdout == ""
    assert 1 <= len(ended.stderr.strip().splitlines()) <= 3, ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stderr


@pytest.fixture
def deployment(tmp_path: Path) -> Path:
    folder = tmp_path / "demo"
    shutil.copytree(EXAMPLE, folder)
    return folder


@pytest.mark.parametrize("command", ["decide", "costs", "audit", "mapping", "requests"])
def test_json_is_one_object_that_its_published_schema_accepts(command: str, deployment: Path) -> None:
    ended = run(command, deployment, *AS_OF, "--json", cwd=deployment.parent)
    document = json.loads(ended.stdout)
    assert document["schema"] == f"airec-planning/{command}/1"
    jsonschema.validate(document, json.loads(json_schema(command)))


def test_decide_names_the_path_and_its_reason(deployment: Path) -> None:
    ended = run("decide", deployment, *AS_OF, cwd=deployment.parent)
    assert ended.returncode == 0
    assert ended.stdout.startswith("HTTPS path, Scenario 1\n")
    assert "uniform-sources" in ended.stdout


def test_costs_lists_purchases_dearest_first_with_the_free_tier_on_them(deployment: Path) -> None:
    document = json.loads(run("costs", deployment, *AS_OF, "--json", cwd=deployment.parent).stdout)
    prices = [float(purchase["price"]) for purchase in document["purchases"]]
    assert prices == sorted(prices, reverse=True)
    assert [purchase["charge"] for purchase in document["purchases"][:10]] == ["0.00"] * 10
    assert document["paths"]["https"]["creation_cost"] == "1.50"


def test_a_setting_on_the_command_line_changes_the_cost_and_is_named_as_such(deployment: Path) -> None:
    document = json.loads(
        run("costs", deployment, *AS_OF, "--set", "prices.free_tier=0", "--json", cwd=deployment.parent).stdout
    )
    assert document["paths"]["https"]["creation_cost"] == "13.50"
    assert {"key": "prices.free_tier", "origin": "command line"}.items() <= next(
        a for a in document["assumptions"] if a["key"] == "prices.free_tier"
    ).items()


def test_audit_exits_1_and_names_each_fault_on_its_file(deployment: Path) -> None:
    ended = run("audit", deployment, *AS_OF, cwd=deployment.parent)
    assert ended.returncode == 1
    for fault in (
        "certificates/pay.pem: pay.example.com: expired on 2026-10-22, 10 days ago",
        "certificates/odps-tunnel.pem: tunnel.odps.example.com: RSA key of 1024 bits",
        "certificates/portal.key is the key of another certificate",
        "metrics.cn-demo-1.example.com: only in san_domains",
    ):
        assert fault in ended.stdout


def test_audit_never_fails_when_told_so(deployment: Path) -> None:
    assert run("audit", deployment, *AS_OF, "--fail-on", "never", cwd=deployment.parent).returncode == 0


def test_audit_of_a_sound_deployment_exits_0_and_fails_on_warnings_only_when_told(tmp_path: Path) -> None:
    folder = tmp_path / "sound"
    folder.mkdir()
    (folder / "san_domains").write_text("a.example.com\n")
    ca = authority()
    issue(["a.example.com"], ca, began=-340).write(folder, "a", ca)
    assert run("audit", folder, *AS_OF, cwd=tmp_path).returncode == 0
    assert run("audit", folder, *AS_OF, "--fail-on", "warning", cwd=tmp_path).returncode == 1


def test_audit_writes_a_calendar_and_metrics_where_told_though_it_found_faults(deployment: Path) -> None:
    written = ["--calendar", "out/expiry.ics", "--metrics", "out/airec.prom"]
    ended = run("audit", deployment, *AS_OF, *written, "--json", cwd=deployment.parent)
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["forecast"]["peak_renewals"] == 3
    folder = deployment.parent / "out"
    assert (folder / "expiry.ics").read_text().startswith("BEGIN:VCALENDAR")
    assert 'airec_findings{deployment="airec-demo",severity="error"} 10.0\n' in (folder / "airec.prom").read_text()
    assert sorted(path.name for path in folder.iterdir()) == ["airec.prom", "expiry.ics"]


@pytest.mark.parametrize("option", ["--calendar", "--metrics"])
def test_a_calendar_or_metrics_that_cannot_be_written_is_told(option: str, deployment: Path) -> None:
    (deployment.parent / "file").write_text("")
    assert "cannot be written" in refused("audit", deployment, *AS_OF, option, "file/x", cwd=deployment.parent)
    assert "is not a file" in refused("audit", deployment, *AS_OF, option, ".", cwd=deployment.parent)


def test_mapping_writes_below_reports_and_leaves_the_planners_file_alone(deployment: Path) -> None:
    before = (deployment / "certificate_info.xlsx").read_bytes()
    ended = run("mapping", deployment, *AS_OF, "--json", cwd=deployment.parent)
    document = json.loads(ended.stdout)
    written = deployment.parent / document["file"]
    assert document["file"] == "reports/airec-demo/certificate_info.xlsx"
    assert (document["rows"], document["filled"], len(document["unmapped"])) == (21, 13, 8)
    assert openpyxl.load_workbook(written).active["F4"].value == "region-wildcard"
    assert (deployment / "certificate_info.xlsx").read_bytes() == before


def test_mapping_in_place_fills_the_planners_file_and_is_stable_from_then_on(deployment: Path) -> None:
    run("mapping", deployment, *AS_OF, "--in-place", cwd=deployment.parent)
    filled = (deployment / "certificate_info.xlsx").read_bytes()
    again = json.loads(run("mapping", deployment, *AS_OF, "--in-place", "--json", cwd=deployment.parent).stdout)
    assert again["conflicts"] == []
    assert (deployment / "certificate_info.xlsx").read_bytes() == filled


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_inventory_prints_every_certificate(form: str) -> None:
    ended = run("inventory", "examples/airec-demo/certificates", "--format", form, cwd=ROOT)
    assert ended.returncode == 0
    for name in ("intra", "odps-frontend", "odps-tunnel", "oss-bucket", "pay", "portal", "region-wildcard"):
        assert f"examples/airec-demo/certificates/{name}.pem" in ended.stdout
    assert "PRIVATE KEY" not in ended.stdout


def test_inventory_writes_parquet_to_a_file(tmp_path: Path) -> None:
    import pandas as pd  # noqa: PLC0415

    target = tmp_path / "found.parquet"
    assert run("inventory", EXAMPLE, "--format", "parquet", "--output", target, cwd=tmp_path).returncode == 0
    found = pd.read_parquet(target)
    assert (len(found), found["files"].map(len).sum()) == (8, 14), "distinct certificates, and their places"


def test_a_store_opens_with_the_passphrase_that_the_environment_holds(tmp_path: Path) -> None:
    (tmp_path / "one.p12").write_bytes(issue(["a.example.com"]).p12(b"correct horse"))
    reference = ["inventory", "one.p12", "--passphrase", "one.p12=env:STORE", "--json"]
    opened = run(*reference, cwd=tmp_path, STORE="correct horse")
    wrong = run(*reference, cwd=tmp_path, STORE="battery staple")
    assert json.loads(opened.stdout)["certificates"][0]["private_key"] == "matches"
    assert json.loads(wrong.stdout)["unreadable"][0]["reason"] == "passphrase-wrong"
    assert "battery staple" not in wrong.stdout + wrong.stderr


def test_a_passphrase_typed_by_mistake_is_refused_and_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "one.p12").write_bytes(b"x")
    assert "hunter2" not in refused("inventory", "one.p12", "--passphrase", "one.p12=hunter2", cwd=tmp_path)


def test_requests_for_the_console_are_listed_in_creation_order_with_a_worksheet(deployment: Path) -> None:
    ended = run("requests", deployment, *AS_OF, cwd=deployment.parent)
    assert ended.returncode == 0, ended.stderr
    assert re.findall(r"^ ?(\d+)\. ", ended.stdout, re.MULTILINE) == [str(n) for n in range(1, 14)]
    assert "wrote reports/airec-demo/requests/console-worksheet.xlsx" in ended.stdout
    sheet = openpyxl.load_workbook(deployment.parent / "reports/airec-demo/requests/console-worksheet.xlsx")["Console"]
    assert sheet["A4"].value == "☐"


def test_requests_for_the_own_ca_make_no_key_unless_told_so(deployment: Path) -> None:
    ended = run("requests", deployment, *AS_OF, "--path", "ca", "--output", "out", "--json", cwd=deployment.parent)
    document = json.loads(ended.stdout)
    assert {"openssl.cnf", "issue.sh", "README.txt"} == set(document["files"])
    assert {entry["key"] for entry in document["requests"]} == {"none"}
    assert sorted(path.name for path in (deployment.parent / "out").iterdir()) == sorted(document["files"])


def test_a_passphrase_for_keys_that_is_typed_by_mistake_is_refused_and_not_repeated(deployment: Path) -> None:
    told = refused("requests", deployment, "--path", "ca", "--keys", "--passphrase", "hunter2", cwd=deployment.parent)
    assert "hunter2" not in told and "env:NAME" in told
    assert not (deployment.parent / "reports").exists()


def test_requests_into_a_file_are_refused(deployment: Path) -> None:
    (deployment.parent / "out").write_text("x")
    refused("requests", deployment, *AS_OF, "--output", "out", cwd=deployment.parent)
    refused("requests", deployment, *AS_OF, "--path", "ca", "--output", "out", cwd=deployment.parent)
    refused("requests", deployment, *AS_OF, "--path", "ca", "--renew", "none.pem", cwd=deployment.parent)
    assert "add --path ca" in refused("requests", deployment, *AS_OF, "--keys", cwd=deployment.parent)
    assert "Add --keys" in refused(
        "requests", deployment, *AS_OF, "--path", "ca", "--passphrase", "env:HOME", cwd=deployment.parent
    )


def test_mapping_writes_nothing_that_would_be_read_as_the_planners(deployment: Path) -> None:
    before = (deployment / "certificate_info.xlsx").read_bytes()
    own = deployment / "certificate_info.xlsx"
    assert "--in-place" in refused("mapping", deployment, *AS_OF, "--output", own, cwd=deployment.parent)
    again = deployment / "filled" / "certificate_info.xlsx"
    assert "next time" in refused("mapping", deployment, *AS_OF, "--output", again, cwd=deployment.parent)
    assert own.read_bytes() == before and not again.exists()


def test_mapping_overwrites_entries_when_told_so(deployment: Path) -> None:
    book = openpyxl.load_workbook(deployment / "certificate_info.xlsx")
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "Certificate Name" for cell in row))
    first = run("mapping", deployment, *AS_OF, "--json", "--output", "one.xlsx", cwd=deployment.parent)
    open_rows = {entry["row"] for entry in json.loads(first.stdout)["unmapped"]}
    number = next(n for n in range(header[0].row + 1, sheet.max_row) if n not in open_rows)
    column = next(cell.column for cell in header if cell.value == "Certificate File")
    sheet.cell(number, column).value = "elsewhere.pem"
    book.save(deployment / "certificate_info.xlsx")
    kept = run("mapping", deployment, *AS_OF, "--output", "two.xlsx", cwd=deployment.parent)
    taken = run("mapping", deployment, *AS_OF, "--output", "three.xlsx", "--overwrite", cwd=deployment.parent)
    assert f'row {number}, certificate_file: "elsewhere.pem" stays, though' in kept.stdout
    assert f'row {number}, certificate_file: "elsewhere.pem" gave way to' in taken.stdout
    audit = run("audit", deployment, *AS_OF, cwd=deployment.parent)
    assert f"certificate_info.xlsx, row {number}" in audit.stdout and "[entry-agrees]" in audit.stdout


def test_init_writes_settings_that_are_all_defaults_and_read_back(tmp_path: Path) -> None:
    ended = run("init", "new", cwd=tmp_path)
    assert ended.returncode == 0
    assert "airec-planning report new" in ended.stdout
    (tmp_path / "new" / "san_domains").write_text("a.example.com\n")
    assert run("decide", "new", *AS_OF, cwd=tmp_path).returncode == 0


def test_init_example_is_a_working_case(tmp_path: Path) -> None:
    ended = run("init", "demo", "--example", cwd=tmp_path)
    assert ended.returncode == 0
    assert run("costs", "demo", *AS_OF, cwd=tmp_path).returncode == 0


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    run("init", "new", cwd=tmp_path)
    assert "exists already" in refused("init", "new", cwd=tmp_path)
    assert "not empty" in refused("init", tmp_path, "--example", cwd=tmp_path)


def test_output_survives_a_locale_without_chinese_letters(deployment: Path) -> None:
    ended = run("costs", deployment, *AS_OF, cwd=deployment.parent, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert ended.returncode == 0
    assert "xn--jzuq81e.example.com" in ended.stdout


def _no_table(folder: Path) -> None:
    folder.mkdir()


def _unknown_header(folder: Path) -> None:
    folder.mkdir()
    (folder / "certificate_info.csv").write_text("Service,Domian Name\nconsole,a.example.com\n")


def _two_sheets(folder: Path) -> None:
    folder.mkdir()
    book = openpyxl.Workbook()
    for title in ("First", "Second"):
        sheet = book.create_sheet(title)
        sheet.append(["Service", "Domain Name"])
        sheet.append(["console", "a.example.com"])
    book.save(folder / "certificate_info.xlsx")


def _not_xlsx(folder: Path) -> None:
    folder.mkdir()
    (folder / "certificate_info.xlsx").write_text("服务,域名\nconsole,a.example.com\n", encoding="gbk")


def _truncated(folder: Path) -> None:
    folder.mkdir()
    data = (EXAMPLE / "certificate_info.xlsx").read_bytes()
    (folder / "certificate_info.xlsx").write_bytes(data[: len(data) // 2])


def _protected(folder: Path) -> None:
    folder.mkdir()
    (folder / "certificate_info.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def _empty_table(folder: Path) -> None:
    folder.mkdir()
    (folder / "certificate_info.csv").write_text("Service,Domain Name\n")


def _unknown_setting(folder: Path) -> None:
    folder.mkdir()
    (folder / "san_domains").write_text("a.example.com\n")
    (folder / "deployment.toml").write_text("[prices]\nstandrd = 0.5\n")


def _wrong_type(folder: Path) -> None:
    folder.mkdir()
    (folder / "san_domains").write_text("a.example.com\n")
    (folder / "deployment.toml").write_text('[expiry]\nwarning_days = "soon"\n')


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: None, "no such folder"),
        (_no_table, "neither certificate_info.xlsx (or .csv, .xls) nor san_domains"),
        (_unknown_header, 'the nearest is "Domian Name"'),
        (_two_sheets, '"First" and "Second"'),
        (_not_xlsx, "is not an xlsx workbook"),
        (_truncated, "damaged or truncated"),
        (_protected, "protected by a password"),
        (_empty_table, "no rows below it"),
        (_unknown_setting, "Did you mean standard?"),
        (_wrong_type, "expiry.warning_days"),
    ],
)
def test_bad_input_is_told_in_three_lines_and_leaves_nothing(
    make: Callable[[Path], None], said: str, tmp_path: Path
) -> None:
    make(tmp_path / "bad")
    assert said in refused("report", "bad", *AS_OF, cwd=tmp_path)
    assert not (tmp_path / "reports").exists()


def test_a_name_that_is_no_domain_costs_its_row_alone(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "certificate_info.csv").write_text(
        "Service,Domain Name\nconsole,a.example.com\npay,not a domain!\napi,b.example.com\n"
    )
    document = json.loads(run("audit", "d", *AS_OF, "--json", cwd=tmp_path).stdout)
    assert [entry["domain"] for entry in document["coverage"]] == ["a.example.com", "b.example.com"]
    rows = [f for f in document["findings"] if f["check"] == "planner-row"]
    assert {row["subject"] for row in rows} == {"certificate_info.csv, row 3"}


def test_a_date_that_is_none_is_told(deployment: Path) -> None:
    assert "is not a date" in refused("audit", deployment, "--as-of", "yesterday", cwd=deployment.parent)


def test_a_place_that_cannot_be_written_to_is_told(deployment: Path) -> None:
    (deployment.parent / "reports").write_text("a file")
    assert "cannot be written" in refused("report", deployment, *AS_OF, cwd=deployment.parent)


def test_a_target_that_is_no_file_is_not_replaced(deployment: Path) -> None:
    fifo = deployment.parent / "pipe"
    os.mkfifo(fifo)
    assert "is not a file" in refused("mapping", deployment, *AS_OF, "--output", fifo, cwd=deployment.parent)
    assert fifo.is_fifo()


def test_a_link_is_followed_and_a_private_workbook_stays_private(deployment: Path) -> None:
    private = deployment.parent / "private.xlsx"
    shutil.copy(deployment / "certificate_info.xlsx", private)
    private.chmod(0o600)
    (deployment.parent / "link.xlsx").symlink_to(private)
    before = private.read_bytes()
    ended = run("mapping", deployment, *AS_OF, "--output", "link.xlsx", cwd=deployment.parent)
    assert ended.returncode == 0
    assert (deployment.parent / "link.xlsx").is_symlink()
    assert private.stat().st_mode & 0o777 == 0o600
    assert private.read_bytes() != before


def test_reports_written_into_the_deployment_folder_are_never_read_as_input(deployment: Path) -> None:
    first = run("report", ".", *AS_OF, "--json", cwd=deployment)
    second = run("report", ".", *AS_OF, "--json", cwd=deployment)
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    assert second.stdout == first.stdout


def test_two_deployments_of_one_name_do_not_take_each_others_place(deployment: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin"
    shutil.copytree(deployment, twin)
    ended = run("report", deployment, twin, *AS_OF, cwd=tmp_path)
    assert ended.returncode == 2
    assert 'has the name "airec-demo"' in ended.stderr
    assert "airec-demo: 10 errors" in ended.stdout


def test_a_table_without_the_columns_says_which_were_not_written(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    book = openpyxl.Workbook()
    book.active.append(["Service", "Domain Name", "Certificate Name"])
    book.active.append(["console", "a.example.com", ""])
    book.save(tmp_path / "d" / "certificate_info.xlsx")
    issue(["a.example.com"]).write(tmp_path / "d", "a")
    ended = run("mapping", "d", *AS_OF, cwd=tmp_path)
    assert "no column for: certificate type, source, san domains, certificate file, key file" in ended.stdout


def test_an_interrupted_report_says_so_and_leaves_no_half_run(deployment: Path) -> None:
    command = [sys.executable, "-m", "airec_planning", "report", str(deployment), *AS_OF]
    process = subprocess.Popen(command, cwd=deployment.parent, stderr=subprocess.PIPE, text=True)
    place = deployment.parent / "reports" / "airec-demo"
    while not list(place.glob(".building-*/*.xlsx")):  # its notebooks run by then
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "Interrupted" in said
    assert [path.name for path in place.iterdir()] == [".lock"]


def test_report_can_fail_on_what_the_audit_found(deployment: Path) -> None:
    ended = run("report", deployment, *AS_OF, "--fail-on", "error", cwd=deployment.parent)
    assert ended.returncode == 1
    assert (deployment.parent / "reports" / "airec-demo" / "latest" / "index.html").exists()


def test_a_mapping_written_into_the_deployment_folder_is_never_read_as_input(deployment: Path) -> None:
    assert run("mapping", ".", *AS_OF, cwd=deployment).returncode == 0
    assert run("mapping", ".", *AS_OF, cwd=deployment).returncode == 0


def test_diff_tells_what_changed_between_two_workbooks_and_exits_0(deployment: Path) -> None:
    run("mapping", deployment, "--as-of", "2026-11-01", "--output", "new.xlsx", cwd=deployment.parent)
    old = deployment / "certificate_info.xlsx"
    same = run("diff", old, old, cwd=deployment.parent)
    assert (same.returncode, same.stdout) == (0, "no changes\n")
    changed = run("diff", old, "new.xlsx", "--json", cwd=deployment.parent)
    document = json.loads(changed.stdout)
    jsonschema.validate(document, json.loads(json_schema("diff")))
    assert changed.returncode == 0
    assert document["changes"] == len(document["cells_changed"]) > 0


def test_diff_of_what_is_not_there_or_no_table_is_told(deployment: Path) -> None:
    old = deployment / "certificate_info.xlsx"
    assert "no.xlsx: does not exist" in refused("diff", old, "no.xlsx", cwd=deployment.parent)
    assert "is not an xlsx workbook" in refused("diff", old, deployment / "san_domains", cwd=deployment.parent)
    assert "cannot be read" in refused("diff", old, "x" * 300, cwd=deployment.parent)


def test_diff_takes_headers_that_are_not_recognised_from_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Name to protect,Owner\na.example.com,Li\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("Name to protect,Owner\na.example.com,Wang\n", encoding="utf-8")
    setting = "planner.columns.domain=Name to protect"
    assert run("diff", "a.csv", "b.csv", "--set", setting, cwd=tmp_path).stdout.endswith("1 change: 1 cell changed\n")


def test_mapping_does_not_replace_a_workbook_that_is_open_elsewhere(deployment: Path) -> None:
    target = deployment.parent / "out.xlsx"
    target.write_bytes(b"theirs")
    target.with_name(".~lock.out.xlsx#").write_text("Wang Li,wang,laptop,now,;", encoding="utf-8")
    told = refused("mapping", deployment, "--output", "out.xlsx", cwd=deployment.parent)
    assert told.startswith("out.xlsx: is open in another program, by Wang Li on laptop")
    assert target.read_bytes() == b"theirs"


def test_explore_gives_nothing_away_to_whoever_has_the_port_already(deployment: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused("explore", deployment, *AS_OF, "--port", str(port), cwd=deployment.parent)
    assert f"port {port} cannot be had" in said
    assert "token" not in said


def test_a_place_in_a_file_is_told_in_the_language_of_the_deployment(deployment: Path) -> None:
    (deployment / "certificates" / "cut.pem").write_text("-----BEGIN CERTIFICATE-----\nMIIB\n")
    with (deployment / "san_domains").open("a") as listed:
        listed.write("\nlocalhost\n")
    said = run("audit", deployment, *AS_OF, "--set", "language=zh", cwd=deployment.parent).stdout
    assert "cut.pem" in said and "localhost" in said
    assert not re.search(r", (?:row|line|block) \d", said)

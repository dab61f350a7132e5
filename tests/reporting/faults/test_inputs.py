"""What a report is given: notebooks, parameters, runs to repeat, dates and surroundings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from airec_planning.errors import InputError
from airec_planning.execution.warming import warm
from tests.notebooks import notebook
from tests.reporting.faults.command import run
from tests.reporting.faults.listed import FAILED, NOTHING, WHOLE, fault
from tests.reporting.faults.shop import AS_OF, BEFORE, RUN, Shop, assert_failed, assert_whole, shop_in


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    warm()
    return shop_in(tmp_path_factory.mktemp("inputs"))


def told(shop: Shop, *options: object, environment: dict[str, str] | None = None) -> tuple[int, str, str]:
    """A report with these options; however it ended, the run before still stands and no traceback was printed."""
    ended = run("report", shop.folder, "--output", shop.reports, *options, environment=environment)
    assert "Traceback" not in ended[2]
    assert shop.latest() == BEFORE
    return ended


def refused(shop: Shop, *options: object) -> str:
    """What a report that is refused says: one to three lines, nothing written."""
    code, out, err = told(shop, "--as-of", AS_OF, *options)
    assert (code, out) == (2, "")
    assert 1 <= len(err.splitlines()) <= 3, err
    assert shop.names() == {BEFORE, "latest"}
    return err


NOT_NOTEBOOKS = {
    "not JSON": "not json",
    "an empty file": "",
    "JSON that is no notebook": "[1, 2]",
    "a notebook of format 3": '{"nbformat": 3, "worksheets": []}',
    "cells that are none": '{"cells": [1], "nbformat": 4}',
    "cells without a source": '{"cells": [{"cell_type": "code", "metadata": {"tags": ["parameters"]}}, 5]}',
    "metadata that is none": '{"cells": [{"cell_type": "code", "metadata": 5, "source": "x = 1"}], "nbformat": 4}',
    "a source that is a number": '{"cells": [{"cell_type": "code", "metadata": {}, "source": 5}], "nbformat": 4}',
    "deeply nested": '{"cells": ' + "[" * 100_000,
    "not text": "\ud800",
}  # fmt: skip


@pytest.mark.parametrize("what", NOT_NOTEBOOKS)
@fault("a file that is no notebook, in ten ways", state="no run", exit_code=2, left=NOTHING)
def test_a_file_that_is_no_notebook_is_refused(what: str, shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "n.ipynb").write_bytes(NOT_NOTEBOOKS[what].encode("utf-8", "surrogatepass"))
    assert "n.ipynb" in refused(shop, "--notebooks", tmp_path)


@fault("a notebook that is a folder", state="no run", exit_code=2, left=NOTHING)
def test_a_folder_named_as_a_notebook_is_refused(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "n.ipynb").mkdir()
    assert "Is a directory" in refused(shop, "--notebooks", tmp_path)


@fault("a folder without notebooks, or none at all", state="no run", exit_code=2, left=NOTHING)
def test_a_folder_without_notebooks_is_refused(shop: Shop, tmp_path: Path) -> None:
    notebook(tmp_path / "books" / "other.ipynb", "1", parameters="rows = 20")
    for folder in (tmp_path, tmp_path / "books"):
        assert "holds no notebook with the parameter deployment" in refused(shop, "--notebooks", folder)
    assert "no such folder" in refused(shop, "--notebooks", tmp_path / "nowhere")


@fault("a notebook of which no page can be made", state="no-page", exit_code=3, left=FAILED)
def test_a_page_that_cannot_be_made_fails_the_run_and_keeps_its_state(tmp_path: Path) -> None:
    shop = shop_in(tmp_path)
    broken = notebook(tmp_path / "broken" / "n.ipynb", "1")
    book = json.loads(broken.read_text(encoding="utf-8"))
    book["cells"].append({"cell_type": "<b>", "id": "x", "metadata": {}, "source": "1"})
    broken.write_text(json.dumps(book), encoding="utf-8")
    code, out, err = told(shop, "--as-of", AS_OF, "--notebooks", tmp_path / "broken")
    assert (code, out) == (3, "")
    assert "n ran to its end, but its page could not be made" in err
    entry = assert_failed(shop, "no-page", "ran to its end, but its page could not be made")
    assert {cell["state"] for cell in entry["cells"]} == {"completed"}


@fault("an unknown parameter, a reserved one, a value of another type, none at all", state="no run", exit_code=2,
       left=NOTHING)  # fmt: skip
def test_parameters_are_checked_before_anything_starts(shop: Shop, tmp_path: Path) -> None:
    declared = 'deployment = ""\nas_of = ""\nrows = 20  # rows to show'
    notebook(tmp_path / "n.ipynb", "rows", parameters=declared)
    said = {
        "rwos=5": 'Did you mean "rows"?',
        "as_of=2026-01-01": "Use --as-of.",
        "rows=many": 'parameter "rows" is int',
        "rows": "rows",
    }
    for given, remedy in said.items():
        assert remedy in refused(shop, "--notebooks", tmp_path, "--parameter", given)


@fault("a parameters cell that computes", state="no run", exit_code=2, left=NOTHING)
def test_a_parameters_cell_that_computes_is_refused(shop: Shop, tmp_path: Path) -> None:
    notebook(tmp_path / "n.ipynb", "1", parameters='deployment = ""\nrows = 2 * open("/etc/passwd").read()')
    assert "has a parameters cell that cannot be read" in refused(shop, "--notebooks", tmp_path)


@fault("`--keep 0`, `--timeout 0`, `--timeout inf`, an unknown engine", state="no run", exit_code=2, left=NOTHING)
def test_numbers_that_mean_nothing_are_refused(shop: Shop) -> None:
    for option in (
        ("--keep", 0),
        ("--timeout", 0),
        ("--timeout", "inf"),
        ("--timeout", "nan"),
        ("--cell-timeout", "soon"),
        ("--engine", "rocket"),
    ):
        code, _, err = told(shop, *option)
        assert code == 2
        assert str(option[0]) in err


@fault("`--from` a folder that is no run", state="no run", exit_code=2, left=NOTHING)
def test_a_repetition_of_what_is_no_run_is_refused(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"schema": "airec-planning/run/1", "state": "<b>"}', encoding="utf-8")
    for place in (tmp_path, tmp_path / "nowhere", shop.runs / "latest" / "run.json"):
        code, out, err = told(shop, "--from", place)
        assert (code, out) == (2, "")
        assert "holds no run.json that can be read" in err


@fault("`--from` a run whose deployment is gone, whose inputs changed, or of another version", state="no run",
       exit_code=2, left=NOTHING)  # fmt: skip
def test_a_repetition_of_what_is_not_the_same_any_more_is_refused(tmp_path: Path) -> None:
    warm()
    shop = shop_in(tmp_path)
    summary = shop.runs / "latest" / "summary.json"
    whole = summary.read_text(encoding="utf-8")
    summary.write_text(whole.replace('"version": "', '"version": "9.'), encoding="utf-8")
    assert "was made by airec-planning 9." in _repeated(shop)
    summary.write_text(whole, encoding="utf-8")
    (shop.folder / "san_domains").write_text("b.example.com\n", encoding="utf-8")
    assert "cannot be repeated: san_domains changed since" in _repeated(shop)
    shop.folder.rename(tmp_path / "elsewhere")
    assert "was made of a deployment folder that is not there any more" in _repeated(shop)
    assert shop.names() == {BEFORE, "latest"}


def _repeated(shop: Shop) -> str:
    books = shop.folder.parent / "books"
    code, out, err = run("report", "--from", shop.runs / "latest", "--notebooks", books, "--output", shop.reports)
    assert (code, out) == (2, "")
    return err


@fault("a deployment folder that is missing, among others", state="whole, but for the one", exit_code=2,
       left="the others' whole runs")  # fmt: skip
def test_a_deployment_that_is_missing_costs_itself_alone(tmp_path: Path) -> None:
    warm()
    shop = shop_in(tmp_path, whole_run=False)
    books = notebook(tmp_path / "books" / "n.ipynb", "1").parent
    at = ("--as-of", AS_OF, "--output", shop.reports, "--notebooks", books)
    code, out, err = run("report", tmp_path / "nowhere", shop.folder, *at)
    assert code == 2
    assert "no such folder" in err
    assert out.startswith("shop: ")
    assert shop.latest() == RUN


@fault("the earliest and the latest as-of date", state="whole", exit_code=0, left=WHOLE)
def test_the_earliest_and_the_latest_date_will_do(tmp_path: Path) -> None:
    shop = shop_in(tmp_path, whole_run=False)
    for date in ("1970-01-01", "2999-12-31"):
        assert shop.report("as_of", as_of=date) is None
        assert assert_whole(shop.runs / f"{date.replace('-', '')}T000000Z")


@fault("no date: `soon`, 2026-02-30, 1969, 9999, the year 0", state="no run", exit_code=2, left=NOTHING)
def test_what_is_no_date_is_refused(shop: Shop) -> None:
    for date in ("soon", "2026-02-30", "1969-12-31", "9999-12-31", "0000-01-01", "99999-01-01"):
        code, _, err = told(shop, "--as-of", date)
        assert (code, len(err.splitlines()) <= 3) == (2, True)


@fault("an odd time zone, the C locale, no home folder, no place for caches", state="whole", exit_code=0, left=WHOLE)
def test_the_surroundings_do_not_matter(tmp_path: Path) -> None:
    shop = shop_in(tmp_path, whole_run=False)
    (shop.folder / "deployment.toml").write_text('title = "商店 🏪"\n', encoding="utf-8")
    books = notebook(tmp_path / "books" / "n.ipynb", "print('商店')").parent
    odd = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "HOME": "/none",
           "AIREC_PLANNING_CACHE": "/proc/none"}  # fmt: skip
    command = [sys.executable, "-m", "airec_planning", "report", str(shop.folder), "--as-of", AS_OF]
    command += ["--output", str(shop.reports), "--notebooks", str(books)]
    done = subprocess.run(command, env={**os.environ, **odd}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert shop.latest() == RUN
    assert "商店" in (shop.runs / "latest" / "n.html").read_text(encoding="utf-8")


@fault("a kernel that dies, with `--engine kernel`", state="died", exit_code=3, left=FAILED)
def test_a_kernel_that_dies_is_told(tmp_path: Path) -> None:
    shop = shop_in(tmp_path)
    books = notebook(tmp_path / "books" / "n.ipynb", "import os; os.kill(os.getpid(), 9)").parent
    assert told(shop, "--as-of", AS_OF, "--notebooks", books, "--engine", "kernel")[0] == 3
    assert_failed(shop, "died", "ended in code cell 2 of 2, where its process died.")


@fault("a kernel that does not start, with `--engine kernel`", state="not-started", exit_code=3, left=FAILED)
def test_a_kernel_that_does_not_start_is_told(tmp_path: Path) -> None:
    shop = shop_in(tmp_path)
    books = notebook(tmp_path / "books" / "n.ipynb", "1").parent
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "ipykernel_launcher.py").write_text("raise SystemExit(1)", encoding="utf-8")
    with_it = {"PYTHONPATH": str(tmp_path / "broken")}
    code, _, err = told(shop, "--as-of", AS_OF, "--notebooks", books, "--engine", "kernel", environment=with_it)
    assert code == 3
    assert "could not be started" in err
    assert_failed(shop, "not-started", "could not be started")


@fault("the deployment changes while its notebooks run", state="whole", exit_code=0,
       left=f"{WHOLE}, all of it of the inputs as they were read first")  # fmt: skip
def test_a_run_is_of_the_inputs_as_they_were_read(tmp_path: Path) -> None:
    shop = shop_in(tmp_path, whole_run=False)
    listing, shown = shop.folder / "san_domains", "from airec_planning import make_plan"
    changes = f"open({str(listing)!r}, 'w').write('other.example.com\\n'); None"
    plan = "plan = make_plan(deployment, as_of, settings)\nlist(plan.required['domain'])"
    assert shop.report(shown, changes, plan) is None
    page = (shop.runs / "latest" / "n.html").read_text(encoding="utf-8")
    assert "a.example.com" in page
    assert "other.example.com" not in page


def test_the_shop_is_refused_only_for_what_a_person_can_mend(shop: Shop) -> None:
    error = shop.report("'next'", parameters={"rows": "5"})
    assert isinstance(error, InputError)


@fault("`--from` a run of other notebooks, or one that was given a secret", state="no run", exit_code=2, left=NOTHING)
def test_a_repetition_takes_the_notebooks_of_the_run_and_no_secret_that_it_lost(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = told(shop, "--from", shop.runs / "latest")
    assert again[0] == 2
    assert "was made of other notebooks: 01-path-costs, 02-expiry-audit, 03-mapping-workbook, n" in again[2]
    monkeypatch.setenv("SHOP_PFX", "open sesame")
    (shop.folder / "deployment.toml").write_text('[certificates.passphrases]\n"x.pfx" = "env:SHOP_PFX"\n')
    book = notebook(tmp_path / "books" / "t.ipynb", "len(token)", parameters='deployment = ""\nas_of = ""\ntoken = ""')
    given = ("--notebooks", book.parent, "--output", tmp_path / "reports", "--as-of", "2026-11-03")
    assert run("report", shop.folder, *given, "--parameter", "token=open sesame")[0] == 0
    made = tmp_path / "reports" / "shop" / "latest"
    assert "sesame" not in (made / "run.json").read_text(encoding="utf-8")
    code, _, err = run("report", "--from", made, "--notebooks", book.parent, "--output", tmp_path / "reports")
    assert code == 2
    assert "was made with a secret for token, which is not kept" in err

"""Pages as people meet them: opened in Chromium, from a real run of the example and of one with hostile names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib
import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography import x509
from cryptography.x509.oid import NameOID
from playwright.sync_api import Browser, Page, sync_playwright

from airec_planning.planning import make_plan
from airec_planning.reporting.overview import write_overview
from airec_planning.reporting.pages import failed_page
from airec_planning.reporting.run import report
from tests.certificates import issue
from tests.made_fleets import certificate, day, finding, made_run, purchases, renewal

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "airec-demo"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAGES = ("index", "01-path-costs", "02-expiry-audit", "03-mapping-workbook")
FLEETS = ("five", "thousand")
EVERY = (*PAGES, "deployments", *FLEETS, "failed", *(f"hostile/{page}" for page in PAGES))
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
PAPER = {"width": 695, "height": 1000}
"""A4 less its margins, at 96 dots an inch."""
SCRIPT, BIDI, NEWLINE = "<script>alert(1)</script>", "\u202egnp.exe", "first\nsecond"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (Debian: apt install chromium)")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each page by its name in ``EVERY``."""
    reports = tmp_path_factory.mktemp("reports")
    run = report(make_plan(EXAMPLE, "2026-11-01"), reports)
    hostile = report(make_plan(_hostile(tmp_path_factory.mktemp("hostile") / "hostile"), "2026-11-01"), reports)
    write_overview(reports)
    failed = reports / "failed.html"
    said = f"02-expiry-audit.ipynb stopped in cell 5 of 22: {SCRIPT}. The run before it still stands."
    failed.write_text(failed_page("AIRec demo", "2026-11-01", said, [("02-expiry-audit.html", "what was shown")]))
    found = {name: run.folder / f"{name}.html" for name in PAGES}
    found |= {f"hostile/{name}": hostile.folder / f"{name}.html" for name in PAGES}
    found |= {"deployments": reports / "index.html", "failed": failed}
    return found | {
        name: _fleet(tmp_path_factory.mktemp(name), count) for name, count in zip(FLEETS, (5, 1000), strict=True)
    }


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield launched
        launched.close()


def test_a_chinese_page_says_so_where_there_is_no_font_for_it_and_nothing_where_there_is(tmp_path: Path) -> None:
    folder = report(make_plan(EXAMPLE, "2026-11-01", "language=zh"), tmp_path / "reports").folder
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    shutil.copy(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf", fonts)
    (tmp_path / "fonts.conf").write_text(
        f"<fontconfig><dir>{fonts}</dir><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>"
    )
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        for name, environment in (("without", {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}), ("as it is", {})):
            launched = playwright.chromium.launch(
                executable_path=CHROMIUM, args=options, env={**os.environ, **environment}
            )
            page = launched.new_page()
            page.goto((folder / "02-expiry-audit.html").as_uri())
            shown = page.get_by_text("This computer has no font with Chinese characters").is_visible()
            assert shown is (name == "without" or not _machine_has_chinese_glyphs())
            launched.close()


def _machine_has_chinese_glyphs() -> bool:
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=True).stdout)


Opener = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, pages: dict[str, Path]) -> Iterator[Opener]:
    """Opens a page by its name; it must not ask for anything, complain or speak up, whatever a test does with it."""
    contexts, told = [], list[str]()

    def open_page(name: str, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        page = context.new_page()
        own = pages[name].as_uri()
        page.on("console", lambda message: told.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: told.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (told.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda asked: told.append(f"request: {asked.url}") if asked.url != own else None)
        page.goto(own)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert told == []


@pytest.mark.parametrize("name", EVERY)
def test_axe_finds_nothing_serious_by_day_and_by_night(name: str, opened: Opener) -> None:
    page = opened(name)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        grave = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
        assert grave == [], scheme


@pytest.mark.parametrize("name", EVERY)
def test_no_page_scrolls_sideways(name: str, opened: Opener) -> None:
    page = opened(name)
    for width in (390, 820, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_every_cell_of_a_long_table_lies_on_the_screen(name: str, opened: Opener) -> None:
    page = opened(name, viewport=PHONE)
    cells = page.locator(".stacks td").evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
    assert cells and max(cells) <= PHONE["width"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_its_language_landmarks_and_headings_in_order(name: str, opened: Opener) -> None:
    page = opened(name)
    assert page.locator("html").get_attribute("lang") == "en"
    assert [page.locator(landmark).count() for landmark in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_contents_lead_to_each_section(opened: Opener) -> None:
    page = opened("02-expiry-audit")
    links = page.locator(".contents a")
    assert links.all_inner_texts() == page.locator("main h2, main h3").all_inner_texts()
    for target in links.evaluate_all("all => all.map(one => one.hash.slice(1))"):
        assert page.evaluate("id => document.getElementById(decodeURIComponent(id)) !== null", target)


def test_a_run_begins_with_its_state_above_the_fold(opened: Opener) -> None:
    page = opened("index")
    assert page.locator(".state .badge").inner_text().lower() == "not ready"
    assert page.locator(".glance h2").all_inner_texts() == ["What is broken", "What is next", "What it costs"]
    assert max(page.locator(".glance section").evaluate_all(_BOTTOMS)) < DESK["height"]


def test_links_between_the_pages_lead_somewhere(opened: Opener, pages: dict[str, Path]) -> None:
    for name in PAGES:
        for link in opened(name).locator("a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))"):
            file, _, anchor = link.partition("#")
            target = (pages[name].parent / file) if file else pages[name]
            assert target.exists(), (name, link)
            assert not anchor or f'id="{anchor}"' in target.read_text(encoding="utf-8"), (name, link)


def test_rows_are_sorted_by_the_keyboard_and_put_back(opened: Opener) -> None:
    page = opened("01-path-costs")
    table = page.locator("table", has=page.locator("th", has_text="Price, yuan"))
    header = table.locator("th", has_text="Price, yuan")
    as_it_came = _column(table, 3)
    header.locator("button").focus()
    sorts = []
    for _ in range(3):
        page.keyboard.press("Enter")
        sorts.append((header.get_attribute("aria-sort"), _column(table, 3)))
    prices = sorted(as_it_came, key=float)
    assert sorts == [("ascending", prices), ("descending", prices[::-1]), ("none", as_it_came)]


def test_states_are_sorted_from_bad_to_good_and_days_by_their_number(opened: Opener) -> None:
    page = opened("02-expiry-audit")
    states = page.locator("#Each-domain-and-what-serves-it ~ .body table")
    states.get_by_role("button", name="State").click()
    assert list(dict.fromkeys(_column(states, 1))) == ["missing", "expired", "warning", "notice", "ok"]
    due = page.locator("table", has=page.locator("th", has_text="Start by"))
    due.get_by_role("button", name="When").click()
    when = _column(due, 1)
    assert when[0] == "overdue"
    days = [int(re.sub(r"\D", "", text)) for text in when[1:]]
    assert days == sorted(days) and len(set(days)) > 1


def test_rows_are_filtered_by_every_word_and_counted(opened: Opener) -> None:
    page = opened("02-expiry-audit")
    section = page.locator("section", has=page.locator("#Each-domain-and-what-serves-it"))
    rows = section.locator("tbody tr:visible")
    everything = rows.count()
    page.keyboard.press("Tab")
    section.get_by_role("searchbox").focus()
    page.keyboard.type("ODPS missing")
    assert 0 < rows.count() < everything
    assert section.locator("output").inner_text() == f"{rows.count()} of {everything} rows"
    assert all("odps" in text and "missing" in text for text in rows.all_inner_texts())
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    assert rows.count() == everything


def test_a_section_folds_by_the_keyboard_and_opens_for_a_link_into_it(opened: Opener) -> None:
    page = opened("02-expiry-audit")
    heading = page.get_by_role("button", name="Breaks next")
    inside = page.locator("#Week-by-week")
    heading.focus()
    page.keyboard.press("Enter")
    assert (heading.get_attribute("aria-expanded"), inside.is_visible()) == ("false", False)
    page.get_by_role("link", name="Week by week").click()
    assert (heading.get_attribute("aria-expanded"), inside.is_visible()) == ("true", True)


def test_all_sections_fold_at_once(opened: Opener) -> None:
    page = opened("01-path-costs")
    page.get_by_role("button", name="Fold all").click()
    assert page.locator("main .table:visible").count() == 0
    page.get_by_role("button", name="Unfold all").click()
    assert page.locator("main .table:visible").count() == page.locator("main .table").count() > 0


@pytest.mark.parametrize("name", PAGES)
def test_without_the_script_everything_is_there_and_open(name: str, opened: Opener) -> None:
    page = opened(name, java_script_enabled=False)
    assert page.locator("main table tbody tr:visible").count() == page.locator("main table tbody tr").count() > 0
    assert page.locator("main button, main input").count() == 0


@pytest.mark.parametrize("name", EVERY)
def test_no_table_is_cut_on_paper_and_every_row_is_printed(name: str, opened: Opener) -> None:
    page = opened(name, viewport=PAPER)
    for fold in page.locator("h2 > button").all():
        fold.click()
    for search in page.get_by_role("searchbox").all():
        search.fill("nothing has this", force=True)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
    edges = page.locator("table, td, th, figure svg").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().right)"
    )
    assert max(edges, default=0) <= PAPER["width"]
    assert page.locator("tbody tr:visible").count() == page.locator("tbody tr").count()
    assert page.locator("nav.contents:visible, .filter:visible").count() == 0


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed (poppler-utils)")
def test_the_head_of_a_table_is_repeated_on_each_sheet(opened: Opener, tmp_path: Path) -> None:
    page = opened("index")
    page.pdf(path=tmp_path / "index.pdf", format="A4")
    sheets = _words(tmp_path / "index.pdf").split("\f")
    with_rows = [sheet for sheet in sheets if "labour." in sheet or "prices." in sheet]
    assert len(with_rows) > 1
    assert all("Setting" in sheet for sheet in with_rows)


@pytest.mark.parametrize("name", ["01-path-costs", "02-expiry-audit"])
def test_pictures_have_a_text_and_are_drawn_for_the_dark(name: str, opened: Opener) -> None:
    page = opened(name, color_scheme="dark")
    figures = page.locator("figure[role=img]")
    assert figures.count() == page.locator("svg").count() > 0
    assert all(len(figure.get_attribute("aria-label") or "") > 20 for figure in figures.all())
    assert page.locator("figure svg").first.evaluate("one => getComputedStyle(one).filter") != "none"


@pytest.mark.parametrize("name", EVERY)
def test_a_state_is_a_word_beside_its_colour(name: str, opened: Opener) -> None:
    assert all(text.strip() for text in opened(name).locator(".badge").all_text_contents())


@pytest.mark.parametrize("name", PAGES)
def test_hostile_names_stay_text(name: str, opened: Opener) -> None:
    page = opened(f"hostile/{name}")
    assert page.locator("script").count() == 1  # the page's own
    assert page.locator("main img, main b, main iframe").count() == 0
    assert not set(page.content()) & set("\u202e\u2066\u200b")
    assert "<b>Bank</b>" in page.locator("header").inner_text()


def test_a_hostile_name_is_read_as_it_is_written(opened: Opener) -> None:
    said = opened("hostile/02-expiry-audit").locator("main").inner_text()
    assert SCRIPT in said
    assert "\\u202egnp.exe" in said
    assert "first\\x0asecond" in said


def test_a_failed_runs_page_says_what_failed_and_where_the_log_is(opened: Opener) -> None:
    page = opened("failed")
    assert "still stands" in page.locator(".failed").inner_text()
    assert page.get_by_role("link", name="run.log").get_attribute("href") == "run.log"
    assert page.locator("pre").count() == 0


def test_a_thousand_deployments_are_listed_on_demand_and_filtered_and_sorted_by_the_keyboard(opened: Opener) -> None:
    page = opened("thousand")
    summary = page.locator("summary", has_text="All 1,000 deployments")
    summary.focus()
    page.keyboard.press("Enter")
    everything = page.locator("details", has=summary)
    rows = everything.locator("tbody tr:visible")
    assert rows.count() == 1000
    everything.get_by_role("searchbox").focus()
    page.keyboard.type("d-0008 overdue")
    assert rows.count() == 1
    assert everything.locator("output").inner_text() == "1 of 1,000 rows"
    everything.get_by_role("searchbox").fill("")
    everything.get_by_role("button", name="Errors").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    errors = [int(text) for text in _column(everything.locator("table"), 3)]
    assert errors == sorted(errors, reverse=True) and errors[0] > 0


@pytest.mark.parametrize("name", FLEETS)
def test_a_page_over_all_deployments_stays_a_few_screens_long(name: str, opened: Opener) -> None:
    page = opened(name)
    assert page.evaluate("document.documentElement.scrollHeight") < 6 * 1000
    assert page.locator("figure[role=img]").count() == 1
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.locator("main h2:not([id]):not(.glance h2), main h3:not([id])").count() == 0


def test_on_a_phone_the_names_of_a_cards_cells_do_not_cover_each_other(opened: Opener) -> None:
    cells = opened("five", viewport=PHONE).locator(".stacks td").all()
    boxes = [box for cell in cells if (box := cell.bounding_box())]
    label = "one => parseFloat(getComputedStyle(one, '::before').height)"
    assert all(box["height"] >= cell.evaluate(label) for box, cell in zip(boxes, cells, strict=True))


_BOTTOMS = "all => all.map(one => one.getBoundingClientRect().bottom)"


def _fleet(reports: Path, count: int) -> Path:
    """The page over so many deployments of four sorts, with every part of it filled; some with hostile names."""
    shared = certificate("shared", "k")
    sorts: list[dict[str, Any]] = [
        {"errors": 3, "findings": [finding("validity"), finding("time-left", "warning")], "next_expiry": day(3)},
        {"path": "ca", "ca": ("0.00", "900000.00"), "renewals": [renewal("own", 40)]},
        {"title": SCRIPT + BIDI, "certificates": [shared | {"san_dns": (SCRIPT,)}], "findings": [finding(NEWLINE)]},
        {"renewals": [renewal("shared", -4), renewal("shared", 200)], "certificates": [shared]},
    ]
    for number in range(min(count, 5)):
        said = {"https": ("1.50", "43.50"), "peak": 20, "purchases": purchases(10), **sorts[number % 4]}
        made_run(reports, f"d-{number:04}", day(-1) if number == 4 else day(0), **said)
    for number in range(5, count):
        like, place = reports / f"d-{number % 5:04}", reports / f"d-{number:04}"
        shutil.copytree(like, place, symlinks=True, copy_function=os.link)
    (reports / "d-0003" / "20261102T000000Z.failed").mkdir()
    write_overview(reports)
    return reports / "index.html"


def _column(table: Any, index: int) -> list[str]:
    texts: list[str] = table.locator(f"tbody tr td:nth-child({index + 1})").all_inner_texts()
    return texts


def _words(pdf: Path) -> str:
    done = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True)
    return done.stdout


def _hostile(folder: Path) -> Path:
    """A copy of the example whose title and certificates say what a page must not take at its word."""
    shutil.copytree(EXAMPLE, folder)
    settings = (folder / "deployment.toml").read_text(encoding="utf-8")
    settings = settings.replace('name = "airec-demo"', 'name = "hostile"').replace('"AIRec demo"', '"<b>Bank</b>"')
    (folder / "deployment.toml").write_text(settings, encoding="utf-8")
    for number, text in enumerate((SCRIPT, BIDI, NEWLINE)):
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
        issue([f"host-{number}.example.com"], subject=subject).write(folder / "certificates", f"odd-{number}")
    issue(['"><img src=x onerror=alert(2)>.example.com']).write(folder / "certificates", "<img src=x onerror=alert(3)>")
    return folder

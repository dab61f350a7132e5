"""What commands print and write where the settings ask for Chinese."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from airec_planning.language import speaking
from airec_planning.mapping_workbook import mapping_workbook
from airec_planning.outputs.costs_document import costs_document
from airec_planning.outputs.costs_text import costs_text
from airec_planning.outputs.documents import decide_document, mapping_document
from airec_planning.outputs.drawing import STYLE
from airec_planning.outputs.requests_text import requests_text
from airec_planning.outputs.run_changes_text import sentences
from airec_planning.outputs.run_diff_text import run_diff_text
from airec_planning.outputs.terminal import decision_text, mapping_text
from airec_planning.plan import Plan
from airec_planning.planning import make_plan
from airec_planning.request_files import certificates_folder, write_for_ca, write_for_console
from airec_planning.request_plan import signing_requests
from tests import wide_font
from tests.outputs.test_run_changes_text import changed

EXAMPLE = Path(__file__).parents[1] / "examples" / "airec-demo"
AS_OF = "2026-11-01"
_CODE = re.compile(
    r"airec-planning(?: [a-z]+)+|[\w./*-]*[./_*=][\w./*=\"-]*|--[a-z-]+"
    r"|CA_\w+.*|sh issue.*|openssl pkey.*|[a-z]+(?:-[a-z]+)+"
)
"""Names, paths, keys of settings and what is typed: the same in each language."""
_TWO_WORDS = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b")
_FIGURES = re.compile(r"\d[\d,.]*\d|\d")


def english(text: str) -> list[str]:
    """Each two lower-case English words in a row that are no code."""
    return [found for line in text.splitlines() for found in _TWO_WORDS.findall(_CODE.sub("|", line))]


@pytest.fixture(scope="module")
def chinese() -> Plan:
    return make_plan(EXAMPLE, AS_OF, {"language": "zh"})


def _decision(plan: Plan) -> str:
    return decision_text(decide_document(plan.deployment.name, plan.decision))


def _costs(plan: Plan) -> str:
    return costs_text(costs_document(plan.deployment.name, plan.decision, plan.comparison, plan.scenarios, {}))


def _mapping(plan: Plan) -> str:
    return mapping_text(mapping_document("certificate_info.xlsx", plan.mapping, mapping_workbook(plan)))


def _console(plan: Plan, folder: Path) -> str:
    return requests_text(write_for_console(plan, folder), str(certificates_folder(plan)), "d")


def _own_ca(plan: Plan, folder: Path) -> str:
    found = write_for_ca(plan, folder, signing_requests(plan, everything=True))
    return requests_text(found, str(certificates_folder(plan)), "d") + (folder / "README.txt").read_text("utf-8")


@pytest.mark.parametrize("text_of", [_decision, _costs, _mapping])
def test_a_chinese_text_holds_no_english_but_names_and_keys(text_of: object, chinese: Plan) -> None:
    assert callable(text_of)
    with speaking("zh"):
        assert english(text_of(chinese)) == []


@pytest.mark.parametrize("text_of", [_decision, _costs, _mapping])
def test_its_figures_are_those_of_the_english_one(text_of: object, chinese: Plan) -> None:
    assert callable(text_of)
    with speaking("zh"):
        said = text_of(chinese)
    assert sorted(_FIGURES.findall(said)) == sorted(_FIGURES.findall(text_of(make_plan(EXAMPLE, AS_OF))))


@pytest.mark.parametrize("text_of", [_console, _own_ca])
def test_chinese_requests_hold_no_english_but_names_and_what_is_typed(
    text_of: object, chinese: Plan, tmp_path: Path
) -> None:
    assert callable(text_of)
    with speaking("zh"):
        assert english(text_of(chinese, tmp_path).replace(str(tmp_path), "")) == []


def test_the_consoles_worksheet_is_chinese(chinese: Plan, tmp_path: Path) -> None:
    write_for_console(chinese, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "console-worksheet.xlsx")
    assert book.sheetnames == ["控制台", "注意事项", "操作说明"]
    assert english("\n".join(_texts((tmp_path / "console-worksheet.xlsx").read_bytes()))) == []


def test_machines_read_the_same_keys_values_and_figures_in_each_language(chinese: Plan) -> None:
    def document(plan: Plan) -> object:
        found = costs_document(plan.deployment.name, plan.decision, plan.comparison, plan.scenarios, {})
        return json.loads(found.to_json())

    told = {"reason", "statement", "sentence", "method", "blockers"}
    with speaking("zh"):
        said = _without(document(chinese), told)
    assert said == _without(document(make_plan(EXAMPLE, AS_OF)), told)


@pytest.mark.parametrize(
    ("language", "workbook", "is_chinese"), [("zh", "", True), ("en", "zh", True), ("zh", "en", False)]
)
def test_a_new_workbook_is_of_one_language_whatever_the_pages_are_in(
    language: str, workbook: str, is_chinese: bool, tmp_path: Path
) -> None:
    (tmp_path / "certificate_info.csv").write_text("Product,Service,Domain Name\nP,S,a.example.com\nP,S,localhost\n")
    asked = {"language": language} | ({"workbook.language": workbook} if workbook else {})
    plan = make_plan(tmp_path, AS_OF, asked)
    texts = [text for text in _texts(mapping_workbook(plan).data) if text != "localhost"]
    reasons = [text for text in texts if "certificate; " in text or "没有证书" in text]
    assert reasons, "the open row has its reason"
    if is_chinese:
        assert english("\n".join(texts)) == []
    else:
        assert not any(re.search("[一-鿿]", text) for text in texts)


def test_what_changed_is_said_in_chinese() -> None:
    with speaking("zh"):
        said = "\n".join([*sentences(changed()), run_diff_text(changed())])
    for finding in changed().findings:  # of runs that were made in English
        said = said.replace(finding.message.rstrip("."), "")
    assert english(said) == []


def test_pictures_measure_chinese_letters_as_wide_as_they_are_drawn() -> None:
    def width(text: str) -> float:
        with rc_context(STYLE):
            figure = Figure()
            label = figure.text(0, 0, text, fontsize=20)
            return label.get_window_extent(FigureCanvasAgg(figure).get_renderer()).width

    ems = width("计算期内费用") / (20 * Figure().dpi / 72)
    assert ems == pytest.approx(6, abs=0.1)


def test_the_font_of_widths_is_the_one_that_its_script_makes() -> None:
    assert wide_font.FILE.read_bytes() == wide_font.wide_font()


def _texts(workbook: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(workbook)).worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield from (cell for cell in row if isinstance(cell, str))


def _without(value: object, keys: set[str]) -> object:
    if isinstance(value, dict):
        return {key: _without(one, keys) for key, one in value.items() if key not in keys}
    return [_without(one, keys) for one in value] if isinstance(value, list) else value

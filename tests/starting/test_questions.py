"""What ``init`` asks, and what follows from an answer."""

from __future__ import annotations

import shutil
from pathlib import Path

from airec_planning.deployment import read_deployment
from airec_planning.setting_sections import Settings
from airec_planning.settings import parse_settings
from airec_planning.starting.first_look import look, seen_text
from airec_planning.starting.questions import MOST, Answers, Question, asked, unasked
from airec_planning.starting.scaffold import make_deployment
from tests.deployments import CHINESE, write_deployment


def enter(question: Question) -> str:
    return question.default


def texts(folder: Path) -> list[str]:
    met: list[str] = []

    def ask(question: Question) -> str:
        met.append(question.text)
        return question.default

    asked(look(folder), Answers(), ask)
    return met


def settings(folder: Path) -> Settings:
    return parse_settings((folder / "deployment.toml").read_text(encoding="utf-8"), "deployment.toml")


def test_a_plain_folder_is_asked_for_title_ca_language_and_notebooks(tmp_path: Path) -> None:
    assert texts(write_deployment(tmp_path, ["a.example.com"])) == [
        "Title on the pages",
        "Does your organisation have a CA of its own?",
        "Language of the pages, English or Chinese?",
        "Copy the notebooks into the folder, to explore the costs?",
    ]


def test_nobody_is_asked_more_than_five_questions(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_deployment(tmp_path / name, ["a.example.com"])
    assert len(texts(tmp_path)) == MOST == 5


def test_of_two_tables_the_one_that_is_chosen_is_named_in_the_settings(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_deployment(tmp_path / name, [f"{name}.example.com"])

    def second(question: Question) -> str:
        return question.choices[1] if "Which is" in question.text else question.default

    make_deployment(tmp_path, asked(look(tmp_path), Answers(), second))
    found = read_deployment(tmp_path)
    assert found.requirement_table == tmp_path / "two" / "certificate_info.csv"
    assert found.san_domains == tmp_path / "two" / "san_domains"


def test_a_table_of_another_name_is_known_by_its_header_and_named_in_the_settings(tmp_path: Path) -> None:
    write_deployment(tmp_path, ["a.example.com"])
    (tmp_path / "certificate_info.csv").rename(tmp_path / "HTTPS 证书规划 v2.csv")
    (tmp_path / "prices.csv").write_text("item,price\nStandard,0.5\n")
    make_deployment(tmp_path, unasked(look(tmp_path), Answers()))
    assert settings(tmp_path).planner.requirement_table == "HTTPS 证书规划 v2.csv"


def test_a_chinese_table_proposes_chinese_pages_with_settings_explained_in_chinese(tmp_path: Path) -> None:
    write_deployment(tmp_path, ["a.example.com"], headers=CHINESE)
    make_deployment(tmp_path, asked(look(tmp_path), Answers(), enter))
    assert settings(tmp_path).language == "zh"
    assert "# 本部署的设置" in (tmp_path / "deployment.toml").read_text(encoding="utf-8")


def test_a_table_that_plans_with_the_own_ca_answers_that_question(tmp_path: Path) -> None:
    write_deployment(tmp_path, [{"domain": "a.example.com", "source": "Own CA"}])
    assert not any("CA of its own" in text for text in texts(tmp_path))


def test_a_folder_for_authorities_proposes_that_there_is_a_ca(tmp_path: Path) -> None:
    write_deployment(tmp_path, ["a.example.com"])
    (tmp_path / "ca").mkdir()
    make_deployment(tmp_path, asked(look(tmp_path), Answers(), enter))
    assert settings(tmp_path).organisation.own_ca is True


def test_a_table_that_cannot_be_read_is_told_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "certificate_info.csv").write_text("item,price\nStandard,0.5\n")
    (line,) = [line for line in seen_text(look(tmp_path)) if "certificate_info.csv" in line]
    assert "no column of domains" in line or "domain" in line


def test_a_title_is_text_whatever_is_typed(tmp_path: Path) -> None:
    write_deployment(tmp_path, ["a.example.com"])
    hostile = 'AIRec "prod"\\n = # 生产'
    make_deployment(tmp_path, Answers(title=hostile))
    assert settings(tmp_path).title == hostile


def test_a_later_export_beside_the_table_is_told_for_it_is_not_read(tmp_path: Path) -> None:
    write_deployment(tmp_path, ["a.example.com"])
    shutil.copy(tmp_path / "certificate_info.csv", tmp_path / "certificate_info (1).csv")
    said = list(seen_text(look(tmp_path)))
    assert "  certificate_info (1).csv: could be the requirement table too, and is not read" in said

"""Pieces of a page: escaped HTML, and the same as text."""

from __future__ import annotations

from html.parser import HTMLParser

import pandas as pd
import pytest
from markupsafe import Markup

from airec_planning.outputs.fragments import (
    MOST_ROWS,
    Fragment,
    badge,
    first_rows,
    listing,
    paragraph,
    picture,
    sorted_as,
    table,
    text_table,
)

SCRIPT = "<script>alert('x')</script>"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.said = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.seen += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.said += data


def read(html: str) -> _Tags:
    parser = _Tags()
    parser.feed(html)
    return parser


@pytest.mark.parametrize(
    "fragment",
    [
        table([SCRIPT], [[SCRIPT]], empty=""),
        table(["a"], [], empty=SCRIPT),
        paragraph(SCRIPT),
        listing([SCRIPT]),
        Fragment(str(badge(SCRIPT)), ""),
        picture("<svg/>", SCRIPT),
        picture("<svg/>", '" onload="alert(1)'),
        paragraph("x", '" onclick="alert(1)'),
    ],
)
def test_every_text_is_escaped(fragment: Fragment) -> None:
    assert not {"script", "onload", "onclick"} & set(read(fragment.html).seen)


def test_escaped_text_is_still_read_as_it_was_written() -> None:
    assert SCRIPT in read(table(["a"], [[SCRIPT]], empty="").html).said


def test_markup_in_a_cell_stays_markup() -> None:
    assert "<td><b>x</b></td>" in table(["a"], [[Markup("<b>x</b>")]], empty="").html


def test_figures_are_aligned_as_figures() -> None:
    html = table(["name", "count"], [["a", 5]], empty="", numeric=(1,)).html
    assert '<th scope="col" class="number">count</th>' in html
    assert '<td class="number">5</td>' in html and "<td>a</td>" in html


def test_a_table_without_rows_says_so() -> None:
    assert table(["a"], [], empty="Nothing found.").html == "<p>Nothing found.</p>"


def test_html_and_text_say_the_same() -> None:
    fragment = table(["name"], [["推荐"], [Markup("<b>x</b>")]], empty="")
    assert fragment._repr_html_() == fragment.html
    assert repr(fragment).splitlines()[-1].strip() == "x"
    assert "推荐" in fragment.html and "推荐" in fragment.text


def test_hidden_characters_are_shown() -> None:
    assert "\u202e" not in table(["a"], [["abc\u202edef"]], empty="").html
    assert listing(["a\nb"]).text == "- a\\x0ab"


def test_columns_align_with_chinese_text() -> None:
    lines = text_table(["name", "n"], [["推荐", 1], ["abcd", 2]]).splitlines()
    assert [line.split()[-1] for line in lines[2:]] == ["1", "2"]
    assert lines[2].index("1") + 2 == lines[3].index("2")  # two wide characters take two columns more


def test_text_that_reads_as_a_number_is_kept_as_it_is() -> None:
    assert "1e5" in text_table(["x"], [["1e5"]]) and "0010" in text_table(["x"], [["0010"]])


def test_a_picture_carries_its_alternative() -> None:
    found = picture("<svg></svg>", "A bar.")
    assert found.html == '<figure role="img" aria-label="A bar."><svg></svg></figure>'
    assert found.text == "A bar."


def test_a_blank_first_header_makes_the_first_column_head_the_rows() -> None:
    html = table(["", "HTTPS path"], [["Free", 10]], empty="").html
    assert '<th scope="row">Free</th><td>10</td>' in html


def test_states_carry_their_rank_from_bad_to_good() -> None:
    states = ["failed", "error", "missing", "expired", "critical", "warning", "notice", "skipped", "ok", "of no rank"]
    ranks = [int(str(badge(state)).split('data-sort="')[1].split('"')[0]) for state in states]
    assert ranks == sorted(ranks) and len(set(ranks)) == len(ranks)


def test_a_state_of_two_words_is_one_class() -> None:
    assert 'class="badge not-ready"' in badge("not ready")


def test_what_is_sorted_by_a_number_keeps_its_text() -> None:
    html = table(["When"], [[sorted_as("in 12 days", 12)], [sorted_as(badge("overdue"), -3)]], empty="").html
    assert '<span data-sort="12">in 12 days</span>' in html
    assert html.index('data-sort="-3"') < html.index(">overdue<")
    assert SCRIPT not in sorted_as(SCRIPT, 1)


def test_rows_that_are_left_out_are_counted_with_the_place_of_the_whole() -> None:
    frame = pd.DataFrame({"n": range(MOST_ROWS + 20)})
    shown, left_out = first_rows(frame)
    fragment = table(["n"], [[row["n"]] for row in shown], empty="", left_out=left_out, whole="tables/x.parquet")
    assert (len(shown), left_out) == (MOST_ROWS, 20)
    for said in (read(fragment.html).said, fragment.text):
        assert "the first 500 of 520 rows; a report's run folder has all in tables/x.parquet." in said


def test_a_table_that_is_whole_says_nothing_of_it() -> None:
    shown, left_out = first_rows(pd.DataFrame({"n": range(MOST_ROWS)}))
    assert (len(shown), left_out) == (MOST_ROWS, 0)
    assert "first" not in table(["n"], [[1]], empty="", left_out=left_out, whole="x").html


def test_a_long_name_may_be_broken_at_its_parts_and_is_copied_whole() -> None:
    html = table(["File"], [["certificates/hangzhou.pem"], ["short.pem"]], empty="").html
    assert '<td class="long">certificates/<wbr>hangzhou.<wbr>pem</td>' in html and "<td>short.pem</td>" in html
    assert "certificates/hangzhou.pem" in read(html).said

"""The pictures: well formed, the same each time, whatever the names."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from airec_planning.outputs.figures import expiry_timeline
from airec_planning.outputs.fragments import Fragment
from airec_planning.setting_sections import Expiry
from airec_planning.tables import CERTIFICATES
from tests.certificates import AS_OF
from tests.outputs.pictures import drawn, words

HOSTILE = ["推荐.例子.cn", "$x_1^2$.cn", "$.cn", "\\$\\frac.cn", "<script>alert(1)</script>", "a&b\"'.cn", "a\nb.cn",
           "\u202eabc", "x" * 200, "{}%s_^"]  # fmt: skip


def certificates(*names: str, **changes: Any) -> pd.DataFrame:
    """Server certificates with these names, one ending after the other."""
    blank: dict[str, Any] = {column.name: "" for column in CERTIFICATES.columns}
    blank |= {"position": 1, "key_bits": 256, "is_ca": False, "self_issued": False, "role": "server", "problems": ()}
    return CERTIFICATES.frame(
        blank
        | {
            "file": f"{number}.pem",
            "sha256": f"{number:064}",
            "san_dns": (name,),
            "san_ip": (),
            "not_before": AS_OF - dt.timedelta(days=100),
            "not_after": AS_OF + dt.timedelta(days=10 * number - 20),
        }
        | changes
        for number, name in enumerate(names)
    )


def timeline(frame: pd.DataFrame) -> Fragment:
    return expiry_timeline(frame, AS_OF, Expiry())


@pytest.mark.parametrize("count", [1, 2, 100])
def test_a_timeline_of_any_number_of_certificates_is_well_formed(count: int) -> None:
    found = timeline(certificates(*(f"n{i}.example.com" for i in range(count))))
    assert drawn(found).find("{http://www.w3.org/2000/svg}svg") is not None
    assert "n0.example.com" in words(found)


def test_no_certificates_make_a_sentence() -> None:
    assert timeline(certificates()).text == "There are no certificates to draw."


def test_what_is_not_drawn_is_said() -> None:
    found = timeline(certificates(*(f"n{i}.example.com" for i in range(100))))
    assert "Validity of 40 certificates" in found.text
    assert "60 that end later are not drawn" in found.text


def test_the_soonest_end_comes_first() -> None:
    found = timeline(certificates("first.cn", "second.cn"))
    assert "First: first.cn, 2026-10-12." in found.text
    assert words(found).index("first.cn") < words(found).index("second.cn")


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_drawn_as_text(name: str) -> None:
    root = drawn(timeline(certificates(name, "b.example.com")))
    assert not [e for e in root.iter() if e.tag.endswith("script")]


def test_chinese_names_stay_text_that_the_reader_can_search() -> None:
    found = timeline(certificates("xn--jzuq81e.example.com"))
    assert "推荐.example.com" in words(found) and "推荐.example.com" in found.text


def test_a_dollar_is_no_formula() -> None:
    found = timeline(certificates("$x^2$.cn"))
    assert "$x^2$.cn" in words(found)
    assert "$x^2$.cn" in found.text  # and not with the backslash that the drawing needs


def test_a_picture_is_the_same_each_time() -> None:
    frame = certificates("a.cn", "推荐.cn", "$b$.cn")
    assert timeline(frame) == timeline(frame)


def test_states_are_named_beside_their_colours() -> None:
    found = timeline(certificates("a.cn", "b.cn", "c.cn", "d.cn", "e.cn", "f.cn"))
    assert {"expired", "critical", "warning"} <= set(words(found).split())
    assert "20 d ago" in words(found)


@pytest.mark.parametrize(
    ("before", "after"), [(-4000, -3000), (2000, 3000), (-10, 2_900_000), (-100, -99)]
)  # long gone, far ahead, without end, one day
def test_any_validity_can_be_drawn(before: int, after: int) -> None:
    dates = {"not_before": AS_OF + dt.timedelta(days=before), "not_after": AS_OF + dt.timedelta(days=after)}
    drawn(timeline(certificates("a.cn", **dates)))
    drawn(timeline(pd.concat([certificates("a.cn", **dates), certificates("b.cn", "c.cn", "d.cn")])))


def test_certificates_without_dates_and_authorities_are_left_out() -> None:
    assert "no certificates" in timeline(certificates("a.cn", not_after=None)).text
    assert "no certificates" in timeline(certificates("a.cn", role="authority")).text


def test_a_certificate_in_two_files_is_drawn_once() -> None:
    assert "1 certificate," in timeline(certificates("a.cn", "b.cn", sha256="0" * 64)).text

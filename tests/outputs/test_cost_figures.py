"""The pictures of the costs: well formed, the same each time, said in words, and nothing written over another."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from airec_planning.costs.cheapest import CertificateSet
from airec_planning.costs.comparison import cost_paths
from airec_planning.costs.crossover import crossovers, so_far
from airec_planning.costs.figures import around
from airec_planning.costs.scenarios import cheaper, sweep
from airec_planning.costs.sensitivity import tornado
from airec_planning.outputs import cost_figures, drawing, sensitivity_figures, zone_figure
from airec_planning.outputs.drawing import amount_text
from airec_planning.outputs.fragments import Fragment
from airec_planning.settings import parse_settings
from airec_planning.tables import OUTLAYS, PERCENTILES, TORNADO
from tests.certificates import AS_OF
from tests.costs.estates import estate, estate_of
from tests.outputs.pictures import drawn, words
from tests.outputs.test_figures import HOSTILE

LABOUR = "[labour]\ncreation_minutes = 20\nissuance_minutes = 30\nhourly_rate = 120\nca_fixed_per_year = 200\n"


def outlays(*rows: tuple[int, str, int]) -> pd.DataFrame:
    """Outlays of (day, path, amount)."""
    return OUTLAYS.frame(
        {"date": AS_OF + dt.timedelta(days=day), "path": path, "item": "platform", "amount": amount}
        for day, path, amount in rows
    )


def zones_of(*sizes: int, toml: str = "") -> CertificateSet:
    return cost_paths(estate_of(sizes), parse_settings(toml, "")).console.now


def a_map(toml: str = "") -> Fragment:
    base = parse_settings(toml, "")
    across, up = "validity.platform_days", "prices.wildcard"
    values = {key: around(base, key) for key in (across, up)}
    found = sweep(estate_of([4, 3, 1]), base, values)
    return sensitivity_figures.cost_map(found, across, up, (base.validity.platform_days, base.prices.wildcard))


def luminance(colour: Sequence[float]) -> float:
    """As WCAG 2 defines it."""
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# Crossovers.


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["https", "ca"]), st.integers(1, 4)), max_size=12))
def test_crossovers_are_those_of_a_count_day_by_day(rows: list[tuple[int, str, int]]) -> None:
    leader, found = "", []
    for day in range(13):
        https, ca = (sum(a for d, p, a in rows if p == path and d <= day) for path in ("https", "ca"))
        leads = cheaper(https, ca)
        if leads not in ("neither", leader):
            leader = leads
            found.append((AS_OF + dt.timedelta(days=day), leads))
    assert [(one.date.to_pydatetime(), one.cheaper) for one in crossovers(outlays(*rows))] == found


def test_what_was_paid_so_far_has_a_column_for_each_path_also_where_one_costs_nothing() -> None:
    assert so_far(outlays((0, "https", 50), (335, "https", 70)))["https"].tolist() == [50, 120]
    assert so_far(outlays((0, "https", 50)))["ca"].tolist() == [0]
    assert so_far(outlays()).empty


# What the pictures say.


def test_the_costs_say_what_both_paths_come_to_and_where_one_overtakes_the_other() -> None:
    found = cost_figures.cumulative_cost(outlays((0, "https", 250), (0, "ca", 300), (335, "https", 500)), AS_OF, 1095)
    assert found.text == (
        "Cost so far by day over 1,095 days: at the end HTTPS path 7.50 yuan, CA path 3.00 yuan; "
        "from 2027-10-02 on the CA path has cost less."
    )
    assert "2027-10-02: the CA path has cost less from here" in words(found)


@pytest.mark.parametrize("rows", [[], [(0, "https", 10**13)], [(i, "https", 50) for i in range(100)]])
def test_costs_of_any_number_and_size_are_well_formed(rows: list[tuple[int, str, int]]) -> None:
    assert "neither overtakes the other" in cost_figures.cumulative_cost(outlays(*rows), AS_OF, 365).text


def test_a_tornado_names_the_figure_that_moves_most_and_both_of_its_ends() -> None:
    found = sensitivity_figures.tornado(tornado(estate_of([4, 3, 1]), parse_settings(LABOUR, "")))
    assert "validity.own_ca_days, from 292 to 438, changes it by" in found.text
    assert {"292", "438", "validity.own_ca_days"} <= set(words(found).split())


def test_where_no_figure_matters_a_sentence_stands_for_the_tornado() -> None:
    assert sensitivity_figures.tornado(TORNADO.frame([])).text.startswith("No figure alone changes")


def test_a_map_says_from_where_to_where_the_cost_goes() -> None:
    found = a_map()
    assert "49 pairs of validity.platform_days and prices.wildcard" in found.text
    assert {"91", "365", "730", "1.50", "3.00"} <= set(words(found).split())


def test_zones_say_how_many_got_a_wildcard() -> None:
    found = zone_figure.zones(zones_of(5, 3, 1, 1, toml="prices.free_tier = 0"))
    assert found.text.startswith("2 zones with a wildcard, with 3 to 5 names; 2 zones by name, with 1 name.")
    assert "z0000.example.com" in words(found)


def test_without_zones_a_sentence_stands_for_them() -> None:
    assert zone_figure.zones(zones_of()).text.startswith("No zone has the choice")


@pytest.mark.parametrize("zone", ["xn--fiq228c.example.com", "a-b.example.com"])
def test_a_zone_is_named_as_people_read_it(zone: str) -> None:
    found = zone_figure.zones(cost_paths(estate([f"a.{zone}"]), parse_settings("", "")).console.now)
    assert ("中文.example.com" if zone.startswith("xn--") else zone) in words(found)


def test_uncertain_costs_say_the_middle_and_both_ends() -> None:
    rows = [{"measure": m, "p10": 100, "p50": 200, "p90": 300} for m in ("https", "ca", "difference")]
    found = cost_figures.uncertain_costs(PERCENTILES.frame(rows), 512)
    assert "HTTPS path between 1.00 and 3.00 yuan in eight of ten cases, 2.00 in the middle" in found.text


def test_a_hatch_is_seen_on_its_ground() -> None:
    rows = [{"measure": m, "p10": 100, "p50": 200, "p90": 300} for m in ("https", "ca")]
    svg = cost_figures.uncertain_costs(PERCENTILES.frame(rows), 512).html
    pattern = svg[svg.index("<pattern") : svg.index("</pattern>")]
    assert "#d55e00" in pattern and 'height="73" fill="#d55e00"' not in pattern


@pytest.mark.parametrize(
    ("fen", "text"),
    [(0, "0.00"), (-50, "-0.50"), (99_999, "999.99"), (1_234_500, "12,345"), (123_456_789, "1.2 million")],
)
def test_amounts_are_as_short_as_they_can_be_read(fen: int, text: str) -> None:
    assert amount_text(fen) == text


@pytest.mark.parametrize(
    "draw",
    [
        a_map,
        lambda: zone_figure.zones(zones_of(3, 2)),
        lambda: zone_figure.zones(zones_of(*[3] * 30)),
        lambda: sensitivity_figures.tornado(tornado(estate_of([4, 3, 1]), parse_settings(LABOUR, ""))),
        lambda: cost_figures.cumulative_cost(outlays((0, "https", 250), (9, "ca", 300)), AS_OF, 365),
        lambda: cost_figures.uncertain_costs(
            PERCENTILES.frame([{"measure": "https", "p10": 1, "p50": 2, "p90": 3}]), 8
        ),
    ],
)
def test_a_picture_is_the_same_each_time(draw: Callable[[], Fragment]) -> None:
    assert draw() == draw()


@pytest.mark.parametrize("zone", HOSTILE)
def test_any_zone_is_drawn_as_text(zone: str) -> None:
    found = zones_of(3)
    hostile = dataclasses.replace(found.problem, open_zones=((zone, ("a", "b")),))
    root = drawn(zone_figure.zones(dataclasses.replace(found, problem=hostile, wildcarded=(zone,))))
    assert not [e for e in root.iter() if e.tag.endswith("script")]


def test_crossings_beyond_those_that_are_named_are_counted() -> None:
    rows = [(day, "https" if day % 200 else "ca", 60 + day) for day in range(0, 1000, 100)]
    found = cost_figures.cumulative_cost(outlays(*rows), AS_OF, 1095)
    assert "6 more crossings, dotted" in words(found)
    assert found.text.count("has cost less") == 9


def test_an_end_without_an_effect_keeps_its_value_and_the_rest_is_named() -> None:
    none = {"https_low": 0, "https_high": 0, "ca_low": 0, "ca_high": 0, "low": "1", "base": "2", "high": "3"}
    rows = [none | {"figure": f"f{n:02}", "origin": "", "https_low": 1000 - n} for n in range(14)]
    found = sensitivity_figures.tornado(TORNADO.frame([*rows, none | {"figure": "idle", "origin": ""}]))
    assert words(found).count("3: no change") == 12
    assert "smaller: f12, f13" in words(found) and "no effect: idle" in words(found)


def test_the_cut_between_wildcards_and_names_is_labelled_where_zones_are_not_named() -> None:
    found = zone_figure.zones(zones_of(*[1 + 40 // (number + 1) for number in range(100)]))
    assert "20 zones with a wildcard: 3 names or more" in words(found)
    assert "20 zones with a wildcard, with 3 to 41 names" in found.text


def test_zones_whose_wildcard_is_demanded_are_not_passed_over() -> None:
    demanded = dataclasses.replace(zones_of(3).problem, forced=("a.cn", "b.cn"))
    assert (
        "2 zones whose wildcard is demanded are not drawn"
        in zone_figure.zones(dataclasses.replace(zones_of(3), problem=demanded)).text
    )


def test_figures_in_the_map_are_told_from_their_ground() -> None:
    for share in range(101):
        shade = sensitivity_figures._SHADES(share / 100)
        ground, ink = luminance(shade), luminance(to_rgb(sensitivity_figures.ink_on(shade)))
        assert (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) >= 4.5  # WCAG AA


# Nothing is written over another.


def texts_of(figure: Figure) -> Iterator[tuple[str, Any]]:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    beyond = {
        label
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in axis.get_major_ticks() + axis.get_minor_ticks()
        for label in (tick.label1, tick.label2)
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
    }  # matplotlib keeps ticks that it does not draw
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip() and text not in beyond:
            box = text.get_window_extent(renderer)
            yield text.get_text(), box


def overlaps(draw: Any) -> list[tuple[str, str]]:
    """Pairs of texts in a picture whose boxes meet, and texts that leave it."""
    figures: list[Figure] = []

    def keep(figure: Figure) -> str:
        figures.append(figure)
        return drawing.svg_text(figure)

    modules = (cost_figures, sensitivity_figures, zone_figure)
    patches = [mock.patch.object(module, "svg_text", keep) for module in modules]
    for patch in patches:
        patch.start()
    try:
        draw()
    finally:
        mock.patch.stopall()
    found = list(texts_of(figures[0]))
    width, height = figures[0].canvas.get_width_height()
    outside = [
        (name, "the edge")
        for name, box in found
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1
    ]
    outside += [
        (name, "a line of costs")
        for axes in figures[0].axes
        for line in axes.lines
        if len(line.get_path()) > 2
        for name, box in found
        if line.get_path().transformed(line.get_transform()).intersects_bbox(box, filled=False)
    ]
    pairs = itertools.combinations(found, 2)
    return outside + [(a, b) for (a, one), (b, other) in pairs if one.padded(-1).overlaps(other.padded(-1))]


@pytest.mark.parametrize("zones", [1, 10, 25, 26, 100, 1000])
def test_no_text_overlaps_in_the_zones(zones: int) -> None:
    sizes = [1 + 40 // (number + 1) for number in range(zones)]
    assert overlaps(lambda: zone_figure.zones(zones_of(*sizes))) == []


@pytest.mark.parametrize("zones", [10, 100, 1000])
@pytest.mark.parametrize("toml", ["", LABOUR, "labour.ca_fixed_per_year = 5000000\n"])
def test_no_text_overlaps_in_costs_and_tornado(zones: int, toml: str) -> None:
    base, names = parse_settings(toml, ""), estate_of([1 + 40 // (number + 1) for number in range(zones)])
    found = cost_paths(names, base)
    assert overlaps(lambda: cost_figures.cumulative_cost(found.outlays, names.as_of, 1095)) == []
    assert overlaps(lambda: sensitivity_figures.tornado(tornado(names, base))) == []


@pytest.mark.parametrize("toml", ["", LABOUR, "prices.wildcard = 1000\n", "prices.wildcard = 0\n"])
def test_no_text_overlaps_in_the_map(toml: str) -> None:
    assert overlaps(lambda: a_map(toml)) == []


def test_no_text_overlaps_where_the_paths_cross_often() -> None:
    rows = [(day, "https" if day % 200 else "ca", 60 + day) for day in range(0, 1000, 100)]
    assert overlaps(lambda: cost_figures.cumulative_cost(outlays(*rows), AS_OF, 1095)) == []


def test_no_text_lies_on_a_line_where_the_last_crossing_is_at_the_end() -> None:
    rows = outlays((0, "https", 900), (0, "ca", 800), (20, "ca", 200), (1090, "https", 700))
    assert overlaps(lambda: cost_figures.cumulative_cost(rows, AS_OF, 1095)) == []


@pytest.mark.parametrize(
    ("low", "middle", "high"),
    [(0, 0, 0), (1, 2, 3), (0, 1, 10**11), (99_900_000_000, 99_950_000_000, 10**11), (10**11, 10**11, 10**11)],
)
def test_no_text_overlaps_in_uncertain_costs(low: int, middle: int, high: int) -> None:
    rows = [{"measure": m, "p10": low, "p50": middle, "p90": high} for m in ("https", "ca")]
    assert overlaps(lambda: cost_figures.uncertain_costs(PERCENTILES.frame(rows), 512)) == []


@pytest.mark.parametrize("sizes", [[3] * 1000, [5000, *[1] * 999], [*[9] * 60, *[1] * 40], [2] * 26])
def test_no_text_overlaps_in_zones_of_any_shape(sizes: list[int]) -> None:
    assert overlaps(lambda: zone_figure.zones(zones_of(*sizes))) == []


def test_no_text_overlaps_in_a_tornado_of_long_keys_and_large_values() -> None:
    rows = [
        {"figure": f"labour.a_figure_with_a_long_key_{n:02}", "low": "6000000.00", "base": "8000000.00",
         "high": "10000000.00", "https_low": -(10**11) // (n + 1), "https_high": 10**11 // (n + 1) * (n % 3 - 1),
         "ca_low": 0, "ca_high": 0, "origin": "[ranges]"}
        for n in range(19)
    ]  # fmt: skip
    assert overlaps(lambda: sensitivity_figures.tornado(TORNADO.frame(rows))) == []


def test_the_example_draws_every_picture_that_its_notebook_shows() -> None:
    from airec_planning import make_plan, show  # noqa: PLC0415

    plan = make_plan(Path(__file__).parents[2] / "examples/airec-demo", "2026-11-01")
    for picture in (show.cost_over_time, show.zones, show.tornado, show.cost_map, show.uncertainty):
        drawn(picture(plan))

"""When a target is told of a run, and in which words."""

from __future__ import annotations

from typing import Any

import pytest

from airec_planning.reporting.notices.digest import Digest, digest, harmless
from airec_planning.reporting.notices.memory import Told, told_now
from airec_planning.reporting.notices.situation import Finding, Situation
from airec_planning.setting_sections import Notify
from tests.reporting.notices import failure, serving, situation

WHERE = "reports/demo/latest/index.html"


def told(now: Situation, before: Told | None = None, **policy: Any) -> tuple[Digest | None, Told | None]:
    """What a target is told of a run, and what it knows after it."""
    chosen = Notify(**policy)
    said = digest(now, before, chosen, WHERE)
    return said, told_now(now, before, chosen.thresholds) if said else before


def run_through(*runs: Situation, **policy: Any) -> list[Digest | None]:
    """What a target is told of one run after another."""
    known, said = None, []
    for now in runs:
        one, known = told(now, known, **policy)
        said.append(one)
    return said


def test_the_first_digest_says_state_faults_outlook_cost_and_where_the_report_is() -> None:
    said, _ = told(situation(errors="a b", warnings="w"))
    assert said == Digest(
        "AIRec demo: Not ready: 2 errors",
        "As of 2026-11-01, 3 of 4 domains are named by a valid certificate.\n"
        "error: a.example.com: no certificate\n"
        "error: b.example.com: no certificate\n"
        "warning: w.example.com: only in san_domains\n"
        "No renewal has to be started within 365 days.\n"
        "HTTPS path: 1.50 yuan now.\n"
        "Report: reports/demo/latest/index.html",
    )


def test_nothing_is_told_while_nothing_changes() -> None:
    first, *rest = run_through(*(situation(f"2026-11-0{day}", "a", "w") for day in (1, 2, 3)))
    assert first
    assert rest == [None, None]


def test_a_repeated_run_is_not_told_twice_even_where_each_run_is_told() -> None:
    _, again, next_day = run_through(situation(), situation(), situation("2026-11-02"), on="always")
    assert again is None
    assert next_day


def test_new_and_settled_findings_are_told_against_what_was_told_and_not_against_the_last_run() -> None:
    _, known = told(situation(errors="a b"))
    said, _ = told(situation("2026-11-09", "a c d"), known)  # however many nights lie between
    assert said
    assert "New error: c.example.com: no certificate\nNew error: d.example.com" in said.text
    assert "a.example.com" not in said.text
    assert "Settled: 1 finding." in said.text


def test_what_came_and_went_unnoticed_is_not_told() -> None:
    _, known = told(situation(errors="a"))
    assert told(situation("2026-11-03", "a"), known)[0] is None


def test_a_warning_that_becomes_an_error_is_told() -> None:
    said = run_through(situation(warnings="a"), situation("2026-11-02", errors="a"))[1]
    assert said
    assert "New error: a.example.com" in said.text
    assert "Settled" not in said.text


@pytest.mark.parametrize(("on", "expected"), [("change", True), ("error", False)])
def test_new_warnings_are_no_matter_for_who_hears_of_errors_only(on: str, expected: bool) -> None:
    said = run_through(situation(errors="a"), situation("2026-11-02", "a", "w"), on=on)[1]
    assert bool(said) == expected


def test_who_hears_of_errors_only_hears_nothing_of_a_sound_deployment() -> None:
    sound, faulty = run_through(situation(), situation("2026-11-02", "a"), on="error")
    assert sound is None
    assert faulty


def test_other_costs_are_a_change_and_said_in_a_sentence() -> None:
    dearer = (("Other domains are required.", "aa"), ("The cost now has changed: 2.00 yuan.", "2.00"))
    said = run_through(situation(), situation("2026-11-02", facts=dearer))[1]
    assert said
    assert "The cost now has changed: 2.00 yuan.\n" in said.text
    assert "Other domains" not in said.text


def test_sentences_about_what_changed_take_the_place_of_our_own() -> None:
    _, known = told(situation())
    other = situation("2026-11-02", facts=(("Other domains are required.", "bb"), ("", "1.50")))
    said = digest(other, known, Notify(), WHERE, ["x.example.com was added", "y.example.com was dropped"])
    assert said
    assert "x.example.com was added\ny.example.com was dropped\n" in said.text
    assert "Other domains" not in said.text


def test_each_threshold_is_told_once_for_each_certificate() -> None:
    days = [40, 30, 29, 8, 7, 6, 2, 1, 0]
    runs = [situation(f"2026-11-{number + 1:02}", serving=(serving(left),)) for number, left in enumerate(days)]
    said = run_through(*runs)
    assert [left for left, one in zip(days, said, strict=True) if one] == [40, 30, 7, 1]
    assert said[4]
    assert "Ends in 7 days, 2026-12-01: certificates/ab.pem, for a.example.com\n" in said[4].text


def test_thresholds_missed_on_the_way_are_told_as_one() -> None:
    said = run_through(situation(serving=(serving(40),)), situation("2026-11-20", serving=(serving(5),)))[1]
    assert said
    assert said.text.count("Ends in") == 1


def test_a_second_certificate_is_told_of_its_own_threshold() -> None:
    one, both = (serving(6),), (serving(5), serving(7, "cd"))
    said = run_through(situation(serving=one), situation("2026-11-02", serving=both))[1]
    assert said
    assert "cd.pem" in said.text
    assert "ab.pem" not in said.text


def test_an_ending_certificate_is_not_said_twice() -> None:
    ending = Finding("t", "error", "certificates/ab.pem: 5 days left", ends="certificates/ab.pem")
    said, _ = told(situation(serving=(serving(5),), findings=(ending,)))
    assert said
    assert said.text.count("ab.pem") == 1


def test_a_failure_is_told_once_and_so_is_the_recovery() -> None:
    said = run_through(
        situation(), failure("2026-11-02"), failure("2026-11-03"), situation("2026-11-04"), situation("2026-11-05")
    )
    assert [bool(one) for one in said] == [True, True, False, True, False]
    assert said[1] == Digest(
        "AIRec demo: the report failed",
        "The report of demo as of 2026-11-02 failed.\n"
        "a cell failed\n"
        "You will be told when it is whole again.\n"
        "Report: reports/demo/latest/index.html",
    )
    assert said[3]
    assert said[3].title == "AIRec demo: the report runs again. Ready"
    assert "The report had failed, and is whole again." in said[3].text


def test_a_failure_of_another_kind_is_told_anew() -> None:
    assert all(run_through(failure("2026-11-01"), failure("2026-11-02", "InputError")))


def test_after_a_failure_only_what_is_new_since_the_last_whole_run_is_listed() -> None:
    said = run_through(situation(errors="a"), failure("2026-11-02"), situation("2026-11-03", "a b"))[2]
    assert said
    assert "b.example.com" in said.text
    assert "a.example.com" not in said.text


@pytest.mark.parametrize("older", [situation("2026-10-01", "a b c"), failure("2026-10-01")])
def test_an_older_run_repeated_is_not_told(older: Situation) -> None:
    _, known = told(situation(errors="a"))
    assert told(older, known)[0] is None


@pytest.mark.parametrize(
    "hostile",
    [
        "@all",
        "<@everyone>",
        "<at user_id='all'></at>",
        "<!channel>",
        "http://evil.example",
        "[x](https://evil)",
        "a\nb\u202e",
    ],
)
def test_nothing_from_outside_acts_in_a_message(hostile: str) -> None:
    text = harmless(hostile)
    assert not any(part in text for part in ("@", "<", ">", "://", "\n", "\u202e"))
    finding = Finding("x", "error", hostile)
    for now in (situation(title=hostile, findings=(finding,)), failure(sentence=hostile)):
        said, _ = told(now)
        assert said
        assert not any(part in said.title + said.text for part in ("@", "<", ">", "://", "\u202e"))


def test_a_message_fits_where_2048_bytes_are_taken_and_still_says_where_the_report_is() -> None:
    long = tuple(Finding(str(number), "error", "证书" * 200) for number in range(50))
    said, _ = told(situation(findings=long, outlook=("书" * 500,) * 6))
    assert said
    assert len(f"{said.title}\n{said.text}".encode()) <= 2048
    assert said.text.endswith(f"Report: {WHERE}")
    assert "... and 47 more of these." in said.text

"""What changed, as a manager, a terminal and a page read it."""

from __future__ import annotations

import datetime as dt
import json

import jsonschema
from hypothesis import given, settings

from airec_planning.outputs.fragments import badge
from airec_planning.outputs.run_changes import RunChanges
from airec_planning.outputs.run_changes_fragment import changes_fragment
from airec_planning.outputs.run_changes_text import sentences
from airec_planning.outputs.run_comparison import run_changes
from airec_planning.outputs.run_diff_document import run_diff_document
from airec_planning.outputs.run_diff_text import run_diff_text
from airec_planning.outputs.run_state import Found, RunName, RunState
from airec_planning.outputs.schemas import json_schema
from tests.certificates import AS_OF
from tests.made_runs import by_hash, certificate, costs, found, state
from tests.outputs.test_fragments import read
from tests.outputs.test_run_comparison import RUNS

LATER = RunName("20261102T000000Z", AS_OF + dt.timedelta(days=1), "1.0")
HOSTILE = "<script>alert(1)</script>\nerror\u202e all is well"


def changed() -> RunChanges:
    """A bit of everything."""
    old = state(
        domains={"pay.example.com": "warning", "old.example.com": "ok", "xn--jzuq81e.example.com": "missing"},
        certificates=by_hash(certificate("1", "pay.example.com", ends=5), certificate("2", "old.example.com")),
        findings=found(("warning", "time-left", "pay.example.com", "pay.pem")),
        costs=costs(150, 4350),
        settings={"prices.standard": "0.5"},
        mapped={("P", "pay", "pay.example.com", 1): "pay.pem"},
        inputs={"san_domains": "aa"},
    )
    new = state(
        run=LATER,
        domains={"pay.example.com": "expired", "new.example.com": "missing", "xn--jzuq81e.example.com": "ok"},
        certificates=by_hash(certificate("3", "pay.example.com", ends=370)),
        findings=found(("error", "validity", "pay.example.com", "pay.pem")),
        costs=costs(300, 123_456_700),
        settings={"prices.standard": "0.6"},
        mapped={("P", "pay", "pay.example.com", 1): ""},
        inputs={"san_domains": "bb"},
        path="ca",
        overdue={"3": "pay.example.com"},
    )
    return run_changes(old, new)


def test_the_sentences_say_first_what_needs_someone_to_act() -> None:
    assert sentences(changed()) == [
        "1 domain is worse off: pay.example.com (was warning, is expired).",
        "1 new error: pay.example.com [validity]: validity speaks of pay.example.com.",
        "The path is now the CA path; it was the HTTPS path.",
        "1 renewal has become overdue: pay.example.com.",
        "1 domain added: new.example.com (missing).",
        "1 domain dropped: old.example.com.",
        "The HTTPS path, which is not taken, costs 3.00 yuan now and 1,234,567.00 over the horizon; it was 1.50 yuan"
        " now and 43.50 over the horizon.",
        "1 row lost the certificate in the mapping workbook: pay.example.com, P, pay.",
        "0 of 1 row is mapped; it was 1 of 1.",
        "1 domain is better off: xn--jzuq81e.example.com (推荐.example.com) (was missing, is ok).",
        "1 certificate was renewed: pay.example.com (until 2027-11-06).",
        "1 certificate is gone: old.example.com (until 2027-02-09).",
        "1 warning no longer stands: pay.example.com [time-left].",
        "1 setting changed: prices.standard was 0.5, is 0.6.",
        "1 input file changed: san_domains.",
    ]


def test_a_sentence_names_three_and_counts_the_rest() -> None:
    domains = {f"{letter}.example.com": "missing" for letter in "abcdefg"}
    [said] = sentences(run_changes(state(), state(domains=domains)))
    assert (
        said
        == "7 domains added: a.example.com (missing), b.example.com (missing), c.example.com (missing), and 4 more."
    )


def test_domains_and_addresses_are_counted_together() -> None:
    new = state(domains={"a.example.com": "ok"}, addresses={"192.0.2.1": "missing"})
    assert sentences(run_changes(state(), new)) == [
        "2 domains and addresses added: 192.0.2.1 (missing), a.example.com (ok)."
    ]


@settings(max_examples=25, deadline=None)
@given(RUNS, RUNS)
def test_there_are_sentences_lines_and_tables_where_something_changed_and_only_then(
    old: RunState, new: RunState
) -> None:
    changes = run_changes(old, new)
    assert bool(sentences(changes)) == changes.anything
    assert run_diff_text(changes).endswith("no changes") != changes.anything
    assert ("<table>" in changes_fragment(changes).html or not changes.names) and (
        changes_fragment(changes).html.startswith("<p>Nothing changed") != changes.anything
    )


@settings(max_examples=25, deadline=None)
@given(RUNS, RUNS)
def test_the_document_keeps_its_published_schema(old: RunState, new: RunState) -> None:
    document = run_diff_document(run_changes(old, new))
    jsonschema.validate(json.loads(document.to_json()), json.loads(json_schema("run-diff")))


def test_the_text_for_a_terminal_has_a_line_a_change() -> None:
    lines = run_diff_text(changed()).splitlines()
    assert lines[0] == "20261101T000000Z -> 20261102T000000Z"
    assert lines[1:5] == [
        "+ domain new.example.com, missing",
        "~ domain pay.example.com: warning -> expired, worse",
        "~ domain xn--jzuq81e.example.com (推荐.example.com): missing -> ok, better",
        "- domain old.example.com, was ok",
    ]
    assert "~ path: https -> ca" in lines
    assert (
        "~ certificate pay.example.com (until 2027-11-06) renews pay.example.com (until 2026-11-06): certificates/3.pem"
        in lines
    )
    assert lines[-1] == "15 changes; something got worse"


def test_the_page_says_since_when_and_folds_the_details_away() -> None:
    fragment = changes_fragment(changed())
    assert fragment.html.startswith("<p>Since 2026-11-01:</p>\n<ul><li>1 domain is worse off")
    assert fragment.html.count("<details>") == 1
    assert badge("expired") in fragment.html


def test_the_page_says_in_one_line_that_nothing_changed_and_what_is_not_known() -> None:
    assert changes_fragment(run_changes(state(), state(run=LATER))).text == "Nothing changed since 2026-11-01."
    older = changes_fragment(run_changes(state(costs=None), state(run=LATER)))
    assert older.text == (
        "Nothing changed since 2026-11-01. Not compared, since one of the runs does not hold it: the costs."
    )


def test_a_run_at_a_moment_is_named_by_its_moment() -> None:
    noon = RunName("20261101T123005Z", AS_OF + dt.timedelta(hours=12, minutes=30, seconds=5), "1.0")
    assert changes_fragment(run_changes(state(run=noon), state(run=LATER))).text == (
        "Nothing changed since 2026-11-01 12:30:05 UTC."
    )


def test_a_long_table_on_the_page_is_cut_and_says_so() -> None:
    new = state(domains={f"n{number}.example.com": "ok" for number in range(300)})
    fragment = changes_fragment(run_changes(state(), new))
    assert fragment.html.count("<tr>") == 201
    assert "and 100 more; airec-planning diff lists them all" in fragment.text


def test_hostile_text_is_neither_markup_nor_a_line_of_its_own() -> None:
    old = state(settings={"title": "a"}, path="https")
    new = state(
        run=RunName(HOSTILE, LATER.as_of, HOSTILE),
        path=HOSTILE,
        domains={HOSTILE: HOSTILE},
        certificates=by_hash(certificate("1", HOSTILE, label=HOSTILE, file=HOSTILE, role=HOSTILE)),
        findings={(HOSTILE, HOSTILE, HOSTILE): Found("error", HOSTILE)},
        overdue={"1": HOSTILE},
        settings={HOSTILE: HOSTILE},
        inputs={HOSTILE: HOSTILE},
    )
    changes = run_changes(old, new)
    fragment, lines = changes_fragment(changes), run_diff_text(changes).splitlines()
    assert "script" not in read(fragment.html).seen
    assert len(lines) == 11
    for text in (fragment.html, *sentences(changes), *lines, run_diff_document(changes).to_json()):
        assert "\u202e" not in text
    assert not any("\n" in sentence for sentence in sentences(changes))

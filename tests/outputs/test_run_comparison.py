"""Two runs compared: what is a change, and what is none."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.audit.expiry import STATES
from airec_planning.outputs.run_changes import RowCounts, ValueChange
from airec_planning.outputs.run_comparison import run_changes
from airec_planning.outputs.run_state import Cost, Found, RunName, RunState
from tests.certificates import AS_OF
from tests.made_runs import by_hash, certificate, costs, found, state

NAMES = st.sampled_from(["a.example.com", "b.example.com", "c.example.com", "*.example.com"])
CERTIFICATES = st.sampled_from(
    [
        certificate(f"{number}", *names, ends=ends)
        for number, (names, ends) in enumerate(
            (names, ends)
            for names in (["a.example.com"], ["b.example.com"], ["a.example.com", "b.example.com"])
            for ends in (5, 5, 370)
        )
    ]
)
RUNS = st.builds(
    state,
    path=st.sampled_from(["https", "ca"]),
    domains=st.dictionaries(NAMES, st.sampled_from(STATES)),
    addresses=st.dictionaries(st.sampled_from(["192.0.2.1", "2001:db8::1"]), st.sampled_from(STATES)),
    certificates=st.lists(CERTIFICATES).map(lambda listed: by_hash(*listed)),
    findings=st.dictionaries(
        st.tuples(st.sampled_from(["validity", "key-strength"]), NAMES, st.sampled_from(["a.pem", "b.pem"])),
        st.builds(Found, st.sampled_from(["error", "warning"]), st.text(max_size=5)),
    ),
    overdue=st.dictionaries(st.sampled_from("0123"), NAMES),
    costs=st.builds(costs, st.integers(0, 500), st.integers(0, 5000)),
    mapped=st.dictionaries(
        st.tuples(st.just("AIRec"), st.sampled_from(["api", "portal"]), NAMES, st.just(1)),
        st.sampled_from(["", "a.pem", "b.pem"]),
    ),
    settings=st.dictionaries(st.sampled_from(["prices.standard", "horizon.days"]), st.sampled_from(["1", "2"])),
    inputs=st.dictionaries(st.sampled_from(["san_domains", "a.pem"]), st.sampled_from(["aa", "bb"])),
)


@settings(max_examples=50, deadline=None)
@given(RUNS)
def test_a_run_is_no_different_from_itself(run: RunState) -> None:
    changes = run_changes(run, run)
    assert not changes.anything
    assert not changes.worse
    assert changes.unknown == ()


@settings(max_examples=50, deadline=None)
@given(RUNS, RUNS)
def test_two_runs_that_differ_in_what_is_compared_have_changes(old: RunState, new: RunState) -> None:
    alike = dataclasses.replace(new, findings=old.findings, overdue=old.overdue)
    assert run_changes(old, alike).anything == (alike != old)


@settings(max_examples=50, deadline=None)
@given(RUNS, RUNS)
def test_what_was_added_one_way_was_dropped_the_other_way(old: RunState, new: RunState) -> None:
    there, back = run_changes(old, new), run_changes(new, old)
    assert {(c.kind, c.name) for c in there.added} == {(c.kind, c.name) for c in back.dropped}
    assert {(c.name, c.was, c.now) for c in there.state_changes} == {(c.name, c.now, c.was) for c in back.state_changes}
    assert {(c.key, c.was, c.now) for c in there.settings} == {(c.key, c.now, c.was) for c in back.settings}
    assert {(c.key, c.was, c.now) for c in there.inputs} == {(c.key, c.now, c.was) for c in back.inputs}
    assert {(c.path, c.was, c.now) for c in there.costs} == {(c.path, c.now, c.was) for c in back.costs}
    opposite = {"worse": "better", "better": "worse"}
    assert {(c.name, c.direction) for c in there.state_changes} == {
        (c.name, opposite[c.direction]) for c in back.state_changes
    }


@settings(max_examples=50, deadline=None)
@given(RUNS, RUNS)
def test_each_certificate_of_one_run_alone_is_told_once(old: RunState, new: RunState) -> None:
    assert old.certificates is not None
    assert new.certificates is not None
    changes = run_changes(old, new)
    come = [one.sha256 for one in changes.certificates_new] + [one.new.sha256 for one in changes.renewed]
    assert sorted(come) == sorted(new.certificates.keys() - old.certificates.keys())
    replaced = {one.sha256 for renewal in changes.renewed for one in renewal.replaced}
    gone = {one.sha256 for one in changes.certificates_gone}
    assert gone.isdisjoint(replaced)
    assert gone | (replaced - new.certificates.keys()) == old.certificates.keys() - new.certificates.keys()


@settings(max_examples=50, deadline=None)
@given(RUNS, RUNS)
def test_the_as_of_date_is_no_change(old: RunState, new: RunState) -> None:
    later = dataclasses.replace(new, run=RunName("20261102T000000Z", AS_OF + dt.timedelta(days=1), "1.0"))
    assert run_changes(old, new).anything == run_changes(old, later).anything


def test_a_renewed_certificate_carries_the_names_of_the_one_that_is_gone_and_ends_later() -> None:
    was, now = certificate("old", "a.example.com", ends=5), certificate("new", "a.example.com", ends=370)
    changes = run_changes(state(certificates=by_hash(was)), state(certificates=by_hash(now)))
    assert [(one.new, one.replaced) for one in changes.renewed] == [(now, (was,))]
    assert changes.certificates_new == changes.certificates_gone == ()


def test_a_certificate_that_still_lies_beside_its_successor_is_renewed_too() -> None:
    older, was = certificate("older", "a.example.com", ends=1), certificate("old", "a.example.com", ends=5)
    now = certificate("new", "a.example.com", "b.example.com", ends=370)
    changes = run_changes(state(certificates=by_hash(older, was)), state(certificates=by_hash(older, was, now)))
    assert [(one.new, one.replaced) for one in changes.renewed] == [(now, (was,))]


def test_one_new_certificate_can_take_the_place_of_several() -> None:
    first, second = certificate("1", "a.example.com", ends=5), certificate("2", "b.example.com", ends=6)
    now = certificate("new", "a.example.com", "b.example.com", ends=370)
    changes = run_changes(state(certificates=by_hash(first, second)), state(certificates=by_hash(now)))
    assert [(one.new, one.replaced) for one in changes.renewed] == [(now, (first, second))]
    assert not changes.certificates_gone


@pytest.mark.parametrize(
    "now",
    [
        certificate("new", "a.example.com", ends=5),
        certificate("new", "b.example.com", ends=370),
        certificate("new", "a.example.com", ends=370, role="intermediate"),
    ],
    ids=["ends no later", "for another name", "no server's"],
)
def test_a_certificate_that_does_not_take_another_ones_place_is_new_and_the_other_gone(now: object) -> None:
    was = certificate("old", "a.example.com", ends=5)
    changes = run_changes(state(certificates=by_hash(was)), state(certificates={"new": now}))
    assert [one.sha256 for one in changes.certificates_new] == ["new"]
    assert [one.sha256 for one in changes.certificates_gone] == ["old"]
    assert changes.renewed == ()


def test_a_domain_is_worse_off_when_its_state_comes_earlier_in_the_list_of_states() -> None:
    old = state(domains={"a.example.com": "warning", "b.example.com": "expired"})
    new = state(domains={"a.example.com": "critical", "b.example.com": "ok"})
    changes = run_changes(old, new)
    assert [(one.name, one.direction) for one in changes.names] == [
        ("a.example.com", "worse"),
        ("b.example.com", "better"),
    ]
    assert changes.worse


def test_better_news_alone_is_nothing_worse() -> None:
    old = state(domains={"a.example.com": "expired"}, findings=found(("error", "validity", "a", "a.pem")))
    changes = run_changes(old, state(domains={"a.example.com": "ok"}))
    assert changes.anything
    assert not changes.worse


def test_a_message_that_counts_days_is_no_other_finding() -> None:
    key = ("time-left", "a.example.com", "a.pem")
    old, new = (state(findings={key: Found("warning", f"{days} days left")}) for days in (20, 19))
    assert not run_changes(old, new).anything


def test_a_finding_that_moved_to_another_file_is_the_same_finding() -> None:
    old = state(findings=found(("error", "key-strength", "a.example.com", "2025/a.pem")))
    new = state(findings=found(("error", "key-strength", "a.example.com", "2026/a.pem")))
    assert not run_changes(old, new).anything


def test_of_two_findings_in_two_files_the_one_that_stands_no_longer_is_told() -> None:
    both = found(("error", "key-strength", "a", "a.pem"), ("error", "key-strength", "a", "b.pem"))
    one = found(("error", "key-strength", "a", "b.pem"))
    changes = run_changes(state(findings=both), state(findings=one))
    assert [(c.file, c.was, c.now, c.direction) for c in changes.findings] == [("a.pem", "error", "", "better")]


def test_a_warning_that_became_an_error_is_worse_and_the_reverse_better() -> None:
    mild, hard = (state(findings=found((severity, "validity", "a", "a.pem"))) for severity in ("warning", "error"))
    assert [(c.was, c.now, c.direction) for c in run_changes(mild, hard).findings] == [("warning", "error", "worse")]
    assert [(c.was, c.now, c.direction) for c in run_changes(hard, mild).findings] == [("error", "warning", "better")]


def test_costs_are_compared_by_path_that_of_the_chosen_one_first() -> None:
    old = state(costs={"https": Cost(150, 4350), "ca": Cost(0, 0)}, path="https")
    new = state(costs={"https": Cost(160, 4350), "ca": Cost(0, 900)}, path="https")
    changes = run_changes(old, new)
    assert [(one.path, one.was, one.now) for one in changes.costs] == [
        ("https", Cost(150, 4350), Cost(160, 4350)),
        ("ca", Cost(0, 0), Cost(0, 900)),
    ]
    assert not changes.worse


def test_rows_of_the_mapping_are_compared_by_product_service_and_domain_and_counted() -> None:
    old = state(mapped={("P", "api", "a", 1): "a.pem", ("P", "web", "b", 1): "b.pem", ("P", "old", "c", 1): "c.pem"})
    new = state(mapped={("P", "api", "a", 1): "new.pem", ("P", "web", "b", 1): ""})
    changes = run_changes(old, new)
    assert [(row.service, row.was, row.now) for row in changes.rows] == [
        ("api", "a.pem", "new.pem"),
        ("old", "c.pem", None),
        ("web", "b.pem", ""),
    ]
    assert changes.row_counts == (RowCounts(3, 3), RowCounts(2, 1))
    assert changes.worse


def test_the_path_the_version_and_settings_are_told_with_what_they_were() -> None:
    old = state(path="https", settings={"prices.standard": "0.5", "horizon.days": "365"})
    new = state(path="ca", settings={"prices.standard": "0.4"}, run=RunName("20261102T000000Z", AS_OF, "1.1"))
    changes = run_changes(old, new)
    assert changes.path == ValueChange("path", "https", "ca")
    assert changes.version == ValueChange("version", "1.0", "1.1")
    assert changes.settings == (
        ValueChange("horizon.days", "365", None),
        ValueChange("prices.standard", "0.5", "0.4"),
    )


@pytest.mark.parametrize(
    "part",
    ["domains", "addresses", "certificates", "findings", "overdue", "costs", "mapped", "settings", "inputs", "path"],
)
def test_what_a_run_does_not_hold_is_not_known_and_no_change(part: str) -> None:
    full = state(
        domains={"a.example.com": "ok"}, addresses={"192.0.2.1": "ok"}, inputs={"a": "b"}, overdue={"1": "a"},
        certificates=by_hash(certificate("1", "a.example.com")), findings=found(("error", "validity", "a", "a.pem")),
        costs=costs(1, 2), mapped={("P", "s", "d", 1): "a.pem"}, settings={"a": "b"},
    )  # fmt: skip
    older = dataclasses.replace(full, **{part: None})
    for changes in (run_changes(older, full), run_changes(full, older)):
        assert not changes.anything
        assert len(changes.unknown) == 1


def test_states_that_an_older_run_does_not_hold_are_not_known_though_its_domains_are() -> None:
    older = state(domains={"a.example.com": "", "b.example.com": ""})
    changes = run_changes(older, state(domains={"a.example.com": "expired"}))
    assert [(one.name, one.now) for one in changes.names] == [("b.example.com", None)]
    assert changes.unknown == ("the states of the domains",)

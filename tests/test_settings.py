"""``deployment.toml``: what is accepted, what is refused, and where each value came from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.errors import SettingsError
from airec_planning.setting_sections import Settings
from airec_planning.setting_values import all_keys, origins, toml_text
from airec_planning.settings import parse_settings, scenario_settings

PLACE = "beijing/deployment.toml"


def refusal(toml: str, overrides: Mapping[str, str] | None = None) -> SettingsError:
    """The error that these settings end in."""
    with pytest.raises(SettingsError) as raised:
        parse_settings(toml, PLACE, overrides)
    return raised.value


def test_without_a_file_every_setting_has_its_default() -> None:
    chosen = parse_settings("", PLACE)
    assert (chosen.prices.standard, chosen.prices.wildcard, chosen.prices.enterprise) == (
        Decimal("0.5"),
        Decimal("1.5"),
        Decimal("5.0"),
    )
    assert (chosen.prices.free_tier, chosen.prices.quota) == (10, 100)
    assert (chosen.validity.platform_days, chosen.validity.own_ca_days) == (365, 365)
    assert {value.origin for value in origins(chosen)} == {"default"}


@pytest.mark.parametrize(
    ("toml", "fact", "remedy"),
    [
        ("[prices]\nstandrad = 1", "unknown setting prices.standrad", "Did you mean standard?"),
        ("[price]\nstandard = 1", "unknown setting price", "Did you mean prices?"),
        ("standard = 1", "unknown setting standard", "Did you mean prices.standard?"),
        ("[planner]\nsan_domain = 'x'", "unknown setting planner.san_domain", "Did you mean san_domains?"),
    ],
)
def test_an_unknown_key_names_the_nearest(toml: str, fact: str, remedy: str) -> None:
    error = refusal(toml)
    assert (error.place, error.fact, error.remedy) == (PLACE, fact, remedy)


def test_an_unknown_key_near_to_none_lists_those_that_are_known() -> None:
    assert refusal("zzzz = 1").remedy.startswith("Known here: name, title, language, planner")


@pytest.mark.parametrize(
    ("toml", "key"),
    [
        ("name = 3", "name"),
        ("[prices]\nfree_tier = '10'", "prices.free_tier"),
        ("[prices]\nfree_tier = 1.5", "prices.free_tier"),
        ("[prices]\nfree_tier = true", "prices.free_tier"),
        ("[prices]\nquota = 0", "prices.quota"),
        ("[prices]\nquota = -1", "prices.quota"),
        ("[prices]\nstandard = true", "prices.standard"),
        ("[prices]\nstandard = 'cheap'", "prices.standard"),
        ("[prices]\nstandard = 0.001", "prices.standard"),
        ("[prices]\nstandard = -1", "prices.standard"),
        ("[prices]\nstandard = nan", "prices.standard"),
        ("[prices]\nstandard = inf", "prices.standard"),
        ("[prices]\nstandard = 1e999999", "prices.standard"),
        ("[prices]\ncharged = 'weekly'", "prices.charged"),
        ("[validity]\nplatform_days = 0", "validity.platform_days"),
        ("[validity]\nplatform_days = 2026-11-01", "validity.platform_days"),
        ("[organisation]\nown_ca = 'yes'", "organisation.own_ca"),
        ("[certificates]\nfolders = 'certs'", "certificates.folders"),
        ("[expiry]\nwarning_days = 200", "warning_days"),
        ("[expiry]\nwarning_percent = 40", "warning_percent"),
        ("[expiry]\nnotice_percent = 101", "expiry.notice_percent"),
        ("[expiry]\nnotice_percent = 33.3", "expiry.notice_percent"),
        ("[expiry]\nforecast_days = 0", "expiry.forecast_days"),
        ("[expiry]\nforecast_days = 2000", "expiry.forecast_days"),
        ("[validity]\nplatform_days = 30", "renewal_lead_days"),
        ("[checks.severities]\nweak-key = 'fatal'", "checks.severities.weak-key"),
        ("prices = 3", "prices"),
        ("[scenarios]\nshort = 3", "scenarios.short"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_key(toml: str, key: str) -> None:
    error = refusal(toml)
    assert error.place == PLACE
    assert key in error.fact
    assert "pydantic" not in str(error)


def test_several_faults_are_counted() -> None:
    assert "(and 2 more)" in refusal("[prices]\nquota = 0\nfree_tier = '1'\nx = 1").fact


def test_toml_that_cannot_be_parsed_names_the_line() -> None:
    assert "line 2" in refusal("[prices]\nstandard = \n").fact


@pytest.mark.parametrize(
    "toml",
    ["name = " + "1" * 5000, "name = " + "[" * 3000 + "]" * 3000, "name = 0x" + "f" * 5000],
    ids=["long-integer", "deep-array", "long-hex"],
)
def test_absurd_toml_is_a_settings_error_too(toml: str) -> None:
    assert refusal(toml).place == PLACE


@pytest.mark.parametrize("typed", ["1" * 5000, "[" * 3000 + "]" * 3000], ids=["long-integer", "deep-array"])
def test_an_absurd_value_on_the_command_line_is_a_settings_error_too(typed: str) -> None:
    assert "prices.standard" in refusal("", {"prices.standard": typed}).fact


@pytest.mark.parametrize(
    "toml",
    [
        '[certificates.passphrases]\n"oss.pfx" = "hunter2"',
        '[certificates.passphrases]\n"oss.pfx" = "env:"\n"x.pfx" = "hunter2"',
        '[certificates.passphrases]\n"oss.pfx" = ["hunter2"]',
        '[certificates.passphrases]\n"oss.pfx" = hunter2',
        '[certificates]\npassphrases = "hunter2"',
        '[certificates]\npassphrase = "hunter2"',
        '[scenarios.x.certificates.passphrases]\n"oss.pfx" = "hunter2"',
    ],
)
def test_a_passphrase_typed_into_the_settings_is_refused_and_not_repeated(toml: str) -> None:
    error = refusal(toml)
    assert "hunter2" not in str(error)
    assert "hunter2" not in repr(error)
    assert error.__cause__ is None
    assert error.__suppress_context__


def test_a_refused_passphrase_names_its_store_and_the_right_form() -> None:
    error = refusal('[certificates.passphrases]\n"oss.pfx" = "hunter2"')
    assert "oss.pfx" in error.fact
    assert "env:OSS_PFX" in error.fact


def test_a_reference_to_a_passphrase_is_taken() -> None:
    chosen = parse_settings('[certificates.passphrases]\n"oss.pfx" = "env:OSS_PFX"', PLACE)
    assert chosen.certificates.passphrases == {"oss.pfx": "env:OSS_PFX"}


def test_a_scenario_overrides_only_what_it_names() -> None:
    chosen = parse_settings("[prices]\nstandard = 0.7\n[scenarios.short-lived]\nvalidity.platform_days = 90", PLACE)
    short = scenario_settings(chosen, "short-lived")
    assert (short.validity.platform_days, short.prices.standard) == (90, Decimal("0.7"))
    assert chosen.validity.platform_days == 365
    assert short.validity.own_ca_days == 365


@pytest.mark.parametrize(
    ("scenario", "fact"),
    [
        ("prices.standrad = 1", "unknown setting prices.standrad"),
        ("prices.quota = 0", "prices.quota"),
        ("prices = 3", "prices"),
        ("validity.own_ca_days = 10", "renewal_lead_days"),
    ],
)
def test_a_fault_inside_a_scenario_names_the_scenario(scenario: str, fact: str) -> None:
    error = refusal(f"[scenarios.odd]\n{scenario}")
    assert error.place == f"{PLACE}, [scenarios.odd]"
    assert fact in error.fact


def test_each_value_says_where_it_came_from() -> None:
    overrides = {"prices.wildcard": "2"}
    chosen = parse_settings("[prices]\nstandard = 0.5\nwildcard = 9", PLACE, overrides)
    found = {value.key: (value.value, value.origin) for value in origins(chosen, overrides)}
    assert found["prices.standard"] == (Decimal("0.5"), "file")  # written down, though equal to the default
    assert found["prices.wildcard"] == (Decimal(2), "command line")
    assert found["prices.enterprise"] == (Decimal("5.0"), "default")


@pytest.mark.parametrize("key", ["checks.severities.weak-key", "planner.columns.domain"])
def test_a_value_within_a_table_that_came_from_the_command_line_says_so(key: str) -> None:
    overrides = {key: "off"}
    table = key.rpartition(".")[0]
    found = {value.key: value.origin for value in origins(parse_settings("", PLACE, overrides), overrides)}
    assert found[table] == "command line"


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("prices.standard", "0.7", Decimal("0.7")),
        ("prices.charged", "per-year", "per-year"),
        ("prices.charged", '"per-year"', "per-year"),
        ("organisation.own_ca", "true", True),
        ("certificates.folders", '["a", "b"]', ["a", "b"]),
        ("planner.sheet", "Sheet 1", "Sheet 1"),
    ],
)
def test_the_command_line_wins_over_the_file(key: str, typed: str, value: object) -> None:
    toml = "[prices]\nstandard = 9\ncharged = 'per-month'\n[organisation]\nown_ca = false"
    chosen = parse_settings(toml, PLACE, {key: typed})
    assert next(found.value for found in origins(chosen) if found.key == key) == value


@pytest.mark.parametrize("toml", ["", "name = 'beijing'"])
def test_a_fault_typed_on_the_command_line_is_placed_there(toml: str) -> None:
    error = refusal(toml, {"prices.standrad": "1"})
    assert error.place == "settings"
    assert "standard" in error.remedy


def test_a_key_below_a_plain_value_is_refused() -> None:
    assert "name.short" in refusal("name = 'beijing'", {"name.short": "x"}).fact


def test_every_setting_has_a_meaning() -> None:
    assert all(value.meaning for value in origins(Settings()))
    assert len(all_keys()) == len(set(all_keys()))


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), (["a", 'b"c'], '["a", "b\\"c"]'), (Decimal("0.5"), "0.5"), ("C:\\x", '"C:\\\\x"'), (3, "3")],
)
def test_values_are_written_as_in_the_file(value: object, text: str) -> None:
    assert toml_text(value) == text


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_written_text_is_read_back_unchanged(name: str) -> None:
    assert parse_settings(f"title = {toml_text(name)}", PLACE).title == name


@pytest.mark.parametrize("typed", ["https://oapi.example.com/robot?access_token=s3cret", "env:", "env:A B", "s3cret"])
def test_an_address_to_notify_has_to_be_a_reference_and_is_not_repeated(typed: str) -> None:
    for error in (
        refusal(f'[notify]\ntargets = ["{typed}"]'),
        refusal("", {"notify.targets": f'["{typed}"]'}),
    ):
        assert "env:AIREC_MAIL_URL" in error.fact
        assert "s3cret" not in str(error)


@pytest.mark.parametrize("link", ["reports.example.com", "https://user:pw@example.com/", "file:///etc", "https://a b"])
def test_a_link_in_a_notice_has_to_be_an_address_without_a_password(link: str) -> None:
    assert "https://reports.example.com/airec" in refusal(f'[notify]\nlink = "{link}"').fact


@pytest.mark.parametrize(
    ("toml", "overrides", "told"),
    [
        ("[prices]\nquota = true", {}, "prices.quota: 应为不带引号的整数"),
        ("[prices]\nquota = 0", {}, "prices.quota: 不应小于 1"),
        ('[prices]\ncharged = "daily"', {}, "prices.charged: 应为 'on-creation', 'per-month'或'per-year'"),
        ("[prices]\nstandrd = 1", {}, "未知的设置 prices.standrd"),
        ('[prices]\nstandard = "much"', {}, "prices.standard: 'much' 不是以元为单位的金额"),
        ("[expiry]\nnotice_days = 1", {}, "expiry: notice_days、warning_days、critical_days 须依次递减"),
        ('[wildcards]\nforbidden = ["a b"]', {}, "wildcards.forbidden.0: 'a b' 的第 2 位不允许使用字符 U+0020"),
        ("", {"prices.quota": "none"}, "prices.quota: 应为不带引号的整数"),
        ("[ranges.prices]\nquota = [9, 2]", {}, "prices.quota 从 9 到 2 不是递增"),
    ],
)
def test_what_is_wrong_is_said_in_the_language_that_the_settings_ask_for(
    toml: str, overrides: dict[str, str], told: str
) -> None:
    for error in (
        refusal(f'language = "zh"\n{toml}', overrides),
        refusal(toml, {**overrides, "language": "zh"}),
    ):
        assert error.fact == told
        assert error.remedy.endswith(("。", "？"))


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("name = 1", "name: a text in quotes is expected"),
        ("prices = 1", "prices: a section with settings of its own is expected, not a single value"),
        ('[prices]\nquota = "a"', "prices.quota: a whole number is expected, without quotes"),
        ("[prices]\nquota = 2.5", "prices.quota: a whole number is expected, without quotes"),
        ("[prices]\nquota = 0", "prices.quota: at least 1 is expected"),
        ("[prices]\nfree_tier_covers_renewals = 1", "true or false is expected, without quotes"),
        ('[prices]\ncharged = "daily"', "expected is 'on-creation', 'per-month' or 'per-year'"),
        ("[labour]\nhourly_rate = 1000001", "labour.hourly_rate: at most 1000000 is expected"),
        ('[certificates]\nfolders = "a"', "certificates.folders: a list in brackets is expected"),
        ("[planner]\ncolumns = 1", "planner.columns: a section with settings of its own is expected"),
        ('[organisation]\ndeployment_date = "soon"', "a date is expected, such as 2027-01-31"),
        ('[organisation]\nown_ca = "maybe"', "organisation.own_ca: true or false is expected, without quotes"),
        ('[requests]\nunit = ""', "requests.unit: may not be empty"),
        (f'[requests]\nunit = "{"x" * 65}"', "requests.unit: at most 64 characters are expected"),
    ],
)
def test_a_wrong_value_is_told_by_what_is_expected_in_its_place(toml: str, told: str) -> None:
    assert told in refusal(toml).fact


def test_no_wrong_value_is_told_in_the_words_of_the_library() -> None:
    told = []
    for key in all_keys():
        for value in ("true", "-1", "1.5", '"x\\u2028"', "[]", "[[]]", "{a = 1}", "2026-01-01", "2026-01-01T00:00:00"):
            try:
                parse_settings(f"{key} = {value}", PLACE)
            except SettingsError as error:
                told.append(error.fact)
    assert len(told) > 5 * len(all_keys())
    assert not [
        fact for fact in told if re.search("(Input|String|Value|List|Tuple) (should|error)|valid (d|s|l)", fact)
    ]

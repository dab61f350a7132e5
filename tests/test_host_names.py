"""Which name of a certificate covers which host: the same word as service-identity's, on 10,000 pairs."""

from __future__ import annotations

import functools
import random
from collections import Counter, defaultdict
from collections.abc import Callable

import pytest
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, DNSPattern

from airec_planning.names import NotADomain, covers, normalise

PAIRS = 10_000
LABELS = (
    "www", "api", "a", "b1", "oss-cn", "example", "corp", "xn--jzuq81e", "xn--fsqu00a", "xn--bcher-kva", "w" * 63,
    "w" * 64, "a_b", "_dmarc", "-a", "a-", "a--b", "ab--c", "7", "推荐", "bücher", "",
)  # fmt: skip
ZONES = (
    "example.com",
    "example.cn",
    "corp.example.com",
    "xn--jzuq81e.cn",
    "推荐.cn",
    "com",
    "com.cn",
    "internal",
    "local.7",
)
A_LABELS = {"推荐": "xn--jzuq81e", "bücher": "xn--bcher-kva"}
Pair = tuple[str, str]
"""The name in the certificate, and the host."""


def ours(pair: Pair) -> bool:
    try:
        return covers(normalise(pair[0]), normalise(pair[1]))
    except NotADomain:
        return False


def theirs(pair: Pair) -> bool:
    try:
        return bool(DNS_ID(pair[1]).verify(DNSPattern.from_bytes(pair[0].encode())))
    except (CertificateError, ValueError):  # among those, what idna does not take
        return False


def labels(name: str) -> list[str]:
    return name.lower().split(".")


def non_ascii(name: str) -> bool:
    return not name.isascii()


def trailing_dot(pair: Pair) -> bool:
    return pair[0].endswith(".") or pair[1].endswith(".")


def single_label(pair: Pair) -> bool:
    return "." not in pair[1].removesuffix(".")


def refused_label(name: str) -> bool:
    """A label that STD 3 or IDNA 2008 does not have, the empty one among them: nothing is named so."""
    ascii_labels = [label for label in labels(name.removesuffix(".")) if label.isascii() and label != "*"]
    return any(
        not label
        or "_" in label
        or label.startswith("-")
        or label.endswith("-")
        or label[2:4] == "--"
        or len(label) > 63
        for label in ascii_labels
        if not label.startswith("xn--")
    )


def numeric_top(pair: Pair) -> bool:
    return labels(pair[1].removesuffix("."))[-1].isdigit()


def u_label_in_the_certificate(pair: Pair) -> bool:
    return non_ascii(pair[0])


def capitals_in_a_u_label(pair: Pair) -> bool:
    return non_ascii(pair[1]) and pair[1] != pair[1].lower()


def wildcard_over_an_a_label(pair: Pair) -> bool:
    first = labels(pair[1])[0]
    return pair[0].startswith("*.") and (first.startswith("xn--") or non_ascii(first))


def wildcard_of_a_top_level(pair: Pair) -> bool:
    return pair[0].startswith("*.") and pair[0].count(".") == 1


def wildcard_asked_for(pair: Pair) -> bool:
    return pair[1].startswith("*.")


ON_PURPOSE: dict[Callable[[Pair], bool], str] = {
    trailing_dot: "the root's dot does not make another domain: it is dropped on both sides",
    single_label: "a single label is no domain that a planner can ask for; a library also serves localhost",
    numeric_top: "no top-level label is a number (RFC 3696, 2): such a name is a mistyped address",
    u_label_in_the_certificate: "RFC 5280 (7.2) wants A-labels; a U-label that an issuer let through names its domain",
    capitals_in_a_u_label: "planners write capitals: they are mapped by UTS 46, where the library refuses them",
    wildcard_over_an_a_label: "an A-label is a label like others (RFC 9525, 6.3), and Chinese hosts need wildcards",
    wildcard_of_a_top_level: "that nobody issues *.com is a check of its own; it is no question of names",
    wildcard_asked_for: "a planner asks for wildcards too, and the same wildcard serves them; clients never do",
}
"""Pairs of which the two may say different things, and why this package says what it says."""


def refused(pair: Pair) -> bool:
    return refused_label(pair[0]) or refused_label(pair[1])


ON_PURPOSE[refused] = "STD 3 and IDNA 2008 refuse such labels: no authority issues them, the planner hears of the typo"


@functools.cache
def pairs() -> tuple[Pair, ...]:
    """The same pairs in every run, until so many are left that belong to no class above."""
    chance = random.Random(9525)
    found: list[Pair] = []
    plain = 0
    while plain < PAIRS:
        found.append(near_pair(chance))
        plain += not on_purpose(found[-1])
    return tuple(found)


def near_pair(chance: random.Random) -> Pair:
    """A host, and a name in a certificate that covers it or nearly so."""
    common = chance.random() < 0.6
    parts = [chance.choice(LABELS[:6] if common else LABELS) for _ in range(chance.choice((0, 1, 1, 1, 2, 3)))]
    host = ".".join([*parts, chance.choice(ZONES[:3] if common else ZONES)])
    pattern = pattern_for(chance, host)
    if chance.random() < 0.7:
        pattern = functools.reduce(lambda name, u_label: name.replace(u_label, A_LABELS[u_label]), A_LABELS, pattern)
    asked = pattern if chance.random() < 0.02 else host
    return changed(chance, pattern), changed(chance, asked)


def pattern_for(chance: random.Random, host: str) -> str:
    parts = host.split(".")
    place = chance.randrange(len(parts))
    before, label, after = parts[:place], parts[place], parts[place + 1 :]
    cut = chance.randint(0, len(label))
    candidates = {
        "itself": parts,
        "wildcard of its zone": ["*", *parts[1:]],
        "wildcard of which it is the apex": ["*", *parts],
        "wildcard at any place": [*before, "*", *after],
        "wildcard in a label": [*before, f"{label[:cut]}*{label[cut:]}"[: chance.randint(1, 9)], *after],
        "a label less": parts[1:] or ["com"],
        "wildcard two labels up": ["*", *parts[2:]],
        "another label": [*before, chance.choice(LABELS), *after],
        "two wildcards": ["*", "*", *parts[2:]],
    }
    return ".".join(chance.choices(list(candidates.values()), weights=(6, 6, 2, 2, 2, 1, 1, 2, 1))[0])


def changed(chance: random.Random, name: str) -> str:
    """Now and then in capitals, with the root's dot, or with spaces about it."""
    match chance.randrange(16):
        case 0:
            return name.upper()
        case 1:
            return name.title()
        case 2:
            return f"{name}."
        case 3:
            return f" {name}"
        case _:
            return name


def on_purpose(pair: Pair) -> list[Callable[[Pair], bool]]:
    bare = pair[0].strip(), pair[1].strip()
    return [differs for differs in ON_PURPOSE if differs(bare)]


def test_ten_thousand_pairs_are_matched_as_service_identity_matches_them() -> None:
    plain = [pair for pair in pairs() if not on_purpose(pair)]
    assert len(plain) == PAIRS
    assert [pair for pair in plain if ours(pair) is not theirs(pair)] == []


def test_the_pairs_try_both_words_and_every_kind_of_wildcard() -> None:
    plain = [pair for pair in pairs() if not on_purpose(pair)]
    said = Counter((ours(pair), "*" in pair[0]) for pair in plain)
    assert min(said[word, wildcard] for word in (True, False) for wildcard in (True, False)) > 1000
    places = Counter(labels(pair[0]).index("*") for pair in plain if "*" in labels(pair[0]))
    assert min(places[place] for place in range(3)) > 50
    assert sum("*" in pair[0] and "*" not in labels(pair[0]) for pair in plain) > 300
    assert len(set(plain)) > PAIRS / 3


def test_each_exclusion_is_there_for_pairs_that_nothing_else_excludes_and_that_do_differ() -> None:
    differing: dict[Callable[[Pair], bool], list[Pair]] = defaultdict(list)
    for pair in pairs():
        if len(classes := on_purpose(pair)) == 1 and ours(pair) is not theirs(pair):
            differing[classes[0]].append(pair)
    assert [reason for differs, reason in ON_PURPOSE.items() if not differing[differs]] == []


@pytest.mark.parametrize(
    ("pair", "here"),
    [
        (("www.example.com.", "www.example.com"), True),
        (("localhost", "localhost"), False),
        (("host.local.7", "host.local.7"), False),
        (("推荐.example.cn", "xn--jzuq81e.example.cn"), True),
        (("xn--bcher-kva.example.cn", "BÜCHER.example.cn"), True),
        (("*.example.cn", "xn--jzuq81e.example.cn"), True),
        (("*.com", "example.com"), True),
        (("*.example.com", "*.example.com"), True),
        (("a_b.example.com", "a_b.example.com"), False),
    ],
)
def test_what_is_said_otherwise_than_by_service_identity(pair: Pair, here: bool) -> None:
    assert on_purpose(pair)
    assert (ours(pair), theirs(pair)) == (here, not here)

"""The digest of a run for one target: what is new since it was told last, or nothing where nothing is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from airec_planning.language import N_, _
from airec_planning.reporting.notices.memory import Told, crossed
from airec_planning.reporting.notices.situation import Finding, Serving, Situation
from airec_planning.setting_sections import Notify
from airec_planning.text import plural, shorten, visible

_SEVERITIES = (N_("error"), N_("warning"))
_LISTED = 3
"""How many of a kind are named."""
_SENTENCES = 6
"""How many sentences about what changed are told; the most urgent stand first."""
_WIDTH = 200
_MOST_BYTES = 1900
"""Of the whole text, since WeCom takes 2,048 bytes."""


@dataclass(frozen=True)
class Digest:
    """A message: plain text, in which nothing from outside can act as a link, a mention or markup."""

    title: str
    text: str


@dataclass(frozen=True)
class _News:
    """What a target does not know yet."""

    first: bool
    failed: bool
    recovered: bool
    findings: tuple[Finding, ...]
    settled: int
    crossings: tuple[Serving, ...]
    facts: tuple[str, ...]


def digest(now: Situation, told: Told | None, policy: Notify, where: str, changes: Sequence[str] = ()) -> Digest | None:
    """What to tell a target that was told something before, or never anything.

    ``changes`` are sentences about what changed since; ``where`` says where the report is. ``None`` where nothing is
    to be told: nothing is new that ``policy.on`` asks for, or the run is older than what was told.
    """
    if told and now.as_of < told.as_of:
        return None
    news = _news(now, told, policy.thresholds)
    if not _due(now, told, news, policy.on):
        return None
    lines = _failed_lines(now) if now.failure else _whole_lines(now, news, changes)
    return Digest(_title(now, news), _bounded([*map(harmless, lines), _("Report: {link}", link=visible(where))]))


def harmless(text: str, width: int = _WIDTH) -> str:
    """Text from outside for a chat or a mail: one line, with no mention, no link and no tag that a client acts on."""
    plain = visible(text).replace("@", "(at)").replace("<", "\u2039").replace(">", "\u203a").replace("://", "[:]//")
    return shorten(plain, width)


def _news(now: Situation, told: Told | None, thresholds: list[int]) -> _News:
    known = told or Told(as_of=now.as_of)
    if now.failure:
        return _News(told is None, now.failure != known.failure, False, (), 0, (), ())
    seen = {*known.errors, *known.warnings}
    here = {finding.identity for finding in now.findings}
    return _News(
        first=not known.run,
        failed=False,
        recovered=bool(known.failure),
        findings=tuple(finding for finding in now.findings if _is_new(finding, known)),
        settled=len(seen - here),
        crossings=tuple(serving for serving in now.serving if _crosses(serving, known, thresholds)),
        facts=tuple(said for (said, value), before in zip(now.facts, known.facts, strict=False) if value != before),
    )


def _is_new(finding: Finding, known: Told) -> bool:
    return finding.identity not in (known.errors if finding.severity == "error" else known.warnings)


def _crosses(serving: Serving, known: Told, thresholds: list[int]) -> bool:
    days, before = crossed(serving.days_left, thresholds), known.crossed.get(serving.sha256)
    return days is not None and (before is None or days < before.days)


def _due(now: Situation, told: Told | None, news: _News, on: str) -> bool:
    if news.failed or news.recovered or news.crossings:
        return True
    if now.failure:
        return on == "always" and told is not None and now.as_of > told.as_of
    if on == "error":
        errors = {finding.identity for finding in now.findings if finding.severity == "error"}
        return errors != set(told.errors if told else ())
    changed = bool(news.first or news.findings or news.settled or news.facts)
    return changed or (on == "always" and told is not None and now.as_of > told.as_of)


def _title(now: Situation, news: _News) -> str:
    if now.failure:
        said = N_("{title}: the report failed") if news.failed else N_("{title}: the report still fails")
    else:
        said = N_("{title}: the report runs again. {headline}") if news.recovered else N_("{title}: {headline}")
    return _(said, title=harmless(now.title, 60), headline=now.headline)


def _failed_lines(now: Situation) -> Iterator[str]:
    yield _("The report of {name} as of {day} failed.", name=now.name, day=now.as_of[:10])
    yield from (line.strip() for line in now.sentence.splitlines() if line.strip())
    yield _("You will be told when it is whole again.")


def _whole_lines(now: Situation, news: _News, changes: Sequence[str]) -> Iterator[str]:
    yield _("As of {day}, {covered} are named by a valid certificate.", day=now.as_of[:10], covered=now.covered)
    if news.recovered:
        yield _("The report had failed, and is whole again.")
    if changes and not news.first:
        yield from _some(changes, _SENTENCES)
    else:
        yield from _own_words(news)
    ends = N_("Ends in {days}, {until:%Y-%m-%d}: {text}")
    crossings = news.crossings
    yield from _some([_(ends, days=plural(s.days_left, "day"), until=s.until, text=s.text) for s in crossings])
    yield from now.outlook


def _own_words(news: _News) -> Iterator[str]:
    ending = {serving.file for serving in news.crossings}
    findings = [finding for finding in news.findings if finding.ends not in ending]  # those are said once, below
    known, new = N_("{severity}: {text}"), N_("New {severity}: {text}")
    yield from _some([_(known if news.first else new, severity=_(f.severity), text=f.text) for f in findings])
    if news.settled:
        yield _("Settled: {findings}.", findings=plural(news.settled, "finding"))
    yield from _some(news.facts)


def _some(lines: Sequence[str], most: int = _LISTED) -> Iterator[str]:
    yield from lines[:most]
    if len(lines) > most:
        yield _("... and {more:,} more of these.", more=len(lines) - most)


def _bounded(lines: list[str]) -> str:
    """As many lines as there is room for, the last one, which says where the report is, always among them."""
    *body, last = lines
    while body and len("\n".join([*body, last]).encode()) > _MOST_BYTES:
        body.pop()
    return "\n".join([*body, last])

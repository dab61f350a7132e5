"""What ``init`` asks on a terminal: five questions at most, each with an answer that Enter takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from airec_planning.language import LANGUAGES, N_, Language, _
from airec_planning.starting.first_look import Seen

MOST = 5
YES, NO, UNKNOWN = N_("yes"), N_("no"), N_("not known")


@dataclass(frozen=True)
class Answers:
    """What is known of a deployment beside its files. ``None`` and an empty text leave a setting as it is."""

    title: str = ""
    requirement_table: str = ""
    """Path below the folder; empty where it is found by its name."""
    san_domains: str = ""
    """Path below the folder; empty where it is found by its name."""
    own_ca: bool | None = None
    language: Language = "en"
    notebooks: bool = False
    """They are copied into the folder."""


@dataclass(frozen=True)
class Question:
    """One question, the answer that Enter takes, and what an answer means."""

    text: str
    default: str
    choices: Sequence[str]
    """All answers there are; any text where there are none."""
    taken: Callable[[Answers, str], Answers]


def unasked(seen: Seen, given: Answers) -> Answers:
    """The answers without a question: what is given, and files that stand alone under another name."""
    table = seen.tables[0] if len(seen.tables) == 1 else None
    if not given.requirement_table and table and not table.by_name:
        return replace(given, requirement_table=table.file)
    return given


def asked(seen: Seen, given: Answers, ask: Callable[[Question], str]) -> Answers:
    """The answers, each asked for by ``ask``, the weightiest first, no more than ``MOST``."""
    answers = unasked(seen, given)
    for question in list(questions(seen, answers))[:MOST]:
        answers = question.taken(answers, ask(question))
    return answers


def questions(seen: Seen, answers: Answers) -> Iterator[Question]:
    """The questions that this folder leaves open."""
    if len(seen.tables) > 1:
        yield _which(_("Which is the requirement table?"), [table.file for table in seen.tables], "requirement_table")
    if len(seen.san_domains) > 1:
        yield _which(_("Which is the list of SAN domains?"), [file for file, _count in seen.san_domains], "san_domains")
    default = seen.folder.resolve().name
    yield Question(
        _("Title on the pages"),
        default,
        (),
        lambda known, said: replace(known, title="" if said.strip() == default else said.strip()),
    )
    if not any(table.own_ca for table in seen.tables):
        held = {_(YES): True, _(NO): False, _(UNKNOWN): None}
        yield Question(
            _("Does your organisation have a CA of its own?"),
            _(YES) if seen.authorities else _(UNKNOWN),
            tuple(held),
            lambda known, said: replace(known, own_ca=held[said]),
        )
    chinese = answers.language == "zh" or any(table.chinese for table in seen.tables)
    yield Question(
        _("Language of the pages, English or Chinese?"),
        "zh" if chinese else "en",
        LANGUAGES,
        lambda known, said: replace(known, language="zh" if said == "zh" else "en"),
    )
    yield Question(
        _("Copy the notebooks into the folder, to explore the costs?"),
        _(YES),
        (_(YES), _(NO)),
        lambda known, said: replace(known, notebooks=said == _(YES)),
    )


def _which(text: str, files: Sequence[str], key: str) -> Question:
    return Question(text, files[0], tuple(files), lambda known, said: replace(known, **{key: said}))  # type: ignore[arg-type]

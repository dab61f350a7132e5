"""The words of the planner's cells, English and Chinese, and what they mean."""

from __future__ import annotations

import functools


class Vocabulary(dict[str, tuple[str, ...]]):
    """Meanings, each with the words for it in lower case."""

    def __hash__(self) -> int:  # type: ignore[override]  # none is changed, and each is itself alone
        return id(self)

    @functools.cached_property
    def by_word(self) -> dict[str, str]:
        return {word: known for known, words in self.items() for word in words}


SCOPES = Vocabulary(
    {
        "internal": ("internal", "intranet", "private", "内部", "内网", "对内"),
        "external": ("external", "internet", "public", "外部", "外网", "公网", "对外"),
    }
)
TYPES = Vocabulary(
    {
        "standard": ("standard", "standard ssl", "single domain", "dv", "标准", "标准型", "单域名"),
        "wildcard": ("wildcard", "wildcard ssl", "泛域名", "通配符", "通配符域名"),
        "enterprise": ("enterprise", "enterprise ssl", "ov", "ev", "企业", "企业型", "企业级"),
    }
)
SOURCES = Vocabulary(
    {
        "self-signed": ("self-signed", "self signed", "selfsigned", "自签名", "自签"),
        "purchased": ("purchased", "bought", "commercial", "外购", "购买", "商业"),
        "platform": ("platform", "console", "airec", "平台", "控制台"),
        "own-ca": ("own ca", "own-ca", "internal ca", "private ca", "enterprise ca", "自建ca", "自有ca", "内部ca"),
        "hsm": ("hsm", "加密机", "硬件加密机"),
    }
)
STATES = Vocabulary(
    {
        "ok": ("ok", "正常"),
        "notice": ("notice", "提示"),
        "warning": ("warning", "预警"),
        "critical": ("critical", "紧急"),
        "expired": ("expired", "已过期"),
        "not-yet-valid": ("not-yet-valid", "未生效"),
        "refused": ("refused", "不被信任"),
        "missing": ("missing", "缺失"),
    }
)
CHINESE = {
    "internal": "内部", "external": "外部",
    "standard": "标准", "wildcard": "泛域名", "enterprise": "企业",
    "self-signed": "自签名", "purchased": "外购", "platform": "平台", "own-ca": "自建CA", "hsm": "加密机",
} | {state: words[-1] for state, words in STATES.items()}  # fmt: skip
ENGLISH = {
    "internal": "Internal", "external": "External",
    "standard": "Standard SSL", "wildcard": "Wildcard SSL", "enterprise": "Enterprise SSL",
    "self-signed": "Self-signed", "purchased": "Purchased", "platform": "Platform", "own-ca": "Own CA", "hsm": "HSM",
} | {state: state for state in STATES}  # fmt: skip


@functools.lru_cache(1024)
def meaning(text: str, vocabulary: Vocabulary) -> str | None:
    """The meaning of a cell: empty for an empty cell, ``None`` for a word that is not known."""
    word = " ".join(text.casefold().split())
    return vocabulary.by_word.get(word) if word else ""

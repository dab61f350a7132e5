"""The assumptions in Chinese, for a workbook in that language."""

from __future__ import annotations

from airec_planning.outputs.assumptions import Assumption

STATEMENTS = {
    "prices.charged": "收费时点",
    "prices.free_tier": "免费证书数量",
    "prices.free_tier_renews": "免费额度的发放周期",
    "prices.free_tier_per": "免费额度的发放对象",
    "prices.free_tier_covers_renewals": "免费额度有剩余时可用于续期",
    "prices.quota": "单个用户账号可持有的证书数量",
    "prices.quota_counts_expired": "过期证书计入配额",
    "prices.further_account": "每增加一个用户账号的价格（元）",
    "prices.wildcard_covers_apex": "泛域名证书同时覆盖主域名",
    "validity.platform_days": "控制台证书的有效期（天）",
    "validity.own_ca_days": "自建CA证书的有效期（天）",
    "validity.renewal_lead_days": "到期前多少天创建续期证书（天）",
    "validity.public_schedule": "控制台的CA受公众信任",
    "horizon.days": "费用的计算期（天）",
    "horizon.minimise": "证书组合按何种费用取最低",
    "horizon.renewals": "证书的创建与续期方式",
    "horizon.spread_days": "首次创建分散在多少天内（天）",
    "horizon.discount_percent": "现值的年折现率（%）",
    "wildcards.policy": "规划未要求的泛域名证书",
    "wildcards.forbidden": "不使用泛域名证书的区域和域名",
    "existing.keep": "目录中的有效证书沿用至续期",
    "existing.console_certificates": "除沿用的证书外，控制台已创建的证书数量",
    "existing.console_requests": "已在控制台提交，尚未签发的申请",
    "labour.preset": "未给出的工时所采用的公开数据",
    "labour.profile": "工时采用的档位",
    "labour.creation_minutes": "在控制台创建一张证书的工时（分钟）",
    "labour.issuance_minutes": "用自建CA签发一张证书的工时（分钟）",
    "labour.verification_minutes": "验证一张证书的工时（分钟）",
    "labour.mapping_minutes": "映射一张证书的工时（分钟）",
    "labour.automation_percent": "自建CA的签发和验证由脚本完成的比例（%）",
    "labour.hourly_rate": "每小时人工成本（元）",
    "labour.ca_per_certificate": "自建CA每张证书的成本（元）",
    "labour.ca_fixed_per_year": "自建CA每年的固定成本（元）",
    "running prices": "按月或按年收费时，免费的证书一直免费",
    "further accounts": "新增用户账号只在需要当天付费一次",
    "planning": "所有域名重新规划，不扣除已有证书",
    "kept certificates": "沿用的证书到期后，以当天费用最低的组合替换",
}
_WORDS = {
    "default": "默认", "file": "文件", "command line": "命令行", "method": "方法",
    "yes": "是", "no": "否", "not set": "未设置", "none": "无", "stay free": "一直免费", "one-off": "一次性",
    "from nothing": "重新规划", "one by one": "逐张替换",
}  # fmt: skip


def in_chinese(assumption: Assumption) -> Assumption:
    """The assumption with what has Chinese words in them; the key, and values that are settings' own, stay."""
    return Assumption(
        assumption.key,
        _WORDS.get(assumption.value, assumption.value),
        _WORDS.get(assumption.origin, assumption.origin),
        STATEMENTS.get(assumption.key, assumption.statement),
    )

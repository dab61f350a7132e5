"""The words of a new workbook in its two languages: headers, what they mean, and the sheet that explains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from airec_planning.inputs import vocabulary

COLUMNS = (
    "product", "service", "written", "scope", "certificate_name", "certificate_type", "source", "san_domains",
    "certificate_file", "key_file", "chain_file", "valid_from", "expiration_date", "status", "unmapped", "remarks",
)  # fmt: skip
"""Left to right; those that planning reads stand under headers of ``inputs.headers.ALIASES``."""
LISTED = {
    "scope": vocabulary.SCOPES,
    "certificate_type": vocabulary.TYPES,
    "source": vocabulary.SOURCES,
    "status": vocabulary.STATES,
}
"""Columns of few words, each chosen from a list."""


@dataclass(frozen=True)
class Words:
    """A language's words."""

    chinese: bool
    values: Mapping[str, str]
    """Of types, sources, scopes and states."""
    sheets: tuple[str, str, str]
    headers: Mapping[str, str]
    meanings: Mapping[str, str]
    states: Mapping[str, str]
    labels: Mapping[str, str]


ENGLISH = Words(
    chinese=False,
    values=vocabulary.ENGLISH,
    sheets=("HTTPS Certificates", "Legend", "Not taken"),
    headers={
        "product": "Product",
        "service": "Service",
        "written": "Domain Name",
        "scope": "Domain Scope",
        "certificate_name": "Certificate Name",
        "certificate_type": "Certificate Type",
        "source": "Certificate Source",
        "san_domains": "SAN Domains",
        "certificate_file": "Certificate File",
        "key_file": "Private Key File",
        "chain_file": "CA Chain File",
        "valid_from": "Valid From",
        "expiration_date": "Expiration Date",
        "status": "Status",
        "unmapped": "Open",
        "remarks": "Remarks",
    },
    meanings={
        "product": "The product, as the planner wrote it.",
        "service": "The service that needs the certificate, as the planner wrote it.",
        "written": "The domain, as the planner wrote it.",
        "scope": "Whether the domain is reached from inside or from outside.",
        "certificate_name": "The certificate's name, that of its file. In an open row, the planner's.",
        "certificate_type": "The certificate's type. In an open row, the type asked for.",
        "source": "Who issues it, as planned; self-signed where the certificate shows it.",
        "san_domains": "Every name that the certificate carries. In an open row, those asked for.",
        "certificate_file": "Its file, below the deployment folder.",
        "key_file": "The file of its private key, below the deployment folder.",
        "chain_file": "The file with the certificates of its CA, below the deployment folder.",
        "valid_from": "The day on which its validity begins, in UTC.",
        "expiration_date": "The day on which its validity ends, in UTC.",
        "status": "The certificate's state at the as-of date, by the table above.",
        "unmapped": "Why no certificate is mapped; empty where one is. The row is shaded until this cell is empty.",
        "remarks": "The planner's remark, or where the domain was asked for.",
    },
    states={
        "expired": "The validity has ended. Such a certificate is not handed over.",
        "critical": "Replace it at once.",
        "warning": "Renew it now.",
        "notice": "Plan its renewal.",
        "ok": "Valid for longer than that.",
        "not-yet-valid": "The validity has not begun.",
        "refused": "Revoked, or its chain is broken. Such a certificate is not handed over.",
        "missing": "No certificate was found for the domain.",
    },
    labels={
        "title": "Legend",
        "deployment": "Deployment",
        "as_of": "As-of date",
        "as_of_text": "The status words are those of {moment} (UTC). The colours of the dates follow this cell: type "
        "another date, or =TODAY(). Dates are days in UTC; a day counts as expired once it is over.",
        "rows": "Rows",
        "mapped": "Mapped to a certificate",
        "open": "Open",
        "version": "Made by",
        "states": "State",
        "days": "Days left, at most",
        "percent": "Percent of lifetime, at most",
        "meaning": "Meaning",
        "states_text": "A state applies where both limits are met, so that a short-lived certificate is not in a "
        "warning for most of its life. Change the limits here and the colours follow.",
        "columns": "Column",
        "assumptions": "Assumption",
        "value": "Value",
        "origin": "From",
        "place": "Place",
        "found": "What was found",
        "remedy": "What to do",
        "page": "Page &P of &N",
        "choose": "Choose one of the list, or keep your own word.",
    },
)

CHINESE = Words(
    chinese=True,
    values=vocabulary.CHINESE,
    sheets=("HTTPS证书", "说明", "未采纳"),
    headers={
        "product": "产品",
        "service": "服务名称",
        "written": "域名",
        "scope": "域名类型",
        "certificate_name": "证书名称",
        "certificate_type": "证书类型",
        "source": "证书来源",
        "san_domains": "SAN域名",
        "certificate_file": "证书文件",
        "key_file": "私钥文件",
        "chain_file": "CA证书链文件",
        "valid_from": "生效日期",
        "expiration_date": "到期时间",
        "status": "状态",
        "unmapped": "未映射原因",
        "remarks": "备注",
    },
    meanings={
        "product": "产品，按规划表原文。",
        "service": "需要证书的服务，按规划表原文。",
        "written": "域名，按规划表原文。",
        "scope": "域名供内部还是外部访问。",
        "certificate_name": "证书名称，即证书文件名；未映射的行为规划表中的名称。",
        "certificate_type": "证书类型；未映射的行为所要求的类型。",
        "source": "证书来源，按规划；证书本身为自签名时如实标注。",
        "san_domains": "证书包含的全部域名；未映射的行为所要求的域名。",
        "certificate_file": "证书文件，相对于部署目录的路径。",
        "key_file": "私钥文件，相对于部署目录的路径。",
        "chain_file": "CA证书链文件，相对于部署目录的路径。",
        "valid_from": "证书生效日期（UTC）。",
        "expiration_date": "证书到期日期（UTC）。",
        "status": "截至基准日期的证书状态，见上表。",
        "unmapped": "未映射证书的原因；已映射则为空。此格清空前整行显示底纹。",
        "remarks": "规划表的备注，或域名的出处。",
    },
    states={
        "expired": "已超过有效期，不予交付。",
        "critical": "请立即更换。",
        "warning": "请尽快续期。",
        "notice": "请安排续期。",
        "ok": "剩余有效期充足。",
        "not-yet-valid": "尚未到生效日期。",
        "refused": "证书已被吊销或证书链无效，不予交付。",
        "missing": "未找到该域名的证书。",
    },
    labels={
        "title": "说明",
        "deployment": "部署",
        "as_of": "基准日期",
        "as_of_text": "状态一列截至 {moment}（UTC）。到期时间的颜色随此单元格变化：可改为其他日期或 =TODAY()。"
        "日期均为 UTC 日期，到期日当天结束后视为过期。",
        "rows": "总行数",
        "mapped": "已映射证书",
        "open": "未映射",
        "version": "生成工具",
        "states": "证书状态",
        "days": "剩余天数不超过",
        "percent": "占有效期百分比不超过",
        "meaning": "含义",
        "states_text": "两个上限同时满足时进入该状态，短期证书因此不会长期处于预警。修改上限后颜色随之变化。",
        "columns": "列",
        "assumptions": "假设",
        "value": "取值",
        "origin": "出处",
        "place": "位置",
        "found": "问题",
        "remedy": "处理办法",
        "page": "第 &P 页，共 &N 页",
        "choose": "请从列表中选择，或保留自己的写法。",
    },
)

"""From a paper's fields to Word and PDF: the office's own template, filled, and the same content printed."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from docx.document import Document as WordDocument

from weige.enforcement.models import Attachment, Paper, PaperKind, PaperTemplate, Service, Transfer
from weige.enforcement.queries.asking import asking
from weige.enforcement.queries.legal import doubts
from weige.enforcement.rules.fields import PaperField, fields_of
from weige.enforcement.rules.records import GRADE
from weige.enforcement.rules.stamps import stamp
from weige.enforcement.rules.words import both
from weige.enforcement.services import word
from weige.enforcement.services.drafting import whole
from weige.kernel import blobs, printing
from weige.kernel.streettime import LOCAL
from weige.people.queries import masking

COVERED = "••••"
PARTY = ("party_name", "party", "shop")  # where a kind of paper names its party


def values_of(row: Paper, *, clear: bool = False) -> dict[str, str]:
    """Every field as it is printed. Sealed ones are masked (default of this office) unless a purpose was stated; one
    that is not asked stays empty, whatever was written in it before."""
    content = whole(row)
    said = {
        field.key: _said(field, content.get(field.key), clear=clear) if field.asked(content) else ""
        for field in fields_of(row.kind.doc)
    }
    return said | {
        "office": row.kind.office_zh,
        "title": row.kind.name_zh,
        "number": row.number or "（未编号）",
        "contact": row.kind.contact,
        "case_number": row.case.number if row.case else "",
        "issue_date": _day(row.issued_at.astimezone(LOCAL).date()) if row.issued_at else "",
        "photos": "",
        "signature": "",
        "service": "",
    }


def covered(field: PaperField, value: Any) -> str:
    """A sealed value as it is shown without a purpose: an account by its last digits, a name by its first sign, an
    identity number by both ends, words not at all."""
    match field.key:
        case "party_id_no":
            return masking.identity(str(value))
        case "account":
            return masking.bank_card(str(value))
        case "owner" | "person" | "applicant":
            return masking.name(str(value))
    return COVERED


def _said(field: PaperField, value: Any, *, clear: bool = False) -> str:
    if not value:
        return ""
    if field.sealed and not clear:
        return covered(field, value)
    forms: dict[str, Callable[[], str]] = {
        "moment": lambda: stamp(datetime.fromisoformat(value)),
        "day": lambda: _day(date.fromisoformat(value)),
        "lines": lambda: "\n".join(str(one) for one in value),
        "files": lambda: "\n".join(str(one) for one in value),
        "choice": lambda: both(field.group, str(value))["zh"],
        "ticks": lambda: "、".join(both(field.group, str(one))["zh"] for one in value),
        "parts": lambda: "；".join(
            f"{both('part', part.rstrip('#@'))['zh']} {text}"
            for part, text in zip(field.parts, value, strict=False)
            if text
        ),
    }
    return forms.get(field.kind, lambda: str(value))()


def _day(day: date) -> str:
    return day.strftime("%Y年%m月%d日")


def word_of(row: Paper, *, clear: bool = False) -> WordDocument:
    """The filled template: the one it was issued with, for a draft the newest."""
    templates = PaperTemplate.objects.filter(kind=row.kind_id).order_by("-number")
    if row.template:
        templates = templates.filter(number=row.template)
    template = templates.first()
    assert template is not None, "a kind is loaded with its first template"
    return word.filled(bytes(template.docx), values_of(row, clear=clear), pictures_of(row))


def pictures_of(row: Paper) -> dict[str, list[bytes]]:
    """What the party sees, and the signature of the newest service."""
    signed = {field.key for field in fields_of(row.kind.doc) if field.stage == "sign"}
    found: dict[str, list[bytes]] = {"photos": [], "signature": []}
    rows = Attachment.objects.filter(subject=row.own_subject, role__in=("seen", "signature")).order_by("id")
    for one in rows:
        where = one.title if one.title in signed else "signature"
        found.setdefault("photos" if one.role == "seen" else where, []).append(blobs.read(one.blob_id))
    last = {f"{key}_sign" if key in signed else key: found[key][-1:] for key in found if key != "photos"}
    return last | {"photos": found["photos"][:4]}


def docx_of(row: Paper, *, clear: bool = False) -> bytes:
    """The paper as a Word file."""
    return word.saved(word_of(row, clear=clear))


def pdf_of(row: Paper, *, clear: bool = False) -> bytes:
    """The same content as PDF, with the pictures behind it. A work record always says that it is one."""
    blocks: list[printing.Block] = list(draft_mark(row))
    page = word_of(row, clear=clear)
    told = " ".join(str(said[0]) for kind, said in word.outline(page) if kind == "text")
    if row.kind.grade == GRADE and word.NO_FORCE not in told:
        blocks.append(printing.Paragraph(word.NO_FORCE, bold=True, indent=False))
    for kind, said in word.outline(page):
        if kind == "text":
            text, align, bold = said
            if text not in {row.kind.office_zh, row.kind.name_zh, row.number}:
                blocks.append(printing.Paragraph(text, align=align, bold=bold, indent=align == "left"))
        elif kind == "pairs":
            blocks.append(printing.Pairs([(pair[0], pair[1]) for pair in said]))
        elif said:
            blocks.append(printing.Table(said[0], said[1:]))
    pictures = pictures_of(row)
    for field in fields_of(row.kind.doc):
        for drawn in pictures.get(f"{field.key}_sign", ()):
            blocks.append(printing.Signature(field.zh, str(row.content.get(field.key, "")), drawn, ""))
    if pictures["photos"]:
        blocks.append(
            printing.Pictures([printing.Picture(data, width=75, height=75) for data in pictures["photos"]])
        )
    return _printed(row.kind.name_zh, blocks, row)


def draft_mark(row: Paper) -> list[printing.Block]:
    """Of a draft: that it is one, and which of its words nobody has verified yet."""
    if row.number:
        return []
    found = doubts(row, whole(row))
    said = "".join(f"\n【未核实】{one['name_zh']}：{one['why_zh']}" for one in found)
    mark = f"草稿，未编号，不得送达{said}"
    return [printing.Paragraph(mark, bold=True, indent=False), printing.Rule()]


def receipt_of(row: Paper, service: Service, signature: bytes | None) -> bytes:
    """The record of a service (送达回证), one a paper, as PDF."""
    rows = {
        "送达文书": f"{row.kind.name_zh} {row.number}",
        "受送达人": str(
            row.content.get("party_name") or row.content.get("party") or row.content.get("shop") or row.title
        ),
        "送达地点": service.place,
        "送达方式": both("way", service.way)["zh"],
        "送达时间": stamp(service.at),
        "签收人": " ".join(part for part in (service.receiver, service.relation) if part),
        "邮件号": service.tracking,
        "拒收事由": service.refuse_why,
        "见证人": service.witness,
        "送达人": service.servers,
    }
    blocks: list[printing.Block] = [printing.Pairs([(key, value) for key, value in rows.items() if value])]
    if not service.refused and service.way in {"on_site", "left"}:
        blocks.append(printing.Signature("签收", service.receiver, signature, stamp(service.at)))
    return _printed("送达回证", blocks, row)


def transfer_receipt(row: Transfer) -> bytes:
    """The receipt of a transfer (移送回执), the same for both directions: who signed when, under which numbers."""
    ours, theirs = row.number or "—", row.other_number or "—"
    office = PaperKind.objects.filter(pk="transfer").values_list("office_zh", flat=True).first() or ""
    giver, taker = (office, row.other) if row.direction == "out" else (row.other, office)
    rows = {
        "移送单位": giver,
        "接收单位": taker,
        "案件": row.title,
        "我方编号": ours,
        "对方案号": theirs,
        "发出时间": stamp(row.sent_at) if row.sent_at else "",
        "签收时间": stamp(row.received_at) if row.received_at else "",
        "签收人": row.received_by,
        "受理时间": stamp(row.accepted_at) if row.accepted_at else "尚未受理",
        "反馈期限": stamp(row.due_at) if row.due_at else "",
        "处理结果": row.result,
        "移送材料": "；".join(one["title"] for one in row.materials),
        "清单校验值": row.sealed_hash and f"SHA-256 {row.sealed_hash}",
    }
    blocks: list[printing.Block] = [
        printing.Pairs([(key, value) for key, value in rows.items() if value]),
        printing.Signature("签收", row.received_by, None, stamp(row.received_at) if row.received_at else ""),
    ]
    paper = printing.Document("移送回执", blocks, number=ours, issuer=taker, author=taker)
    return printing.pdf(paper).data


def _printed(title: str, blocks: list[printing.Block], row: Paper) -> bytes:
    return printing.pdf(
        printing.Document(
            title, blocks, number=row.number, issuer=row.kind.office_zh, author=row.kind.office_zh
        )
    ).data


def shown_fields(row: Paper, *, clear: bool, stage: str) -> list[Mapping[str, Any]]:
    """The fields for the screen: words, kind, value; sealed ones masked unless `clear`. stage: whose fields are open to
    be filled in now."""
    content = whole(row)
    found: list[Mapping[str, Any]] = []
    for field in fields_of(row.kind.doc):
        value = content.get(field.key)
        if field.sealed and value and not clear:
            value = covered(field, value)
        if field.key == "party_phone" and value and not clear:
            value = masking.phone(str(value))
        found.append(asking(field, stage=stage) | {"value": value if value is not None else ""})
    return found


def kept_pdf(row: Paper) -> bytes:
    """The PDF as it was issued, of a work record as it was last signed or finished; of a draft one made now."""
    rows = Attachment.objects.filter(subject=row.own_subject, role="pdf", title=row.kind.name_zh)
    kept = rows.order_by("-id" if row.kind.grade == GRADE else "id").first()
    return blobs.read(kept.blob_id) if kept else pdf_of(row)

"""What a party sends over its link: an answer with photos; the officer hears of it at once."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from weige.cases.services.evidence import attach
from weige.enforcement.events import PaperAnswered
from weige.enforcement.models import Answer, Attachment, Paper, Procedural
from weige.enforcement.rules.simple import KIND
from weige.enforcement.rules.words import both
from weige.enforcement.services import telling
from weige.enforcement.services.engine import tell
from weige.enforcement.services.papers import kind_said
from weige.kernel import blobs
from weige.kernel.access import Who
from weige.kernel.errors import Conflict, FieldError, Invalid, NotFound
from weige.kernel.links import Held

KINDS = ("corrected", "objection", "help", "seen")
OPEN = ("issued", "served", "not_complied")
PER_DAY = 20  # answers to one paper within a day (our default)
PHOTOS = 9
TWICE = timedelta(minutes=10)  # the same words and photos again within it are one answer (our default)
PER_LINK = 40  # files one procedure takes over links (our default)


def add_file(
    row: Procedural,
    data: bytes,
    role: str,
    *,
    who: Who,
    now: datetime,
    title: str = "",
    link_id: int | None = None,
) -> Attachment:
    """Keeps a file with a procedure; the same file in the same role is there once. Raises as blobs.put()."""
    if link_id is not None:
        came = Attachment.objects.filter(subject=row.own_subject, by_link__isnull=False).count()
        if came >= PER_LINK:
            raise Conflict("answer_too_many")
    blob = blobs.put(data, now=now)
    values = {"title": title[:120], "added_at": now, "added_by": who.user_id, "by_link": link_id}
    found, _ = Attachment.objects.get_or_create(
        subject=row.own_subject, role=role, blob=blob, defaults=values
    )
    return found


def paper_of(held: Held) -> Paper:
    """The one paper a link opens. Raises NotFound."""
    name, _, key = held.subject.partition(":")
    if name != Paper.NAME:
        raise NotFound
    row = (
        Paper.objects.select_related("kind", "case__condition", "case__matter", "case__shop", "shop", "power")
        .filter(pk=UUID(key))
        .first()
    )
    if row is None or row.issued_at is None:
        raise NotFound
    return row


@transaction.atomic
def answer(*, held: Held, kind: str, text: str, photos: list[int], now: datetime) -> Answer:
    """An answer to a paper. Raises Invalid (no photo, no words), Conflict (done with; too many), NotFound."""
    paper_of(held)
    row = (
        Paper.objects.select_related("kind", "case__condition", "case__shop", "shop", "power")
        .select_for_update(of=("self",))
        .get(pk=UUID(held.subject.partition(":")[2]))
    )
    if row.state not in OPEN or row.kind_id == KIND:  # on the spot the party was heard before
        raise Conflict("answer_ended")
    if row.answers.filter(at__gt=now - timedelta(days=1)).count() >= PER_DAY:
        raise Conflict("answer_too_many")
    mine = Attachment.objects.filter(subject=row.own_subject, role="answer", pk__in=photos[:PHOTOS])
    files = list(mine)
    errors = []
    if kind not in KINDS:
        errors.append(FieldError("kind", "unknown_choice", {"choices": ", ".join(KINDS)}))
    if len(files) != len(set(photos)):
        errors.append(FieldError("photos", "file_unknown"))
    if kind == "corrected" and not files:
        errors.append(FieldError("photos", "answer_photo"))
    if kind in {"objection", "help"} and not text.strip():
        errors.append(FieldError("text", "answer_text"))
    if errors:
        raise Invalid(errors)
    if kind == "seen" and row.answers.filter(kind="seen").exists():
        return row.answers.filter(kind="seen")[0]
    sent = {"kind": kind, "text": text.strip()[:1000], "photos": [one.pk for one in files]}
    same = row.answers.filter(by_link=held.id, at__gt=now - TWICE, **sent).exclude(state="refused").first()
    return same or _keep(row, held, kind, text.strip(), files=files, now=now)


def _keep(row: Paper, held: Held, kind: str, text: str, *, files: list[Attachment], now: datetime) -> Answer:
    made = Answer.objects.create(
        paper=row,
        kind=kind,
        text=text[:1000],
        photos=[one.pk for one in files],
        at=now,
        by_link=held.id,
        state="waiting" if kind == "corrected" else "noted",
    )
    row.version += 1
    row.save(update_fields=["version"])
    if kind == "corrected" and row.case is not None and row.case.ended_at is None:
        for one in files:
            attach(row.case.pk, one.blob, kind="after", source="merchant", who=held.who, now=now)
    words = both("answer", kind)
    told = kind_said(row) | {"said_zh": words["zh"], "said_en": words["en"], "note": text[:500]}
    tell(row, PaperAnswered, kind, row.state, who=held.who, now=now, told=told)
    telling.to_posts(row, "paper_answered", who=held.who, now=now, more={"reply": kind})
    return made

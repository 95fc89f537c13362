"""The case file as pages: cover, summary, reports, clock, decisions, papers, timeline, evidence, how to verify."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from weige.cases.queries.casefile import Contents, Piece
from weige.cases.rules.localtime import wall
from weige.cases.rules.masking import covered
from weige.cases.rules.states import STAGE_OF
from weige.cases.rules.words import label
from weige.kernel import blobs
from weige.kernel import printing as p
from weige.kernel.errors import NotFound

#: Moves by which somebody decided something that binds others.
DECISIONS = {
    "accepted", "rejected", "filed", "dispatched", "designated", "extension_approved", "extension_refused", "suspended",
    "suspension_refused", "check_passed", "check_failed", "supervised", "appeal_decided", "closed", "voided", "merged",
}  # fmt: skip
FACTS = (
    "found_at",
    "reported_at",
    "accepted_at",
    "filed_at",
    "dispatched_at",
    "due_at",
    "handled_at",
    "closed_at",
)


class Pages:
    """One case file in one language; `masked`: notes are left out and numbers of persons covered."""

    def __init__(self, contents: Contents, *, language: str, masked: bool) -> None:
        self.contents, self.language, self.masked = contents, language, masked
        self.case = contents.case

    def word(self, code: str, **params: object) -> str:
        return label("casefile", code, self.language).format(**params)

    def free(self, text: str) -> str:
        """Free text as this file may show it."""
        return covered(text) if self.masked else text

    def document(self, *, by: str, street: str, purpose: str, now: datetime) -> p.Document:
        """All pages."""
        blocks: list[p.Block] = [*self.cover(by=by, purpose=purpose, now=now)]
        for part in (
            self.summary,
            self.reports,
            self.clock,
            self.decisions,
            self.papers,
            self.timeline,
            self.evidence,
        ):
            blocks += part()
        blocks += self.how_to_verify()
        return p.Document(
            title=self.word("title"),
            issuer=street,
            number=self.case.number,
            header=self.word("header", street=street),
            footer=self.word("footer", by=by, at=wall(now)),
            author=by,
            language="en" if self.language == "en" else "zh",
            style=p.FILE,
            blocks=blocks,
        )

    def cover(self, *, by: str, purpose: str, now: datetime) -> list[p.Block]:
        title = self.case.title_en if self.language == "en" else self.case.title_zh
        rows = [
            (self.word("number"), self.case.number),
            (self.word("name"), title),
            (self.word("made"), f"{wall(now)}　{by}"),
            (self.word("purpose"), purpose or self.word("masked")),
            (
                self.word("holds"),
                self.word("counts", events=len(self.contents.entries), files=len(self.contents.pieces)),
            ),
        ]
        return [p.Pairs(rows), p.Space(3)]

    def summary(self) -> list[p.Block]:
        case, said = self.case, self.language
        matter = f"{case.matter.code} {case.matter.name(said)}" if case.matter else ""
        unit = case.handler_post or case.department
        rows = [
            (self.word("matter"), matter),
            (self.word("place"), (case.place_en if said == "en" else "") or case.place_zh),
            (self.word("source"), "、".join(label("source", source, said) for source in case.sources)),
            (self.word("stage"), label("stage", STAGE_OF[case.now_in], said)),
            (self.word("state"), label("state", case.state, said)),
            (self.word("unit"), (unit.name_en if said == "en" else unit.name_zh) if unit else ""),
            *([(label("field", "component", said), case.component)] if case.component else []),
            *((self.word(name), self.at(getattr(case, name))) for name in FACTS),
            (self.word("outcome"), label("outcome", case.outcome, said) if case.outcome else ""),
            (self.word("overdue"), self.at(case.overdue_since) or self.word("no")),
        ]
        return [p.Heading(self.word("summary")), p.Pairs(rows, columns=2)]

    def at(self, moment: datetime | None) -> str:
        return wall(moment) if moment else ""

    def reports(self) -> list[p.Block]:
        rows = [
            [
                self.at(report.at),
                label("source", report.source, self.language),
                report.place,
                self.free(report.text),
            ]
            for report in self.contents.reports
        ]
        return self.table("reports", ("when", "source", "place", "text"), rows, (2, 1.4, 2.6, 5))

    def clock(self) -> list[p.Block]:
        """Why it is due when it is due: every interval counted and every one skipped, with its reason."""
        told = self.contents.clock
        if told is None:
            return []
        tongue = self.language
        rows = []
        for day in told["days"]:
            for span in day["intervals"]:
                why = (span["reason"] or {}).get("words", {}).get(tongue, "")
                status = self.word(span["status"])
                hours = f"{_clock(span['start'])}–{_clock(span['end'])}"
                rows.append([str(day["date"]), hours, f"{status}　{why}".strip()])
        due = datetime.fromisoformat(told["due"]) if told["due"] else None
        facts = [
            (self.word("clock_name"), told.get(f"name_{tongue}", "")),
            (self.word("limit"), self.amount(told["limit"])),
            (self.word("due_at"), self.at(due)),
            (self.word("used"), self.amount(told["used"])),
            (self.word("clock_state"), told["state_words"][tongue]),
            (self.word("calendar"), str(told["calendar_version"])),
        ]
        return [
            p.Heading(self.word("clock")),
            p.Pairs(facts, columns=2),
            *self.table("", CLOCK, rows[:200], (2, 3, 5)),
        ]

    def amount(self, amount: dict[str, Any]) -> str:
        """1 天 2 小时, in the limit's own unit."""
        parts = [self.word(f"n_{part}", n=amount[part]) for part in PARTS if amount[part]]
        return " ".join([*parts, amount["words"][self.language]]) if parts else "0"

    def decisions(self) -> list[p.Block]:
        chosen = [line for line in self.contents.lines if line["kind"].partition(".")[2] in DECISIONS]
        return self.table(
            "decisions", ("when", "decision", "by", "detail"), [self.line(x) for x in chosen], (2, 2, 2, 5)
        )

    def papers(self) -> list[p.Block]:
        chosen = [line for line in self.contents.lines if line["kind"].startswith("enforcement.")]
        return self.table(
            "papers", ("when", "what", "by", "detail"), [self.line(x) for x in chosen], (2, 2, 2, 5)
        )

    def line(self, line: dict[str, Any]) -> list[str]:
        tongue = self.language
        detail = line[f"detail_{tongue}"]
        if self.masked and line["note"]:
            detail = " · ".join(part for part in detail.split(" · ") if part != line["note"])
        return [wall(line["at"]), line[f"text_{tongue}"], line[f"actor_{tongue}"], self.free(detail)]

    def timeline(self) -> list[p.Block]:
        seals = {entry["id"]: entry["seal"] or "" for entry in self.contents.entries}
        rows = [[*self.line(line), seals.get(line["id"], "")[:16]] for line in self.contents.lines]
        return self.table("timeline", ("when", "what", "by", "detail", "seal"), rows, (2, 2, 2, 4, 2))

    def evidence(self) -> list[p.Block]:
        rows, shown = [], []
        for number, piece in enumerate(self.contents.pieces, 1):
            kind = label("evidence", piece.kind, self.language)
            size = f"{piece.blob.size / 1024:.0f} kB"
            taken = self.at(piece.blob.taken_at)
            rows.append([str(number), kind, taken, self.at(piece.added_at), size, piece.blob.pk])
            if piece.blob.thumb:
                shown.append(self.thumb(number, kind, piece))
        table = self.table(
            "evidence", ("nth", "what", "taken", "added", "size", "sha256"), rows, (0.6, 1.6, 2, 2, 1.2, 5)
        )
        return [*table, p.Pictures([picture for picture in shown if picture], columns=3)]

    def thumb(self, number: int, kind: str, piece: Piece) -> p.Picture | None:
        try:
            data = blobs.read(piece.blob.pk, "thumb")
        except NotFound:
            return None
        return p.Picture(data, f"{number}. {kind}　{piece.blob.pk[:12]}", width=52, height=40)

    def how_to_verify(self) -> list[p.Block]:
        head = self.contents.days[-1] if self.contents.days else None
        rows = [(self.word("head_day"), head.day.isoformat()), (self.word("head"), head.hash)] if head else []
        return [p.Heading(self.word("verify")), p.Paragraph(self.word("verify_text")), p.Pairs(rows)]

    def table(
        self, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
    ) -> list[p.Block]:
        """A titled table; a line that says so when there is nothing."""
        top: list[p.Block] = [p.Heading(self.word(title))] if title else []
        if not rows:
            return [*top, p.Paragraph(self.word("none"), small=True)] if title else []
        return [*top, p.Table([self.word(head) for head in heads], rows, widths)]


CLOCK = ("day", "hours", "why")
PARTS = ("days", "hours", "minutes")


def _clock(value: str) -> str:
    return wall(datetime.fromisoformat(value))[11:]

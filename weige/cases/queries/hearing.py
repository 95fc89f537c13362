"""Whom a case's result was told, on which channel: every report of it, those of merged cases too."""

from typing import Any

from weige.cases.models import Case, Report
from weige.cases.queries.presenting import named
from weige.messaging.queries import told_users

#: Sources whose reporters have no account here: their own channel brings them the answer.
ELSEWHERE = {"hotline": "hotline", "open311": "open311", "camera": "none", "sensor": "none"}


def heard(case: Case) -> list[dict[str, Any]]:
    """One line for each report, oldest first; reporters are not named (3 statements).

    {number, source, at, channel, state, told_at, read_at}: channel in_app, sms, phone, hotline, open311 or none;
    state sent, queued, recorded, failed, or empty while nothing was told.
    """
    merged = list(Case.objects.filter(merged_into=case.pk).only("id", "party_users"))
    subjects = [case.subject, *(one.subject for one in merged)]
    last = {row["user_id"]: row for row in told_users(subjects)}
    reports = Report.objects.filter(case=case).order_by("at", "id")
    return [_line(n, report, last) for n, report in enumerate(reports, start=1)]


def _line(number: int, report: Report, last: dict[int, dict[str, Any]]) -> dict[str, Any]:
    notice = last.get(report.user_id or 0)
    channel = (
        notice["channel"] if notice else ELSEWHERE.get(report.source, "in_app" if report.user_id else "none")
    )
    return {
        "number": number,
        "source": report.source,
        **named("source", report.source, "source"),
        "at": report.at,
        "channel": channel,
        "state": notice["state"] if notice else "",
        "told_at": notice["at"] if notice else None,
        "read_at": notice["read_at"] if notice else None,
    }

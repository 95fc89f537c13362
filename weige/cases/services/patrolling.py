"""漏报认定: whether a patrol should have seen what the public reported, judged by a person, taken back by a person."""

from collections.abc import Callable

from weige.cases.models import PatrolReason
from weige.cases.services.step import Step, refuse

MISSED, UNSEEN = "missed", "unseen"


def judge(step: Step) -> None:
    """The reason says which of the two it is. Nobody's way is looked at: the judgement is of the case and its place."""
    code = step.data.patrol

    def find() -> PatrolReason | None:
        return PatrolReason.objects.filter(pk=code, active=True).first()

    reason = step.look_up(("patrol_reason", code), find)
    if reason is None:
        raise refuse("patrol", "unknown_reason", code=code)
    step.case.patrol = MISSED if reason.missed else UNSEEN
    step.told.update(
        patrol=step.case.patrol, standard=reason.code, standard_zh=reason.text_zh, standard_en=reason.text_en
    )


def unjudge(step: Step) -> None:
    step.case.patrol = ""


EFFECTS: dict[str, Callable[[Step], None]] = {"judge_patrol": judge, "unjudge_patrol": unjudge}

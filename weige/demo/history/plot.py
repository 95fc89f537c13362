"""The lives of the past: reported, filed, dispatched, handled, checked, closed; or otherwise. Pure."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from weige.cases.events import PUBLIC
from weige.demo.history.plan import (
    MINUTE,
    QUIET,
    Act,
    Kind,
    Life,
    Place,
    days_before,
    desk,
    in_the_morning,
    kinds,
    moment,
    told,
)

#: How long handling takes, in shares of the limit: the middle, the spread, and what a unit makes of it.
MIDDLE, SPREAD = 0.42, 0.55
PACE = {"works": 1.2, "sanitation": 0.9, "squad": 1.1, "market": 1.0, "circle": 1.0, "segment": 0.85}
CLAUSE = "单位职责清单（演示）"
DEMO = "演示："


def lives(places: Sequence[Place], *, now: datetime, days: int, seed: int) -> list[Life]:
    """Everything of the days before, in the order of the reports. The same for the same arguments."""
    found = [*_everyday(places, now, days, seed), *_coming_back(places, now, days, seed)]
    return sorted(found, key=lambda life: (life.at, life.place.shop, life.matter))


def _everyday(places: Sequence[Place], now: datetime, days: int, seed: int) -> Iterator[Life]:
    rows = list(kinds().values())
    weights = [kind.weight for kind in rows]
    for back, day in zip(range(days, -1, -1), days_before(now, days), strict=True):
        dice = random.Random(f"{seed}:history:{day.isoformat()}")
        rate = told()["per_day"] * (told()["weekend"] if day.weekday() >= 5 else 1.0)
        for _ in range(int(rate) + (dice.random() < rate % 1)):
            kind = dice.choices(rows, weights)[0]
            at = _hour(day, kind, dice)
            life = Teller(kind, dice.choice(places), at, dice, pace=0.9 + 0.3 * back / max(days, 1)).tell()
            if at < now - QUIET:
                yield life


def _coming_back(places: Sequence[Place], now: datetime, days: int, seed: int) -> Iterator[Life]:
    """The black spots: the same matter at the same door, again and again."""
    for site in told()["site"]:
        doors = [place for place in places if place.segment == site["segment"]]
        if not doors:
            continue
        place = doors[site["nth"] % len(doors)]
        dice = random.Random(f"{seed}:site:{site['segment']}")
        at = days_before(now, days)[0]
        while (moment(at, 18)) < now - QUIET:
            kind = kinds()[site["matter"]]
            begin = moment(at, dice.uniform(9, 18))
            if begin < now - QUIET:
                yield Teller(kind, place, begin, dice, pace=1.0, text=site["text"]).tell()
            at += timedelta(days=max(1, round(dice.gauss(site["every"], 1))))


def _hour(day: date, kind: Kind, dice: random.Random) -> datetime:
    """Streets are looked at all day, and reported on until the evening."""
    last = 20.5 if "urgent" in kind.limit else 18.0
    return moment(day, min(max(dice.gauss(12.8, 3.0), 7.6), last))


class Teller:
    """Tells one life, act by act, from the report on."""

    def __init__(
        self, kind: Kind, place: Place, at: datetime, dice: random.Random, *, pace: float, text: str = ""
    ) -> None:
        self.kind, self.place, self.at, self.dice = kind, place, at, dice
        self.text = DEMO + (text or dice.choice(kind.texts))
        self.began = at
        self.acts: list[Act] = []
        self.pace = pace * PACE[kind.to]
        self.source = dice.choices(list(told()["sources"]), list(told()["sources"].values()))[0]
        self.order = self._order() if self.source == "hotline" else None
        self.reporter = self._reporter()

    def tell(self) -> Life:
        self._desk()
        self._judge()
        return Life(
            place=self.place,
            matter=self.kind.matter,
            condition=self.kind.condition,
            text=self.text,
            at=self.began,
            by=self.reporter,
            acts=tuple(self.acts),
            order=self.order,
        )

    def _reporter(self) -> str:
        number = self.dice.randrange(1, 5)
        return {
            "patrol": self.place.worker,
            "resident": "resident" if number == 1 else f"resident{number:02}",
            "merchant": "merchant" if number == 1 else f"merchant{number:02}",
            "leader": "chief",
            "hotline": "hotline",
        }[self.source]

    def _order(self) -> dict[str, Any]:
        names = told()["hotline"]["callers"]
        caller = self.dice.randrange(told()["hotline"]["numbers"])
        return {
            "kind": self.dice.choice(told()["hotline"]["kinds"]),
            "caller_name": names[caller % len(names)],
            "caller_phone": f"1990000{caller:04}",  # no number anybody has: 0000 is not given out
        }

    def act(self, who: str, code: str, minutes: float, **given: Any) -> None:
        """The next thing that is done, so many minutes later."""
        self.at += max(minutes, 0.5) * MINUTE
        self.acts.append(Act(self.at, desk(self.at).get(who, who), code, given))

    def chance(self, way: str) -> bool:
        return self.dice.random() < float(told()["ways"][way])

    def between(self, low: float, high: float) -> float:
        return self.dice.uniform(low, high)

    def _desk(self) -> None:
        """受理 立案 派遣, with their ways out."""
        if self.source in {"resident", "hotline"} and self.dice.random() < 0.25:
            self.act("dispatcher", "ask_verify", self.between(2, 10), post=f"worker-{self.place.segment}")
            self.act(self.place.worker, "confirm_found", self.between(8, 38))
        elif self.order is None and self.chance("rejected"):
            self.act("dispatcher", "reject", self.between(3, 12), reason="不属受理范围，已向报告人说明")
            return
        else:
            self.act("dispatcher", "accept", self.between(1, 12) if self.dice.random() < 0.94 else 25)
        self.act("dispatcher", "file", self.between(0.5, 3), condition_no=self.kind.condition)
        self._dispatch()

    def _dispatch(self) -> None:
        if self.order is None and self.chance("void"):
            self.act("dispatcher", "void", self.between(2, 9), reason="重复报告，情况已不存在")
            return
        if self.kind.to in {"works", "sanitation"} and self.chance("passed_on"):
            self.act("dispatcher", "dispatch", self.between(1, 9), department="squad")
            self.act(
                self.place.squad, "propose_transfer", self.between(15, 45), standard="not_our_duty",
                reason="不属执法队职责", clause=CLAUSE, department=self.kind.to,
            )  # fmt: skip
            self.act("dispatcher", "approve_transfer", self.between(2, 12))
        self.act("dispatcher", "dispatch", self.between(1, 9), **self._target())
        self._contact()
        self._handle()

    def _target(self) -> dict[str, str]:
        if self.kind.to == "segment":
            return {"post": f"worker-{self.place.segment}"}
        if self.kind.to == "circle":
            return {"post": self.place.squad.replace("squad", "squad-C")}
        return {"department": self.kind.to}

    @property
    def handler(self) -> str:
        own = {"segment": self.place.worker, "circle": self.place.squad, "squad": self.place.squad}
        return own.get(self.kind.to, self.kind.to)

    def _later(self, hours: float) -> None:
        """Time goes by; long work does not go on at night."""
        self.at += timedelta(hours=hours)
        if self.kind.hours > 4:
            self.at = in_the_morning(self.at, self.dice)

    def _handle(self) -> None:
        """处置 within its limit, mostly."""
        share = MIDDLE * self.pace * self.dice.lognormvariate(0, SPREAD)
        hours = self.kind.hours * share
        self._later(hours * 0.3)
        self.act(self.handler, "start", 1)
        if self.kind.long and self.chance("extended"):
            self.act(self.handler, "request_extension", self.between(20, 90), reason="等材料到货，请延期")
            self.act("dispatcher", "approve_extension", self.between(10, 60))
            hours *= 1.8
        elif self.kind.long and self.chance("suspended"):
            self._suspend()
        self._later(hours * 0.7)
        if self.chance("self_corrected"):
            self.act(self.handler, "photo", 1)
            self.act(self.handler, "self_corrected", 2)
        else:
            self.act(self.handler, "photo", 1)
            self.act(self.handler, "finish", self.between(0.5, 3), outcome="solved")
        self._check()

    def _suspend(self) -> None:
        until = self.at + timedelta(days=self.dice.randrange(3, 9))
        self.act(
            self.handler,
            "request_suspension",
            self.between(20, 60),
            reason="管线单位先施工",
            plan="管线完工后当天恢复，项目经理负责",
            safety="围挡、夜间警示灯",
            until=until,
        )
        self.act("dispatcher", "approve_suspension", self.between(10, 60))
        self.at = in_the_morning(until + timedelta(hours=2), self.dice)

    def _check(self) -> None:
        """核查 结案, sometimes only at the second go."""
        self._send_check()
        if self.chance("rework"):
            self.act("supervisor", "fail_check", self.between(10, 28), reason="现场还有，未清完")
            self._again()
            self._send_check()
        self.act("supervisor", "pass_check", self.between(6, 28) if self.dice.random() < 0.9 else 55)
        self.act("duty", "close", self.between(1, 12), condition_met=True)
        self._after()

    def _send_check(self) -> None:
        self.act("dispatcher", "send_check", self.between(1, 12) if self.dice.random() < 0.95 else 30)

    def _again(self) -> None:
        self._later(self.between(0.3, 0.8))
        self.act(self.handler, "start", 1)
        self.act(self.handler, "photo", self.between(10, 40))
        self.act(self.handler, "finish", 1, outcome="solved")

    def _after(self) -> None:
        if self.source == "resident" and self.dice.random() < 6 * told()["ways"]["reopened"]:
            self.at = in_the_morning(self.at + timedelta(hours=self.between(2, 30)), self.dice)
            self.act(self.reporter, "complain", 1, reason="又回来了，没有解决")
            self.act("chief", "reopen", self.between(60, 300), reason="核实属实，重新处置")
            self.at = in_the_morning(self.at, self.dice)
            self._again()
            self._send_check()
            self.act("supervisor", "pass_check", self.between(6, 28))
            self.act("duty", "close", self.between(1, 12), condition_met=True)
        if self.order is not None:
            self._answer()

    def _judge(self) -> None:
        """漏报认定 of what the public reported; drawn apart, so that the rest of the past stays as it was."""
        said, closed = told()["patrol"], any(act.code == "close" for act in self.acts)
        dice = random.Random(f"patrol:{self.place.shop}:{self.began.isoformat()}")
        if self.source in PUBLIC and closed and dice.random() < said["judged"]:
            by = "supervisor" if dice.random() < 0.6 else "dispatcher"
            self.act(by, "judge_patrol", dice.uniform(5, 90), patrol=dice.choice(said["reasons"]))

    def _contact(self) -> None:
        """先行联系, by whoever has the case."""
        if self.order is None or self.dice.random() > told()["hotline"]["contacted"]:
            return
        self.act(self.handler, "hot.contact", self.between(5, 50), reached=True, how="phone")

    def _answer(self) -> None:
        """答复 and 回访, the day after."""
        said = told()["hotline"]
        explained = self.dice.random() < said["explained"]
        outcome, text = ("explained", "已向来电人说明") if explained else ("solved", "已解决，电话告知来电人")
        self.act(self.handler, "hot.reply", self.between(10, 90), outcome=outcome, text=text)
        self.at = in_the_morning(self.at + timedelta(hours=self.between(18, 40)), self.dice)
        if self.dice.random() > said["reached"]:
            self.act("supervisor", "hot.revisit", 1, reached=False)
            return
        voice = self.dice.choices(list(said["satisfaction"]), list(said["satisfaction"].values()))[0]
        solved = not explained and (voice != "dissatisfied" or self.dice.random() < 0.4)
        self.act("supervisor", "hot.revisit", 1, reached=True, solved=solved, satisfaction=voice)
        if voice == "dissatisfied" or not solved:
            self.act("duty", "hot.settle", self.between(60, 400), text="已当面说明，诉求超出职责范围")

"""What people do in joint action, in the words of the API."""

from typing import Any

from tests.cases.town import Town, body
from weige.joint.models import CallIn
from weige.joint.services.sweeping import sweep
from weige.kernel import outbox, timesource


class World:
    """Calls over HTTP; `deliver` is the worker process."""

    def __init__(self, town: Town) -> None:
        self.town, self.clock, self.client_for = town, town.clock, town.client_for

    def __repr__(self) -> str:
        return "World"

    def get(self, who: str, path: str, status: int = 200, **query: Any) -> Any:
        return body(self.client_for(who).get(f"/api/joint/{path}", query), status)

    def post(self, by: str, path: str, status: int = 200, **said: Any) -> Any:
        return body(self.client_for(by).post(f"/api/joint/{path}", json=said), status)

    def call(self, by: str = "duty", case: Any = None, status: int = 201, **said: Any) -> Any:
        """A call on a case (a new one unless given) for the works centre as lead and squad-C1 beside it."""
        case = case or self.town.handling()
        units = [{"department": "works", "lead": True, "demand": "带路障"}, {"post": "squad-C1"}]
        return self.post(
            by, "calls", status, **({"case": case["id"], "why": "三家一起看现场", "units": units} | said)
        )

    def unit(self, call: Any, code: str) -> Any:
        """The newest unit of the call whose figures go by this code."""
        return [one for one in call["units"] if one["unit_code"] == code][-1]

    def answer(self, by: str, call: Any, code: str, move: str, status: int = 200, **said: Any) -> Any:
        """A unit's move on the version that stands."""
        version = said.pop("version", None) or CallIn.objects.get(pk=call["id"]).version
        path = f"calls/units/{self.unit(self.read('duty', call), code)['id']}/moves/{move}"
        return self.post(by, path, status, version=version, **said)

    def move(self, by: str, call: Any, move: str, status: int = 200, **said: Any) -> Any:
        version = CallIn.objects.get(pk=call["id"]).version
        return self.post(by, f"calls/{call['id']}/moves/{move}", status, version=version, **said)

    def read(self, by: str, call: Any, status: int = 200) -> Any:
        return self.get(by, f"calls/{call['id']}", status)

    def moves(self, by: str, call: Any, code: str) -> list[str]:
        return [action["move"] for action in self.unit(self.read(by, call), code)["actions"]]

    def later(self, **delta: float) -> None:
        """Time passes and the sweeper comes by."""
        self.clock.on(**delta)
        sweep(now=self.clock.now)

    def deliver(self) -> None:
        """The worker at work until nobody has more to say."""
        while outbox.run_once(now=self.clock.now, machine_now=timesource.real_now()):
            continue

    def notices(self, by: str) -> list[str]:
        self.deliver()
        return [item["text_zh"] for item in body(self.client_for(by).get("/api/notices"))["items"]]

"""The registers of the town: now and then a lease, a licence or a business scope changes at a protected house."""

from typing import Any

from weige.simulator.client import Refused
from weige.simulator.street import Street

FIRST_AFTER_S, EVERY_S = 1200.0, 8 * 3600.0  # the street's time
CHANGES = (
    ("lease.changed", {"use_before": "居住", "use_after": "餐饮"}),
    ("lease.new", {"use_after": "零售"}),
    ("scope.changed", {"before": "服装零售", "after": "餐饮服务"}),
    ("licence.new", {"after": "咖啡馆"}),
)
TENANT = "演示承租人"
"""A register sends more than the street needs; the name must not arrive anywhere."""


def change(street: Street, house: dict[str, Any], number: int) -> dict[str, Any]:
    """A CloudEvent about a house: mostly by its code, some by an address as registers write them, a few unclear."""
    rng = street.rng(f"register:{number}")
    kind, data = rng.choice(CHANGES)
    place = house["place_zh"]
    subject = rng.choices(
        [f"building:{house['building']}", f"address:上海市黄浦区 {place}2楼", f"address:{place}东侧"],
        [6, 3, 2],
    )[0]
    return {
        "specversion": "1.0",
        "id": street.ids.next(),
        "source": "/demo/registers",
        "type": f"cn.example.register.{kind}",
        "subject": subject,
        "time": street.clock.now().isoformat(),
        "datacontenttype": "application/json",
        "data": {**data, "register": f"R-{number:04}", "tenant": TENANT},
    }


async def registrar(street: Street, houses: list[dict[str, Any]]) -> None:
    """Sends the changes as CloudEvents through the gateway's account; the first of them soon."""
    rng = street.rng("registrar")
    await street.clock.sleep(FIRST_AFTER_S)
    number = 0
    while True:
        number += 1
        event = change(street, rng.choice(houses), number)
        try:
            await street.gateway.post("/api/signals/cloudevents", event)
        except Refused as refusal:
            street.note("registrar", refusal)
        await street.clock.sleep(rng.expovariate(1 / EVERY_S))

"""What people of the enforcement tests do over HTTP: a shop's case, papers, files."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cases.town import IN_L01, Town, body, picture
from weige.cases.models import Case
from weige.kernel import timesource
from weige.registry.models import Shop
from weige.territory.models import Area

USCC = "91310101MA1FL5X90J"
OFFICERS = ["甲 执法证 31010100123", "乙 执法证 31010100456"]


def shop(town: Town, code: str = "S-7") -> Shop:
    """A shop in L01 with an owner who has an account (merchant)."""
    area = Area.objects.get(code="L01")
    place = {**IN_L01, "cells": area.path, "leaf_cells": [area.pk]}
    owner = town.people["merchant"].user
    names = {"name_zh": "小满鲜果", "name_en": "Xiaoman Fruit", "trade": "fruit", "address": "示范路 12 号"}
    return Shop.objects.get_or_create(code=code, defaults={**names, **place, "owner": owner})[0]


def case_of(town: Town, by: str = "worker01", shop_row: Shop | None = None) -> Case:
    """A case of goods in front of the shop with one picture, reported by a grid worker."""
    said = {"matter": "09005", "text": "货品摆出门外", "place": "示范路 12 号"} | IN_L01
    made = body(town.client_for(by).post("/api/cases", json=said), 201)
    file = SimpleUploadedFile("p.jpg", picture("orange"), "image/jpeg")
    body(town.client_for(by).post(f"/api/cases/{made['id']}/evidence", {"file": file, "kind": "before"}), 201)
    Case.objects.filter(pk=made["id"]).update(shop=shop_row or shop(town))
    return Case.objects.get(pk=made["id"])


def upload(client: Any, path: str, colour: str = "blue", **form: Any) -> int:
    """A photo sent to an address; its id."""
    file = SimpleUploadedFile("p.jpg", picture(colour), "image/jpeg")
    return int(body(client.post(path, {"file": file, **form}), 201)["id"])


class Papers:
    """One person's hands on papers."""

    def __init__(self, town: Town, who: str) -> None:
        self.api = town.client_for(who)

    def draft(self, case: Case, kind: str, **more: Any) -> Any:
        return body(self.api.post("/api/papers", json={"case": str(case.pk), "kind": kind, **more}), 201)

    def edit(self, paper: Any, **values: Any) -> Any:
        return body(
            self.api.put(f"/api/papers/{paper['id']}", json={"version": paper["version"], "values": values})
        )

    def move(self, paper: Any, code: str, **data: Any) -> Any:
        return self.api.post(
            f"/api/papers/{paper['id']}/moves/{code}", json={"version": paper["version"], **data}
        )

    def made(self, paper: Any, code: str, **data: Any) -> Any:
        return body(self.move(paper, code, **data))

    def read(self, paper: Any) -> Any:
        return body(self.api.get(f"/api/papers/{paper['id']}"))


class Holder:
    """Somebody with a link and no account."""

    def __init__(self, url: str) -> None:
        self.client, self.head = Client(), {"X-Weige-Link": url.partition("#")[2]}

    def get(self, path: str) -> Any:
        return self.client.get(path, headers=self.head)

    def post(self, path: str, json: Any = None, files: Any = None) -> Any:
        if files is not None:
            return self.client.post(path, files, headers=self.head)
        return self.client.post(path, json or {}, content_type="application/json", headers=self.head)

    def photo(self, path: str, colour: str = "red") -> int:
        file = SimpleUploadedFile("p.jpg", picture(colour), "image/jpeg")
        return int(body(self.post(path, files={"file": file}), 201)["id"])


def at(town: Town) -> str:
    """The town's now as JSON has it."""
    return timesource.now().isoformat() if town is None else town.clock.now.isoformat()

"""Whatever a POST creates is created once when the press is sent twice: by its key, its content, or kernel.api.once."""

from tests.guards.test_access import operations

SECRET = "its answer is a secret shown once, which is kept nowhere; a second one takes nothing away but can be revoked"
#: Path → why a second sending makes no second thing.
OTHERWISE = {
    "/roster": "a post has one shift in an area from a moment on",
    "/cases": "dedupe_key of the report",
    "/held/report": "key of the report",
    "/hotline/orders": "an order is known by its number",
    "/hotline/orders/enter": "an order is known by its number",
    "/devices/{device_id}/names": "a foreign name is known once",
    "/inhibitions": "an inhibition is known by its code",
    "/alerts/{alert_id}/cancel": "what is cancelled is over",
    "/tags": "the tag that stands already is given back",
    "/scenarios/{scenario_id}/text": "a text stands on the newest version (`newest`): sent again it is refused",
    "/paper-kinds/{kind_code}/template": "a template replaces the one before; both are kept by number",
    "/held/paper/answers": "the same answer while it waits is one answer",
    "/report-links/{area_code}": "the new code takes the place of the old one",
    "/devices/{device_id}/credentials": SECRET,
    "/joint/calls/units/{int:called_id}/link": SECRET,
    "/joint/calendar/address": SECRET,
    "/papers/{uuid:paper_id}/links": SECRET,
    "/offsite/{uuid:offsite_id}/links": SECRET,
    "/transfers/{uuid:transfer_id}/links": SECRET,
}
FILES = ("/files", "/pictures", "/photos", "/evidence")


def test_every_post_that_creates_something_can_be_sent_twice() -> None:
    creating = {
        path: one for method, path, one in operations() if method == "POST" and 201 in one.response_models
    }
    once = {path for path, one in creating.items() if getattr(one.run, "made_once", False)}
    open_ones = {path for path in creating.keys() - once - OTHERWISE.keys() if not path.endswith(FILES)}
    assert not open_ones, "put @made_once below its router, or say here why it needs none"
    assert not OTHERWISE.keys() - creating.keys()
    assert not OTHERWISE.keys() & once

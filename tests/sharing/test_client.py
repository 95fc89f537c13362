"""Somebody else's Open311 client speaks to our interface over a real socket."""

import pytest
from georeport import GeoReport

from tests.sharing.test_georeport import send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_georeport_client_understands_us(offer, key, live_server, form):
    client = GeoReport(f"{live_server.url}/open311/v2", "street.example", key, form)
    services = client.get_service_list()
    assert [one["service_code"] for one in services] == [
        "goods-on-pavement",
        "illegal-parking",
        "street-stall",
    ]
    assert client.get_service_definition("illegal-parking")["service_code"] == "illegal-parking"
    number = send(key, service_code="street-stall")
    found = client.get_service_request(number)
    assert found["status"] == "open"
    listed = client.get_service_requests(service_code="street-stall")
    listed = listed if isinstance(listed, list) else [listed]
    assert [one["service_request_id"] for one in listed] == [number]

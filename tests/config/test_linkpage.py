"""The page of a link carries the office's number: whoever holds a link can call when nothing else answers."""

import pytest

from weige.config.pages import with_phone
from weige.kernel.links import DESK_PHONE
from weige.kernel.models import Setting

BUILT = b"<html>\n  <head>\n    <title>x</title>\n  </head></html>"


@pytest.mark.django_db
def test_number_in_the_page() -> None:
    assert with_phone(BUILT) == BUILT, "the office gave none"
    Setting.objects.create(key=DESK_PHONE, value='021-"5')
    page = with_phone(BUILT).decode()
    assert '<meta name="office-phone" content="021-&quot;5" />' in page
    assert page.index("office-phone") < page.index("<title>")

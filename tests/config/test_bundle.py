"""What the phone loads before anything is seen stays small (issue 5: 250 kB compressed, before maps)."""

import pytest

from benchmarks.web import BUILT, PHONE_LIMIT_KB, bundles


@pytest.mark.skipif(not (BUILT / "manifest.json").is_file(), reason="the front end is not built here")
def test_the_phone_entry_is_small() -> None:
    assert bundles()["h5"] <= PHONE_LIMIT_KB

"""GeoReport v2 on the wire: the same data as XML and as JSON.

XML has one element a field and one wrapper a list; what is null is an empty element in XML and null in JSON. Codes
and texts are the caller's; everything here is escaped.
"""

import json
from typing import Any
from xml.sax.saxutils import escape

FORMATS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
#: The name of a list's items, where it is not the list's name without its last letter.
SINGULAR = {"services": "service", "attributes": "attribute", "values": "value", "endpoints": "endpoint"}
SINGULAR |= {"formats": "format", "errors": "error", "service_requests": "request"}
SINGULAR |= {"service_request_updates": "request_update"}
#: What no XML document may hold (XML 1.0, 2.2), whatever a reporter typed.
FORBIDDEN = {code: None for code in range(32) if code not in {9, 10, 13}} | {0xFFFE: None, 0xFFFF: None}


def body(form: str, name: str, content: Any) -> bytes:
    """content: a list of dicts or a dict. JSON has no outermost name, except nothing at all."""
    if form == "json":
        return json.dumps(content, ensure_ascii=False).encode()
    return b'<?xml version="1.0" encoding="utf-8"?>' + element(name, content).encode()


def element(name: str, content: Any) -> str:
    """One element with everything inside it."""
    if isinstance(content, dict):
        inside = "".join(element(key, value) for key, value in content.items())
    elif isinstance(content, list | tuple):
        inside = "".join(element(SINGULAR[name], value) for value in content)
    elif content is None:
        inside = ""
    elif isinstance(content, bool):
        inside = "true" if content else "false"
    else:
        inside = escape(str(content).translate(FORBIDDEN))
    return f"<{name}>{inside}</{name}>"

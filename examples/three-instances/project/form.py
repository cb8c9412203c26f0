"""Forms as browsers send them: `multipart/form-data`."""

from email.parser import BytesParser
from email.policy import HTTP
from typing import NamedTuple


class Upload(NamedTuple):
    name: str
    content: bytes


class Form:
    def __init__(self, parts):
        self._parts = parts

    def text(self, name):
        part = self._parts.get(name)
        return part.get_payload(decode=True).decode(errors="replace").strip() if part else ""

    def file(self, name):
        part = self._parts.get(name)
        if part is None or not part.get_filename():
            return None
        return Upload(part.get_filename(), part.get_payload(decode=True))


def read_form(environ):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    head = f"Content-Type: {environ.get('CONTENT_TYPE', '')}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    parts = message.iter_parts() if message.is_multipart() else []
    return Form({part.get_param("name", header="content-disposition"): part for part in parts})

"""The web instance: `GET /` shows the shop, `POST /orders` takes an order."""

import os
import socket
import uuid
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import parse_qs

from project import messages, orders, page, relationships
from project.form import read_form

UPLOADS = Path(__file__).parent.parent / "uploads"
PICTURES = {".gif", ".jpeg", ".jpg", ".png", ".webp"}
ME = socket.gethostname()


def application(environ, start_response):
    route = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    if route == ("GET", "/"):
        return answer(start_response, "200 OK", shop(parse_qs(environ["QUERY_STRING"])))
    if route == ("POST", "/orders"):
        order = take_order(read_form(environ))
        if order is None:
            return answer(start_response, "400 Bad Request", page.message("Say what you order, and for whom."))
        start_response("303 See Other", [("Location", f"/?order={order['id']}")])
        return []
    return answer(start_response, "404 Not Found", page.message("There is nothing here."))


def shop(query):
    instance = {
        "host": ME,
        "type": os.environ.get("TYPE", ""),
        "relationships": sorted(relationships.all()),
    }
    return page.shop(instance, orders.latest(20), query.get("order", [None])[0])


def take_order(form):
    """Puts the order on its way. Nothing is written to the database here: that is the worker's part."""
    item, customer = form.text("item"), form.text("customer")
    if not item or not customer:
        return None
    order = {
        "id": uuid.uuid4().hex,
        "item": item[:200],
        "customer": customer[:200],
        "picture": keep(form.file("picture")),
        "taken_by": ME,
        "taken_at": datetime.now(timezone.utc).isoformat(sep=" ", timespec="milliseconds")[:23],
    }
    connection = messages.connect()
    messages.publish(connection, messages.ORDERS, order)
    messages.publish(connection, messages.LETTERS, order)
    connection.close()
    return order


def keep(upload):
    """Keeps an uploaded picture under a name of our own in the mount, where `/uploads` serves it from."""
    if upload is None or Path(upload.name).suffix.lower() not in PICTURES:
        return None
    name = uuid.uuid4().hex + Path(upload.name).suffix.lower()
    (UPLOADS / name).write_bytes(upload.content)
    return name


def answer(start_response, status, html):
    body = html.encode()
    start_response(status, [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]

"""The worker `mail`: writes letters to customers. It has no disk and no database, so a letter goes to its log, and the
notice that it was written goes by RabbitMQ to the worker that has a database."""

import os
import socket

from project import messages

ME = f"{socket.gethostname()}, process {os.getpid()}"


def write(connection, order):
    print(f"Dear {order['customer']}, thank you for ordering {order['item']!r}.", flush=True)
    messages.publish(connection, messages.SENT, {"order": order["id"], "written_by": ME})


print(f"mail on {ME}, TYPE={os.environ['TYPE']}", flush=True)
messages.work({messages.LETTERS: write})

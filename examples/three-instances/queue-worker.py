"""The worker `queue`: records orders in MariaDB and writes a receipt into its scratch mount."""

import os
import socket
from pathlib import Path

from project import messages, orders

SCRATCH = Path(__file__).parent / "scratch"
ME = f"{socket.gethostname()}, process {os.getpid()}"


def record(connection, order):
    receipt = SCRATCH / f"receipt-{order['id'][:8]}.txt"
    receipt.write_text(f"{order['item']}\nfor {order['customer']}\nrecorded by {ME}\n")
    orders.record(order, recorded_by=ME, receipt=f"{receipt.parent.name}/{receipt.name}")
    print(f"recorded the order of {order['item']!r}, receipt {receipt.name}", flush=True)


def record_letter(connection, notice):
    orders.record_letter(notice)
    print(f"recorded that the letter for order {notice['order']} was written", flush=True)


print(f"queue on {ME}, TYPE={os.environ['TYPE']}", flush=True)
orders.create_tables()
messages.work({messages.ORDERS: record, messages.SENT: record_letter})

"""Orders in MariaDB. Both tables are filled by `queue`; `web` only reads them."""

import contextlib

import pymysql

from project import relationships

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS orders (
        id CHAR(32) PRIMARY KEY,
        item VARCHAR(200) NOT NULL,
        customer VARCHAR(200) NOT NULL,
        picture VARCHAR(200),
        taken_by VARCHAR(200) NOT NULL,
        taken_at DATETIME(3) NOT NULL,
        recorded_by VARCHAR(200) NOT NULL,
        receipt VARCHAR(200) NOT NULL
    )
    """,
    # A letter may be written before its order is recorded, so it does not refer to it.
    """
    CREATE TABLE IF NOT EXISTS letters (
        order_id CHAR(32) PRIMARY KEY,
        written_by VARCHAR(200) NOT NULL
    )
    """,
)


@contextlib.contextmanager
def database():
    """A connection for one piece of work, committed at its end."""
    mysql = relationships.endpoint("mysql")
    connection = pymysql.connect(
        host=mysql["host"],
        port=mysql["port"],
        user=mysql["username"],
        password=mysql["password"],
        database=mysql["path"],
        charset="utf8mb4",
        cursorclass=pymysql.cursors.DictCursor,
    )
    with connection, connection.cursor() as cursor:
        yield cursor
        connection.commit()


def create_tables():
    with database() as cursor:
        for table in TABLES:
            cursor.execute(table)


def record(order, recorded_by, receipt):
    """Records an order. A message may come twice; the order is recorded once."""
    with database() as cursor:
        cursor.execute(
            "INSERT IGNORE INTO orders (id, item, customer, picture, taken_by, taken_at, recorded_by, receipt)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            (order["id"], order["item"], order["customer"], order["picture"], order["taken_by"], order["taken_at"], recorded_by, receipt),
        )


def record_letter(notice):
    with database() as cursor:
        cursor.execute("INSERT IGNORE INTO letters (order_id, written_by) VALUES (%s, %s)", (notice["order"], notice["written_by"]))


def latest(count):
    """The latest orders, newest first; none before the worker has made the tables."""
    try:
        with database() as cursor:
            cursor.execute(
                "SELECT orders.*, letters.written_by FROM orders LEFT JOIN letters ON letters.order_id = orders.id"
                " ORDER BY taken_at DESC LIMIT %s",
                (count,),
            )
            return cursor.fetchall()
    except pymysql.err.ProgrammingError as error:
        if error.args[0] == pymysql.constants.ER.NO_SUCH_TABLE:
            return []
        raise

"""The page."""

from html import escape

FRAME = """<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  {refresh}<title>Three instances</title>
  <link rel="stylesheet" href="/static/style.css">
</head>
<body>
{body}
</body>
</html>
"""

SHOP = """<header>
  <h1>Three instances</h1>
  <p>One code base, built once. <b class="web">web</b> takes your order and puts two messages on RabbitMQ;
  <b class="queue">queue</b> records the order in MariaDB, <b class="mail">mail</b> writes the letter.</p>
</header>

<main>
  <section class="instance">
    <h2>This page is served by <b class="web">web</b></h2>
    <dl>
      <dt>Host</dt><dd>{host}</dd>
      <dt><code>TYPE</code></dt><dd>{type}</dd>
      <dt>Relationships</dt><dd>{relationships}</dd>
    </dl>
  </section>

  <form method="post" action="/orders" enctype="multipart/form-data">
    <label>Order <input name="item" placeholder="a pot of tea" maxlength="200" required autofocus></label>
    <label>for <input name="customer" placeholder="Ada" maxlength="200" required></label>
    <label>Picture <input name="picture" type="file" accept="image/*"></label>
    <button>Order</button>
  </form>

  <section>
    <h2>Orders</h2>
    <ol>
{orders}
    </ol>
  </section>
</main>
"""

ORDER = """      <li>
        {picture}<h3>{item} <small>for {customer}</small></h3>
        <dl>
          <dt class="web">web</dt><dd>taken at {taken_at} UTC by {taken_by}</dd>
          <dt class="queue">queue</dt><dd>recorded by {recorded_by}, receipt <code>{receipt}</code></dd>
          <dt class="mail">mail</dt><dd>{letter}</dd>
        </dl>
      </li>"""

UNRECORDED = '      <li class="none">Your order is on its way to <b class="queue">queue</b>.</li>'
NONE = '      <li class="none">None yet.</li>'


def shop(instance, orders, just_ordered):
    # As long as a worker has something left to do, the page looks again by itself.
    unrecorded = just_ordered and just_ordered not in (order["id"] for order in orders)
    waiting = unrecorded or any(order["written_by"] is None for order in orders)
    body = SHOP.format(
        host=escape(instance["host"]),
        type=escape(instance["type"]),
        relationships=escape(", ".join(instance["relationships"])),
        orders="\n".join([UNRECORDED] * bool(unrecorded) + [_order(order) for order in orders]) or NONE,
    )
    return FRAME.format(body=body, refresh='<meta http-equiv="refresh" content="1">\n  ' if waiting else "")


def message(text):
    return FRAME.format(body=f'<main><p>{escape(text)} <a href="/">To the shop</a></p></main>', refresh="")


def _order(order):
    picture = order["picture"]
    return ORDER.format(
        picture=f'<img src="/uploads/{escape(picture)}" alt="">\n        ' if picture else "",
        item=escape(order["item"]),
        customer=escape(order["customer"]),
        taken_at=order["taken_at"].strftime("%H:%M:%S"),
        taken_by=escape(order["taken_by"]),
        recorded_by=escape(order["recorded_by"]),
        receipt=escape(order["receipt"]),
        letter=f"letter written by {escape(order['written_by'])}" if order["written_by"] else "letter under way",
    )

"""A small shop: web takes orders, queue records them, mail writes letters."""

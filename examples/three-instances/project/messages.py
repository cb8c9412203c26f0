"""Messages between the instances. Each kind has a durable queue of its own name."""

import json
import signal

import pika

from project import relationships

ORDERS = "orders"    # web -> queue: record this order
LETTERS = "letters"  # web -> mail: write to the customer
SENT = "sent"        # mail -> queue: the letter was written


def connect():
    rabbitmq = relationships.endpoint("rabbitmq")
    return pika.BlockingConnection(pika.ConnectionParameters(
        host=rabbitmq["host"],
        port=rabbitmq["port"],
        credentials=pika.PlainCredentials(rabbitmq["username"], rabbitmq["password"]),
    ))


def publish(connection, queue, message):
    """Returns when RabbitMQ has taken charge of the message."""
    channel = connection.channel()
    channel.queue_declare(queue, durable=True)
    channel.confirm_delivery()
    channel.basic_publish("", queue, json.dumps(message), pika.BasicProperties(delivery_mode=2))
    channel.close()


def work(handlers):
    """Hands each message of a queue to its handler, one at a time, until SIGTERM; then finishes the message in hand.

    A message is acknowledged when its handler has returned. If this process dies before, RabbitMQ gives the
    message to the next one. Any failure ends the process, and the platform starts it again.
    """
    connection = connect()
    channel = connection.channel()
    channel.basic_qos(prefetch_count=1)

    def consume(queue, handler):
        def received(channel, method, properties, body):
            handler(connection, json.loads(body))
            channel.basic_ack(method.delivery_tag)

        channel.queue_declare(queue, durable=True)
        channel.basic_consume(queue, received)

    for queue, handler in handlers.items():
        consume(queue, handler)

    def stop(number, frame):
        print("asked to stop", flush=True)
        connection.add_callback_threadsafe(channel.stop_consuming)

    signal.signal(signal.SIGTERM, stop)
    print("waiting for messages in " + " and ".join(handlers), flush=True)
    channel.start_consuming()
    connection.close()
    print("stopped, with no message in hand", flush=True)

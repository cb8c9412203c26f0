"""Keeps requests of ten seconds and WebSockets open until its input ends, then says how many were lost: long.py PORT REQUESTS SOCKETS"""
import http.client
import socket
import sys
import threading
import time

port, requests, sockets = (int(argument) for argument in sys.argv[1:4])
ending = threading.Event()
lock = threading.Lock()
counts = dict.fromkeys(["answered", "lost", "opened", "refused", "echoed", "reopened"], 0)


def count(what):
    with lock:
        counts[what] += 1


def ask():
    while not ending.is_set():
        connection = http.client.HTTPConnection("localhost", port, timeout=60)
        try:
            connection.request("GET", "/slow")
            count("answered" if connection.getresponse().status == 200 else "lost")
        except (OSError, http.client.HTTPException):
            count("lost")
        finally:
            connection.close()


def talk():
    first = True
    while not ending.is_set():
        with socket.create_connection(("localhost", port), timeout=60) as connection:
            connection.sendall(b"GET /socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                               b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            if b" 101 " not in connection.recv(4096):
                count("refused")
                continue
            count("opened" if first else "reopened")
            first = False
            try:
                while not ending.is_set():
                    connection.sendall(b"word")
                    if not connection.recv(4096):
                        break
                    count("echoed")
                    time.sleep(0.1)
            except OSError:
                pass


threads = [threading.Thread(target=ask) for _ in range(requests)] + [threading.Thread(target=talk) for _ in range(sockets)]
for thread in threads:
    thread.start()
sys.stdin.read()
ending.set()
for thread in threads:
    thread.join()
print(f"requests of 10 s: {counts['answered']} answered, {counts['lost']} lost")
print(f"WebSockets: {counts['opened']} opened, {counts['echoed']} words echoed, opened again {counts['reopened']} times, refused {counts['refused']}")
sys.exit(1 if counts["lost"] + counts["refused"] else 0)

"""The local AWS server on the wire: one connection serves many requests, as the real ones do."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.contract.conftest import BUCKET, AwsServer


@pytest.fixture
def connection(aws_server: AwsServer) -> Iterator[http.client.HTTPConnection]:
    place = urlsplit(aws_server.endpoint_url).netloc
    with closing(http.client.HTTPConnection(place, timeout=10)) as connection:
        yield connection


def test_one_connection_serves_every_kind_of_answer(
    aws_server: AwsServer, connection: http.client.HTTPConnection
) -> None:
    client = aws_server.s3()
    client.put_object(Bucket=BUCKET, Key="kept/alive.txt", Body=b"x" * 70_000)
    connection.connect()
    kept = connection.sock

    answers = []
    for method, operation, key in (
        ("HEAD", "head_object", "kept/alive.txt"),
        ("GET", "get_object", "kept/alive.txt"),
        ("GET", "get_object", "kept/missing.txt"),
        ("DELETE", "delete_object", "kept/alive.txt"),
        ("GET", "get_object", "kept/alive.txt"),
    ):
        address = urlsplit(client.generate_presigned_url(operation, {"Bucket": BUCKET, "Key": key}))
        connection.request(method, f"{address.path}?{address.query}")
        answer = connection.getresponse()
        body = answer.read()
        answers.append((method, answer.status, answer.headers["content-length"], len(body)))

    assert connection.sock is kept
    assert answers[:2] == [("HEAD", 200, "70000", 0), ("GET", 200, "70000", 70_000)]
    assert [status for _, status, *_ in answers[2:]] == [404, 204, 404]
    assert answers[2][2] == str(answers[2][3])


def test_a_client_that_asks_before_its_body_is_told_to_go_on(
    connection: http.client.HTTPConnection,
) -> None:
    connection.connect()
    assert isinstance(connection.sock, socket.socket)
    head = b"PUT /b/k HTTP/1.1\r\nHost: s3\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    connection.sock.sendall(head)
    told = connection.sock.recv(100)
    connection.sock.sendall(b"hello")
    answer = connection.sock.recv(100)

    assert told == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert answer.startswith(b"HTTP/1.1 404 ")


def test_a_body_nobody_reads_does_not_become_the_next_request(
    connection: http.client.HTTPConnection,
) -> None:
    unread = b"GET / HTTP/1.1\r\n\r\n" * 9
    connection.request("GET", f"/{BUCKET}/no/such.txt", unread)
    first = connection.getresponse()
    first.read()
    connection.request("GET", f"/{BUCKET}/no/such.txt")
    second = connection.getresponse()
    second.read()

    assert (first.status, second.status) == (404, 404)

"""The store behaves on an S3 server as it does on the disk."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO
from threading import Thread

import boto3
import pytest
from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from mobility.config import Settings
from mobility.storage import Bucket, Damaged, Gone, Store, TooLarge, Unavailable, new_key
from mobility.storage.places import store_of

CONTENT = bytes(range(256)) * 4096
BUCKET = "papers"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(endpoint: str) -> object:
    client = boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="key", aws_secret_access_key="secret"
    )
    client.create_bucket(Bucket=BUCKET)
    return client


@pytest.fixture
def store(endpoint: str, s3: object) -> Store:
    assert s3 is not None
    return store_of(
        Settings(
            s3_bucket=f"{BUCKET}/mobility",
            s3_endpoint=endpoint,
            s3_access_key="key",
            s3_secret_key=SecretStr("secret"),
        )
    )


def _put(store: Store, content: bytes = CONTENT) -> str:
    key = new_key(7)
    assert store.put(key, BytesIO(content), len(CONTENT)).sha256 == sha256(content).digest()
    return key


def test_a_file_comes_back_as_it_was_put(store: Store) -> None:
    assert b"".join(store.read(_put(store), sha256(CONTENT).digest())) == CONTENT


def test_one_byte_too_many_leaves_nothing_behind(store: Store) -> None:
    key = new_key(7)
    with pytest.raises(TooLarge):
        store.put(key, BytesIO(CONTENT), len(CONTENT) - 1)
    with pytest.raises(Gone):
        store.read(key, sha256(CONTENT).digest())


def test_a_key_is_never_written_twice(store: Store) -> None:
    key = _put(store)
    with pytest.raises(FileExistsError):
        store.put(key, BytesIO(b"other"), 100)


def test_changed_bytes_are_noticed_before_the_first_is_given(store: Store, s3: object) -> None:
    key = _put(store)
    s3.put_object(Bucket=BUCKET, Key=f"mobility/{key}", Body=b"something else")  # type: ignore[attr-defined]  # the client is not annotated
    with pytest.raises(Damaged):
        store.read(key, sha256(CONTENT).digest())


def test_a_removed_file_is_gone_with_what_lies_below_it(store: Store) -> None:
    key = _put(store)
    store.put(f"{key}.pages/1.png", BytesIO(b"picture"), 100)
    other = _put(store)
    assert {found for found, _put_at in store.listing()} >= {key, f"{key}.pages/1.png", other}
    store.remove(key)
    store.remove(key)
    store.remove_below(f"{key}.pages")
    assert not {found for found, _put_at in store.listing()} & {key, f"{key}.pages/1.png"}
    assert b"".join(store.read(other, None)) == CONTENT


@pytest.fixture
def cut_off() -> Iterator[Store]:
    """A server that ends in the middle: of each answer it gives the first bytes, and of each file it takes as many."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=_answer_by_halves, args=(listening,), daemon=True)
        thread.start()
        endpoint = f"http://127.0.0.1:{listening.getsockname()[1]}"
        yield Store.on_s3(Bucket(BUCKET, endpoint=endpoint, access_key="key", secret_key="secret"))
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def _answer_by_halves(listening: socket.socket) -> None:
    head = (
        b'HTTP/1.1 200 OK\r\nLast-Modified: Wed, 25 Nov 2026 00:00:00 GMT\r\nETag: "a"\r\nContent-Length: 1000\r\n\r\n'
    )
    while True:
        try:
            line, _address = listening.accept()
        except OSError:
            return
        with line:
            if line.recv(4096).startswith(b"GET"):
                line.sendall(head + b"Content-Length: 1000\r\n\r\n" + CONTENT[:100])


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.put(new_key(7), BytesIO(CONTENT), len(CONTENT)),
        lambda store: list(store.read("7/ab/cd", None)),
        lambda store: store.read("7/ab/cd", sha256(CONTENT).digest()),
        lambda store: store.remove("7/ab/cd"),
        lambda store: list(store.listing()),
    ],
    ids=["put", "read", "read whole", "remove", "list"],
)
def test_a_server_that_goes_away_is_no_file_and_no_success(cut_off: Store, ask: Callable[[Store], object]) -> None:
    with pytest.raises(Unavailable):
        ask(cut_off)

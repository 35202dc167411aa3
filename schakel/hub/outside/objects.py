"""An object store that speaks S3, by boto3. Imported only where one is used: it takes longer to load than Django.

Where it is, in which region, and with which key is what every program for S3 reads: AWS_ENDPOINT_URL_S3, AWS_REGION,
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile. The operator names it, so it may be on a private network.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import boto3
import botocore.session
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
)
from botocore.exceptions import ConnectionError as NotConnected
from botocore.loaders import Loader, create_loader

T = TypeVar("T")
R = TypeVar("R")

THREADS = 16  # small objects are on their way at once: each waits for the store, not for this machine
AHEAD = 4 * THREADS  # objects that may be in memory
TRIES = 4  # of each request, with growing pauses
CONNECTING, READING = 10, 60  # seconds


class Trouble(StrEnum):
    """What is wrong with a store, for a sentence about it."""

    NO_KEY = "no_key"
    REFUSED = "refused"
    NO_BUCKET = "no_bucket"
    WRONG_REGION = "wrong_region"
    CLOCK = "clock"
    FULL = "full"
    UNREACHABLE = "unreachable"
    FAULT = "fault"


class ObjectStoreError(Exception):
    """What the store said. FAULT, UNREACHABLE and FULL are temporary, the others permanent until a setting is changed."""

    def __init__(self, trouble: Trouble, said: str) -> None:
        super().__init__(said)
        self.trouble = trouble


CODES = {
    "NoSuchBucket": Trouble.NO_BUCKET,
    "InvalidBucketName": Trouble.NO_BUCKET,
    "InvalidAccessKeyId": Trouble.REFUSED,
    "SignatureDoesNotMatch": Trouble.REFUSED,
    "XAdminUserNotFound": Trouble.REFUSED,  # versitygw's word for it
    "AccessDenied": Trouble.REFUSED,
    "InvalidToken": Trouble.REFUSED,
    "ExpiredToken": Trouble.REFUSED,
    "403": Trouble.REFUSED,
    "401": Trouble.REFUSED,
    "PermanentRedirect": Trouble.WRONG_REGION,
    "AuthorizationHeaderMalformed": Trouble.WRONG_REGION,
    "IllegalLocationConstraintException": Trouble.WRONG_REGION,
    "301": Trouble.WRONG_REGION,
    "RequestTimeTooSkewed": Trouble.CLOCK,
    "QuotaExceeded": Trouble.FULL,
    "InsufficientStorage": Trouble.FULL,
    "EntityTooLarge": Trouble.FULL,
    "XMinioStorageFull": Trouble.FULL,
    "507": Trouble.FULL,
}


@dataclass(frozen=True)
class Bucket:
    """All of it raises ObjectStoreError; what is asked for and not there is a FileNotFoundError."""

    name: str
    client: Any

    def list(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Key and size of each object below; a thousand with each request."""
        with troubles():
            pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
            for page in pages:
                for each in page.get("Contents", []):
                    yield each["Key"], each["Size"]

    def is_empty(self, prefix: str) -> bool:
        with troubles():
            return not self.client.list_objects_v2(Bucket=self.name, Prefix=prefix, MaxKeys=1).get("Contents")

    def get(self, key: str) -> bytes:
        with troubles():
            data: bytes = self.client.get_object(Bucket=self.name, Key=key)["Body"].read()
            return data

    def put(self, key: str, data: bytes) -> None:
        """The store compares what came with its SHA-256."""
        with troubles():
            self.client.put_object(Bucket=self.name, Key=key, Body=data)

    def download(self, key: str, to: Path) -> None:
        with troubles():
            self.client.download_file(self.name, key, str(to), Config=TransferConfig(max_concurrency=THREADS))

    def upload(self, source: Path, key: str) -> None:
        """In parts when it is large, each compared as by `put`."""
        with troubles():
            self.client.upload_file(str(source), self.name, key, Config=TransferConfig(max_concurrency=THREADS))

    def remove(self, key: str) -> None:
        with troubles():
            self.client.delete_object(Bucket=self.name, Key=key)


def open_bucket(name: str) -> Bucket:
    """Asks the store nothing yet. Raises ObjectStoreError for settings that fit nothing."""
    with troubles():
        config = Config(
            connect_timeout=CONNECTING,
            read_timeout=READING,
            retries={"mode": "standard", "total_max_attempts": TRIES},
            max_pool_connections=THREADS,
            request_checksum_calculation="when_required",  # not every store knows the newer check sums
            response_checksum_validation="when_required",
            s3={"payload_signing_enabled": True},  # every store knows this one
        )
        session = botocore.session.Session()
        session.register_component("data_loader", data_loader())
        return Bucket(name, boto3.session.Session(botocore_session=session).client("s3", config=config))


@cache
def data_loader() -> Loader:
    """It takes a second to read what S3 is; once is enough."""
    return create_loader()


@contextmanager
def troubles() -> Iterator[None]:
    """Raises ObjectStoreError and FileNotFoundError for what boto3 raises."""
    try:
        yield
    except ClientError as fault:
        error = fault.response.get("Error", {})
        code, status = str(error.get("Code", "")), fault.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if code in ("NoSuchKey", "404"):
            raise FileNotFoundError(str(fault)) from fault
        raise ObjectStoreError(CODES.get(code) or CODES.get(str(status), Trouble.FAULT), str(fault)) from fault
    except (NoCredentialsError, PartialCredentialsError) as fault:
        raise ObjectStoreError(Trouble.NO_KEY, str(fault)) from fault
    except (HTTPClientError, NotConnected) as fault:  # also: nobody answers, in time
        raise ObjectStoreError(Trouble.UNREACHABLE, str(fault)) from fault
    except (BotoCoreError, Boto3Error, ValueError) as fault:
        cause = fault.__cause__ or fault.__context__
        if isinstance(fault, Boto3Error) and isinstance(cause, ClientError):
            with troubles():
                raise cause from fault
        raise ObjectStoreError(Trouble.FAULT, str(fault)) from fault


def side_by_side(work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """What `work` answers for each, in their order, while some are on their way. Raises what it raises, after those on their
    way have ended."""
    todo = iter(items)
    with ThreadPoolExecutor(THREADS, thread_name_prefix="objects") as pool:
        waiting: deque[Future[R]] = deque(pool.submit(work, each) for each in islice(todo, AHEAD))
        try:
            while waiting:
                yield waiting.popleft().result()
                waiting.extend(pool.submit(work, each) for each in islice(todo, 1))
        finally:
            for each in waiting:
                each.cancel()

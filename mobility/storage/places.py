"""Makes the store and the scanner that the settings name."""

from __future__ import annotations

from mobility.config import Settings
from mobility.storage import scanning
from mobility.storage.scanning import Scanner
from mobility.storage.store import Bucket, Store, use


def configure(settings: Settings) -> None:
    """Make them the ones of this process; neither need be reachable yet."""
    use(store_of(settings))
    scanning.use(Scanner(settings.clamd_url) if settings.clamd_url else None)


def store_of(settings: Settings) -> Store:
    """The store for documents: a bucket where one is named, else the data folder."""
    if not settings.s3_bucket:
        return Store.on_disk(settings.documents_dir)
    name, _slash, prefix = settings.s3_bucket.partition("/")
    return Store.on_s3(
        Bucket(
            name,
            prefix,
            endpoint=settings.s3_endpoint,
            region=settings.s3_region,
            access_key=settings.s3_access_key,
            secret_key=settings.s3_secret_key.get_secret_value(),
        )
    )

"""Files of applications and calls: judged by content, put under generated keys, read back only as they were put."""

from mobility.storage.inspection import Kind, inspect, kind_of
from mobility.storage.store import Bucket, Damaged, Gone, Store, Stored, TooLarge, Unavailable, current, new_key, use

__all__ = [
    "Bucket",
    "Damaged",
    "Gone",
    "Kind",
    "Store",
    "Stored",
    "TooLarge",
    "Unavailable",
    "current",
    "inspect",
    "kind_of",
    "new_key",
    "use",
]

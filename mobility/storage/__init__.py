"""Files of applications and calls: put under generated keys, read back only as they were put."""

from mobility.storage.sniffing import Kind, kind_of
from mobility.storage.store import Damaged, Gone, Store, Stored, TooLarge, current, new_key, use

__all__ = ["Damaged", "Gone", "Kind", "Store", "Stored", "TooLarge", "current", "kind_of", "new_key", "use"]

"""Where the embedded servers keep their files, and as whom they run: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SERVICE_USER = "mobility"
NOTE = "servers-place.txt"
"""The file in the data folder that tells where the servers of a start as root keep their files."""

SOCKETS_PREFIX = "mobility-sockets-"


@dataclass(frozen=True)
class Owner:
    """The unprivileged account that servers run as when the program itself was started by root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """A folder for the servers' files, reachable by the account that they run as (None: the account of the program)."""

    folder: Path
    owner: Owner | None

    @classmethod
    def of_data(cls, data: Path) -> Place:
        """The place that belongs to a data folder.

        For root it is a folder of its own in the system's place for such state, since the unprivileged account may
        have no way into the data folder, and no parent folder's mode is changed for it. The data folder notes it.
        """
        data.mkdir(parents=True, exist_ok=True)
        if os.geteuid() != 0:
            return cls(_made(data / "servers", None), None)
        owner, note = service_owner(), data / NOTE
        if note.exists() and (folder := Path(note.read_text().strip())).is_dir():
            return cls(folder, owner)
        folder = Path(tempfile.mkdtemp(prefix="mobility-", dir=_state_folder()))
        os.chown(folder, owner.uid, owner.gid)
        note.write_text(f"{folder}\n")
        return cls(folder, owner)

    @classmethod
    def temporary(cls) -> Place:
        """A new place in the temporary folder, for tests; whoever asked removes it."""
        owner = service_owner() if os.geteuid() == 0 else None
        folder = Path(tempfile.mkdtemp(prefix="mobility-"))
        if owner:
            os.chown(folder, owner.uid, owner.gid)
        return cls(folder, owner)

    def folder_for(self, name: str) -> Path:
        """A 0700 folder of that name in the place, made when missing, that belongs to the servers' account."""
        return _made(self.folder / name, self.owner)

    def sockets(self) -> Path:
        """A new 0700 folder whose path is short: the path of a socket may have about a hundred bytes."""
        folder = Path(tempfile.mkdtemp(prefix=SOCKETS_PREFIX, dir="/tmp"))
        if self.owner:
            os.chown(folder, self.owner.uid, self.owner.gid)
        return folder

    def programs(self, source: Path, *, version: str, parts: tuple[str, ...]) -> Path:
        """The folder that holds `parts` of `source` where the servers' account can run them.

        The account of the program runs them where they were installed; another one gets a copy at the same depth,
        because the programs find their libraries by a relative path.
        """
        if self.owner is None:
            return source
        target = self.folder / "programs" / version
        if not target.is_dir():
            draft = target.with_name(f"{version}.{os.getpid()}")
            for part in parts:
                _copy(source / part, draft / part)
            _hand_over(self.folder / "programs", self.owner)
            draft.rename(target)
        return target

    def remove(self) -> None:
        """Erase the place and everything in it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def service_owner() -> Owner:
    """The account `mobility`, made when missing; `nobody` where no account can be made."""
    for name in (SERVICE_USER, "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            if not _made_account(name):
                continue
            entry = pwd.getpwnam(name)
        return Owner(entry.pw_uid, entry.pw_gid)
    raise LookupError("this machine has neither a user 'mobility' nor a user 'nobody'")


def _made_account(name: str) -> bool:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return False
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/", "--shell", "/bin/false"]
    code = subprocess.run([useradd, *options, name], capture_output=True, check=False).returncode
    return code in (0, 9)  # 9: somebody else made it in the same moment


def _state_folder() -> Path:
    return next((folder for folder in (Path("/var/lib"), Path("/var/db")) if folder.is_dir()), Path("/tmp"))


def _made(folder: Path, owner: Owner | None) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if owner and folder.stat().st_uid != owner.uid:
        os.chown(folder, owner.uid, owner.gid)
    return folder


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    elif source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


def _hand_over(folder: Path, owner: Owner) -> None:
    os.chown(folder, owner.uid, owner.gid)
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(parent, name), owner.uid, owner.gid, follow_symlinks=False)

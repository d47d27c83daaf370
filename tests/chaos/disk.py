"""A disk of our own under the data folder: its power can be cut, and it can be filled.

ext4 on a loop device. The shutdown ioctl without flushing the journal drops whatever was not synced, as a power cut
does to a disk that keeps its word about flushes; a disk that lies about them is beyond this test.
"""

import fcntl
import os
import shutil
import struct
import subprocess
from pathlib import Path

_EXT4_SHUTDOWN = 0x8004587D  # _IOR('X', 125, __u32)
_WITHOUT_FLUSHING = 2


class NoDisk(Exception):
    """This machine does not let us have a disk of our own."""


class Disk:
    """`size` bytes mounted on `folder`; the image lies beside it."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        self._image = folder.with_suffix(".img")
        self._ballast = folder / "ballast"
        if os.geteuid() != 0:
            raise NoDisk("only root can mount a loop device")
        try:
            with self._image.open("wb") as file:
                file.truncate(size)
            _run("mkfs.ext4", "-q", "-F", "-m", "0", str(self._image))
            folder.mkdir(parents=True)
            self._mount()
        except (OSError, subprocess.CalledProcessError) as error:
            raise NoDisk(f"no loop device: {error}") from error

    def cut_power(self) -> None:
        """From this moment nothing reaches the disk, and what was not synced never did."""
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, _EXT4_SHUTDOWN, struct.pack("I", _WITHOUT_FLUSHING))
        finally:
            os.close(handle)

    def power_on(self) -> None:
        """Mount again what the cut left; call it when no process uses the folder."""
        _run("umount", str(self.folder))
        self._mount()

    def fill(self) -> None:
        """Leave no room."""
        free = shutil.disk_usage(self.folder).free
        handle = os.open(self._ballast, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.posix_fallocate(handle, 0, max(1, free - 128 * 1024))
        finally:
            os.close(handle)

    def empty(self) -> None:
        """Give the room back."""
        self._ballast.unlink(missing_ok=True)

    def remove(self) -> None:
        """Unmount and delete."""
        subprocess.run(["umount", str(self.folder)], check=False, capture_output=True)
        self._image.unlink(missing_ok=True)

    def _mount(self) -> None:
        _run("mount", "-o", "loop", str(self._image), str(self.folder))
        self.folder.chmod(0o711)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)

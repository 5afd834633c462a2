"""A file system of its own in a file, whose power can be cut: everything not fsynced is gone."""

import fcntl
import os
import struct
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2


@dataclass
class Disk:
    """A file system in a file."""

    image: Path
    at: Path
    megabytes: int = 512

    def make(self) -> None:
        with self.image.open("wb") as file:
            file.truncate(self.megabytes << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", str(self.image)], check=True)
        self.at.mkdir()
        self.mount()

    def mount(self) -> None:
        subprocess.run(["mount", "-o", "loop", str(self.image), str(self.at)], check=True)

    def cut(self) -> None:
        """The power is gone for this file system, now."""
        handle = os.open(self.at, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(handle)

    def unmount(self) -> None:
        for _ in range(100):
            if subprocess.run(["umount", str(self.at)], capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.05)
        subprocess.run(["umount", str(self.at)], check=True)

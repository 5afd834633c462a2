"""A node's disk as whoever holds its disk key sees it: tables in the clear, and every page, live or free, decrypted."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from psycopg import sql
from sqlcipher3 import dbapi2

from dorgora.demo.processes import NodeProcess
from dorgora.kernel.secrets_file import subkey
from tests import postgres

Table = tuple[tuple[str, ...], list[tuple[Any, ...]]]
PAGE = 4096
RESERVED = 80
"""SQLCipher 4 keeps 16 bytes of IV and 64 of HMAC-SHA512 at the end of each page; a raw key is the AES key itself."""


@dataclass
class Copy:
    """tables: columns and rows. raw: bytes by the name of where they lie. log_folder: the server's write-ahead log."""

    node: NodeProcess
    tables: dict[str, Table]
    raw: dict[str, bytes]
    log_folder: Path | None = None

    @property
    def disk_key(self) -> bytes:
        return bytes.fromhex(self.node.environment()["DORGORA_DB_KEY"])

    def logs(self) -> Iterator[bytes]:
        """The server's own log, file by file. What is sealed stays there until the file is used again."""
        while True:
            try:
                for path in _newest_in(self.log_folder):
                    yield path.read_bytes()
                return
            except FileNotFoundError:  # the server has just taken that one to write on under another name
                continue

    def column(self, table: str, *names: str) -> list[tuple[Any, ...]]:
        """These columns of a table."""
        columns, rows = self.tables[table]
        places = [columns.index(name) for name in names]
        return [tuple(row[place] for place in places) for row in rows]


def copy_of(node: NodeProcess, scratch: Path) -> Copy:
    """Everything this node has on disk, decrypted as far as its disk key alone does it. It must not be writing."""
    url = node.environment()["DORGORA_DB_URL"]
    raw = {f"file {path.name}": content for path, content in _files(node.folder)}
    if url.startswith("postgresql"):
        return Copy(node, dict(_tables_of_postgres(url)), raw | _raw_of_postgres(url), _log_folder())
    path = Path(url.removeprefix("sqlite:///"))
    key = subkey(bytes.fromhex(node.environment()["DORGORA_DB_KEY"]), "database")
    raw |= {f"pages {name}": content for name, content in pages_of(path, key)}
    return Copy(node, _exported(path, key, scratch), raw)


def pages_of(path: Path, key: bytes) -> Iterator[tuple[str, bytes]]:
    """Every page of a database of SQLCipher and of its write-ahead log, free ones too, by the file's name."""
    for suffix in ("", "-wal"):
        encrypted = path.with_name(path.name + suffix)
        if encrypted.exists():
            yield encrypted.name, b"".join(_pages(encrypted.read_bytes(), key, bool(suffix)))


def tables_of(node: NodeProcess) -> dict[str, Table]:
    """The tables of a node that may be running, as they stand now."""
    url = node.environment()["DORGORA_DB_URL"]
    if url.startswith("postgresql"):
        return dict(_tables_of_postgres(url))
    key = subkey(bytes.fromhex(node.environment()["DORGORA_DB_KEY"]), "database")
    with closing(dbapi2.connect(url.removeprefix("sqlite:///"), timeout=20)) as connection:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        return _tables(connection)


def _tables(connection: Any) -> dict[str, Table]:
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: _table(connection.execute(f'SELECT * FROM "{name}"')) for name in names}


def _files(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """With what is in them, but for those that are nothing but zeros, as the ballast is."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("node.db"):
            content = path.read_bytes()
            if content != bytes(len(content)):
                yield path, content


def _exported(path: Path, key: bytes, scratch: Path) -> dict[str, Table]:
    """The database as `sqlcipher_export` writes it without a key."""
    copied, plain = scratch / f"{path.parent.name}.db", scratch / f"{path.parent.name}-plain.db"
    for suffix in ("", "-wal"):
        if path.with_name(path.name + suffix).exists():
            shutil.copy(path.with_name(path.name + suffix), copied.with_name(copied.name + suffix))
    plain.unlink(missing_ok=True)
    with closing(dbapi2.connect(str(copied))) as connection:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("ATTACH DATABASE ? AS plain KEY ''", [str(plain)])
        connection.execute("SELECT sqlcipher_export('plain')")
        connection.commit()
        connection.execute("DETACH DATABASE plain")
    with closing(dbapi2.connect(str(plain))) as connection:
        return _tables(connection)


def _table(cursor: Any) -> Table:
    rows = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]
    return tuple(column[0] for column in cursor.description), rows


def _pages(content: bytes, key: bytes, is_log: bool) -> Iterator[bytes]:
    """Every page in the file, whether anything leads to it or not."""
    begin, step, head = (32, PAGE + 24, 24) if is_log else (0, PAGE, 0)
    for at in range(begin, len(content) - step + 1, step):
        page = content[at + head : at + head + PAGE]
        salt = 16 if at == 0 and not is_log else 0
        sealed, iv = page[salt : PAGE - RESERVED], page[PAGE - RESERVED : PAGE - RESERVED + 16]
        opener = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        yield opener.update(sealed) + opener.finalize()


def _tables_of_postgres(url: str) -> Iterator[tuple[str, Table]]:
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in names:
            yield name, _table(connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))))


def _raw_of_postgres(url: str) -> dict[str, bytes]:
    """A dump, and this database's own files in the server's folder, dead rows and all."""
    data = postgres.shared_cluster().folder / "data"
    with psycopg.connect(url, autocommit=True) as connection:
        (oid,) = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone() or (0,)
        connection.execute("CHECKPOINT")  # until then pages stand in its memory, and its files say nothing
    binaries = postgres.find_binaries()
    assert binaries is not None
    dump = subprocess.run([binaries / "pg_dump", "--dbname", url], capture_output=True, check=True).stdout
    files = sorted((data / "base" / str(oid)).iterdir())
    return {
        "dump": dump,
        "files of the server": b"".join(path.read_bytes() for path in files if path.is_file()),
    }


def _log_folder() -> Path:
    return postgres.shared_cluster().folder / "data" / "pg_wal"


def _newest_in(folder: Path | None) -> list[Path]:
    """Of the server's write-ahead log, which is of all its databases, the newest files."""
    files = [path for path in folder.iterdir() if path.is_file()] if folder else []
    return sorted(files, key=lambda path: path.stat().st_mtime)[-12:]

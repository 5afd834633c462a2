"""Django's SQLite backend on SQLCipher: encrypted at rest, and without the WAL-reset bug (FAULTS 0.3a)."""

"""What a service process is told from outside: one frozen model, read once from the environment."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from `YINGYUAN_…` variables; a missing one is an error that names it."""

    model_config = SettingsConfigDict(env_prefix="YINGYUAN_", frozen=True)

    database_url: str
    """The service's own role: reads the log, appends through one function."""
    migrator_url: str
    """The owner of the service's database: migrations at start, rebuilds."""
    nats_url: str
    nkey_seed_file: Path
    http_socket: Path
    keys_dir: Path
    """Holds the key-encryption key and the index key; never inside the database's folder."""
    log_level: str = "info"
    batch: int = 1000
    """Most commands in one transaction, most events in one batch."""

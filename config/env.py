"""The environment: every setting an operator can move, read here and nowhere else."""

from pathlib import Path

from .environment import Environment

env = Environment()
BASE_DIR = Path(__file__).resolve().parent.parent
DATABASES = ("sqlite", "postgres", "postgresql")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

HOST: str = env.str("HOST", default="127.0.0.1")
PORT: int = env.count("PORT", default=8000, least=0, most=65_535)
DATA_DIR: Path = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
DATABASE_URL: str = env.url("DATABASE_URL", DATABASES)
REDIS_URL: str = env.str("REDIS_URL", default="")
SECRET_KEY: str = env.str("SECRET_KEY", default="")
DEBUG: bool = env.bool("DEBUG", default=False)
ALLOWED_HOSTS: list[str] = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[HOST])]
SECURE_COOKIES: bool = env.bool("SECURE_COOKIES", default=False)
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", default=[])
LOG_LEVEL: str = env.one_of("LOG_LEVEL", "INFO", LEVELS)

# Sockets: who may open how many, and when one counts as dead, slow or flooding.
SOCKETS_PER_PERSON: int = env.count("SOCKETS_PER_PERSON", default=10)
SOCKETS_PER_ADDRESS: int = env.count("SOCKETS_PER_ADDRESS", default=50)
SOCKETS_PER_ROOM: int = env.count("SOCKETS_PER_ROOM", default=500)
SOCKETS_PER_PROCESS: int = env.count("SOCKETS_PER_PROCESS", default=5000)
CROWD: int = env.count("CROWD", default=200)
HEARTBEAT_SECONDS: float = env.number("HEARTBEAT_SECONDS", default=8.0)
SEND_SECONDS: float = env.number("SEND_SECONDS", default=10.0)
DRAIN_SECONDS: float = env.number("DRAIN_SECONDS", default=5.0, zero=True)
HEAD_CHECK_SECONDS: float = env.number("HEAD_CHECK_SECONDS", default=3.0)
RECHECK_SECONDS: float = env.number("RECHECK_SECONDS", default=120.0)

# Rates: frames and submissions, work of expressions, new guests.
RATE_PER_SECOND: float = env.number("RATE_PER_SECOND", default=10.0)
RATE_BURST: float = env.number("RATE_BURST", default=20.0)
PERSON_RATES: float = env.number("PERSON_RATES", default=5.0)
ADDRESS_RATES: float = env.number("ADDRESS_RATES", default=50.0)
GUESTS_PER_MINUTE: int = env.count("GUESTS_PER_MINUTE", default=60, least=0)

# The scribe's queue, and the threads that read the database for sockets.
QUEUE_LENGTH: int = env.count("QUEUE_LENGTH", default=2000)
READ_THREADS: int = env.count("READ_THREADS", default=8)
REPLAY_THREADS: int = env.count("REPLAY_THREADS", default=2)

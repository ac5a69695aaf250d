"""How secrets are kept."""

from hashlib import sha256


def digest(secret: str) -> str:
    """Return the hex SHA-256 of a random secret. It has 256 bits of entropy, so no slow hash is needed."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()

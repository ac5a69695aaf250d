"""The cache keeps what is wanted and forgets the rest."""

from __future__ import annotations

from evaluator.cache import ENTRY, Cache


def test_what_was_put_is_found() -> None:
    cache: Cache[int] = Cache(1_000)
    cache.put("one", 1)

    assert cache.get("one") == 1
    assert cache.get("two") is None


def test_what_is_wanted_stays_and_what_is_not_goes() -> None:
    cache: Cache[int] = Cache(10 * (ENTRY + 4))
    cache.put("kept", 0)
    for n in range(1_000, 1_100):
        cache.put(str(n), n)
        assert cache.get("kept") == 0

    assert cache.get("1000") is None
    assert cache.get("1099") == 1_099


def test_clearing_forgets_everything() -> None:
    cache: Cache[int] = Cache(1_000)
    cache.put("one", 1)
    cache.clear()

    assert cache.get("one") is None

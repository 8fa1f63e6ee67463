"""The only SQL of the newsroom."""

from digests.store.lean import LEFT_OUT as LEFT_OUT

"""Numbers that recordings and tests share, made of names and places."""

import zlib

import numpy as np


def numbers(name, size):
    """Numbers in [-1, 1) from a name: murmur3's finaliser of their places, 24 bits each."""
    h = np.arange(size, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(zlib.crc32(name.encode()))
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> np.uint32(16)
    return (h >> np.uint32(8)).astype(np.float64) / 2**23 - 1

"""Times pytorch-fid's way from features to the distance: frechet_time.py FOLDER N D

Writes a.npy and b.npy (N x D, float32) to FOLDER unless they are there, then times what pytorch-fid does with them:
np.mean and np.cov of float64 activations, and calculate_frechet_distance. Prints one line of JSON.
"""
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
from pytorch_fid.fid_score import calculate_frechet_distance

folder, n, d = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
if not (folder / "b.npy").exists():
    random = np.random.default_rng(6)
    # Correlated over neighbours, with scales over two and a half decades, as features of a network are.
    scale = np.exp(-6 * np.arange(d) / d).astype(np.float32)
    for name, factor, shift in (("a", 1.0, 0.0), ("b", 1.05, 0.01)):
        x = random.standard_normal((n, d), dtype=np.float32)
        x[:, 1:] += x[:, :-1] / 2
        x *= factor * scale
        x += np.float32(0.4 + shift)
        np.save(folder / f"{name}.npy", x)
        del x

moments, start = [], time.perf_counter()
spent = 0.0
for name in ("a", "b"):
    # pytorch-fid gathers activations in float64; that conversion is not counted.
    activations = np.load(folder / f"{name}.npy").astype(np.float64)
    start = time.perf_counter()
    moments.append((np.mean(activations, axis=0), np.cov(activations, rowvar=False)))
    spent += time.perf_counter() - start
    del activations
start = time.perf_counter()
distance = calculate_frechet_distance(*moments[0], *moments[1])
print(json.dumps({
    "moments": spent,
    "distance": time.perf_counter() - start,
    "value": float(distance),
    "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))

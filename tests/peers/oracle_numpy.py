"""The isotropic mixture's eps and its time derivative in vectorised NumPy: the same formulas, for a comparison of speed.

Usage: oracle_numpy.py FOLDER, which holds problem.json and x.f64, means.f64, variances.f64. Prints one line of JSON with
the best seconds of three and writes eps.f64 and d_eps.f64. Two ways of taking squared distances:
  expanded: |x|^2 - 2 a x.m + a^2 |m|^2, one matrix product (fast, loses all digits where sigma is small);
  direct:   sum (x - a m)^2 over blocks of rows, as the kit does.
"""
import ctypes
import json
import pathlib
import sys
import time

import numpy as np

folder = sys.argv[1]
problem = json.load(open(f"{folder}/problem.json"))
d, a, s, da, ds = (problem[k] for k in ("dimension", "alpha", "sigma", "dAlpha", "dSigma"))
x = np.fromfile(f"{folder}/x.f64").reshape(-1, d)
m = np.fromfile(f"{folder}/means.f64").reshape(-1, d)
lam = np.fromfile(f"{folder}/variances.f64")
scale = a * a * lam + s * s
d_scale = 2 * (a * da * lam + s * ds)


def expanded(x):
    square = (x * x).sum(1)[:, None] - 2 * a * (x @ m.T) + a * a * (m * m).sum(1)
    return np.maximum(square, 0)


def direct(x):
    difference = x[:, None, :] - a * m
    return np.einsum("nkd,nkd->nk", difference, difference)


def posterior(square):
    logits = -0.5 * square / scale - 0.5 * d * np.log(scale)
    logits -= logits.max(1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(1, keepdims=True)
    return logits


def eps(x, distances):
    share = posterior(distances(x)) * (s / scale)
    return x * share.sum(1)[:, None] - a * (share @ m)


def d_eps(x, distances):
    square = distances(x)
    weight = posterior(square)
    # (x - a m).m, from the distance and the norms: |x|^2 = |x - am|^2 + 2a (x - am).m + a^2 |m|^2.
    dot = ((x * x).sum(1)[:, None] - square - a * a * (m * m).sum(1)) / (2 * a)
    rate = da * dot / scale + 0.5 * (square / scale - d) * (d_scale / scale)
    rate -= (weight * rate).sum(1, keepdims=True)
    phi = s / scale
    d_phi = (ds * scale - s * d_scale) / scale**2
    xi = weight * (rate * phi + d_phi)
    return x * xi.sum(1)[:, None] - (a * xi + da * weight * phi) @ m


def in_blocks(f, distances, rows):
    return np.concatenate([f(x[i : i + rows], distances) for i in range(0, len(x), rows)])


def core():
    """Which machine's kernels NumPy's OpenBLAS has chosen."""
    for library in (pathlib.Path(np.__file__).parent.parent / "numpy.libs").glob("*openblas*"):
        ask = getattr(ctypes.CDLL(str(library)), "scipy_openblas_get_corename64_", None)
        if ask is not None:
            ask.restype = ctypes.c_char_p
            return ask().decode()
    return "unknown kernels"


result = {"numpy": f"{np.__version__} ({core()})"}
ways = {"expanded": (expanded, problem["expandedRows"]), "direct": (direct, problem["directRows"])}
for way, (distances, rows) in ways.items():
    for name, f in (("eps", eps), ("d_eps", d_eps)):
        times = []
        for _ in range(1 if len(x) * len(m) * d > 5e9 and way == "direct" else 3):
            start = time.perf_counter()
            out = in_blocks(f, distances, rows)
            times.append(time.perf_counter() - start)
        result[f"{name} {way}"] = min(times)
        out.tofile(f"{folder}/{name}_{way}.f64")
print(json.dumps(result))

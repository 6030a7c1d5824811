"""Records what pytorch-fid and torch-fidelity say of small feature sets, in tests/peers/metrics/.

Run with the Python of `deno task peers`: PYTHON tests/peers/record_metrics.py
"""
import importlib.metadata as metadata
import json
from pathlib import Path

import numpy as np
import torch
from pytorch_fid.fid_score import calculate_frechet_distance
from torch_fidelity.metric_isc import isc_features_to_metric
from torch_fidelity.metric_kid import kid_features_to_metric
from torch_fidelity.metric_prc import prc_features_to_metric

folder = Path(__file__).parent / "metrics"
folder.mkdir(exist_ok=True)
random = np.random.default_rng(20231010)


def sets(n, m, d, shift):
    """Two correlated sets of float32 features whose scales differ over the columns."""
    mix = random.standard_normal((d, d)) / np.sqrt(d) * np.exp(-2 * np.arange(d) / d)
    a = random.standard_normal((n, d)) @ mix
    b = 1.1 * random.standard_normal((m, d)) @ mix + shift
    return a.astype(np.float32), b.astype(np.float32)


def record(name, a, b):
    x, y = torch.from_numpy(a.astype(np.float64)), torch.from_numpy(b.astype(np.float64))
    # As pytorch-fid's calculate_activation_statistics takes them: from float64.
    moments = [(np.mean(s, axis=0), np.cov(s, rowvar=False)) for s in (a.astype(np.float64), b.astype(np.float64))]
    size = min(len(a), len(b))
    kid = kid_features_to_metric(x[:size], y[:size], kid_subsets=1, kid_subset_size=size, verbose=False, rng_seed=1,
                                 kid_kernel="poly", kid_kernel_poly_degree=3, kid_kernel_poly_gamma=None,
                                 kid_kernel_poly_coef0=1)
    prc = prc_features_to_metric(x, y, prc_neighborhood=3, prc_batch_size=64, save_cpu_ram=False, verbose=False)
    isc = isc_features_to_metric(torch.from_numpy(a), splits=10, shuffle=False)
    np.savez(folder / f"{name}.npz", a=a, b=b)
    return {
        "frechet": float(calculate_frechet_distance(*moments[0], *moments[1])),
        "kid": kid["kernel_inception_distance_mean"],
        "precision": prc["precision"],
        "recall": prc["recall"],
        "fScore": prc["f_score"],
        "inceptionScore": isc["inception_score_mean"],
        "inceptionScoreStd": isc["inception_score_std"],
    }


results = {
    "peers": {name: metadata.version(name) for name in ("pytorch-fid", "torch-fidelity", "torch", "scipy", "numpy")},
    "near": record("near", *sets(240, 200, 24, 0.05)),
    "far": record("far", *sets(150, 150, 40, 0.4)),
    "flat": record("flat", *sets(300, 260, 3, 0.2)),
}
(folder / "expected.json").write_text(json.dumps(results, indent=2) + "\n")
print(json.dumps(results, indent=2))

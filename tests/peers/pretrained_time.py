"""Times diffusers' UNet2DModel for tests/bench/pretrained_bench.ts: FOLDER PICTURES REPEATS, prints JSON."""

import json
import resource
import sys
import time

import numpy as np
import torch
from diffusers import UNet2DModel

from record_numbers import numbers

folder, pictures, repeats = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
began = time.perf_counter()
network = UNet2DModel.from_pretrained(folder).eval()
opened = time.perf_counter() - began
size, channels = network.config.sample_size, network.config.in_channels
x = numbers("x", pictures * channels * size * size).astype(np.float32).reshape(pictures, size, size, channels)
x = torch.from_numpy(np.ascontiguousarray(np.moveaxis(x, -1, 1)))
times = []
with torch.no_grad():
    for _ in range(repeats + 1):
        began = time.perf_counter()
        y = network(x, 10).sample
        times.append(time.perf_counter() - began)
row = np.moveaxis(y.numpy(), 1, -1).reshape(-1)[:30].tolist()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"opened": opened, "times": times[1:], "row": row, "peak": peak}))

"""DDIM with a U-Net in PyTorch, eager, for tests/bench/sampler_bench.ts.

    python tests/peers/ddim_time.py FOLDER

FOLDER holds problem.json (config, times, coefficients on x and on the prediction) and problem.safetensors (the weights in
the kit's names and layout, and start [batch, height, width, channels]). Runs once to warm up and once timed, writes
end.safetensors and prints {"seconds"}.
"""

import json
import pathlib
import sys
import time

import torch
from safetensors.torch import load_file, save_file

from unet_torch import UNet


@torch.no_grad()
def sample(unet, start, problem):
    x = start
    for now, on_x, on_eps in zip(problem["times"], problem["onX"], problem["onEps"]):
        x = on_x * x + on_eps * unet(x, torch.full((len(x),), now))
    return x


def main(folder):
    problem = json.loads((folder / "problem.json").read_text())
    arrays = load_file(folder / "problem.safetensors")
    start = arrays.pop("start").permute(0, 3, 1, 2).contiguous()
    unet = UNet(problem["config"])
    unet.load(arrays)
    unet.eval()
    sample(unet, start, {**problem, "times": problem["times"][:3]})
    began = time.perf_counter()
    end = sample(unet, start, problem)
    seconds = time.perf_counter() - began
    save_file({"end": end.permute(0, 2, 3, 1).contiguous()}, folder / "end.safetensors")
    print(json.dumps({"seconds": seconds, "threads": torch.get_num_threads()}))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))

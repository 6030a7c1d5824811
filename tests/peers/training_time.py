"""The kit's training loop in PyTorch, eager, for tests/bench/training_bench.ts.

    python tests/peers/training_time.py FOLDER

FOLDER holds problem.json (the network's configuration, the optimiser's options, batch, how many blocks of how many steps)
and problem.safetensors (the weights in the kit's names and layout, the data, and noisy, noise and conditions of the first
steps). The first block warms up and takes those examples first; the others draw their own, are timed, and so is the
prediction. Prints {"step", "forward" (milliseconds of each block's mean), "losses" (of the examples handed over),
"megabytes" (peak resident memory of training), "loaded" (the same before the first step), "gigaflop" and "forwardGigaflop" (of one step and one prediction, matrix
products and convolutions), "peak" (gigaflop/s of the product of two 1024 x 1024 matrices)}.
"""

import json
import pathlib
import re
import sys
import time

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from unet_torch import MLP, UNet


def channels_first(array):
    return array.permute(0, 3, 1, 2).contiguous() if array.dim() == 4 else array


class Training:
    """DDPM's loop as it is usually written: draw, add noise, predict, backward, clip, Adam, moving average."""

    def __init__(self, problem, arrays):
        self.batch, self.options = problem["batch"], problem["optimiser"]
        self.data = channels_first(arrays.pop("data"))
        self.alpha, self.sigma = arrays.pop("alpha").float(), arrays.pop("sigma").float()
        self.given = list(zip(*(arrays.pop(name) for name in ("noisy", "noise", "conditions"))))
        self.network = (UNet if problem["network"]["kind"] == "unet" else MLP)(problem["network"])
        self.network.load(arrays)
        self.parameters = list(self.network.parameters())
        if problem.get("compiled"):
            self.network = torch.compile(self.network)
        self.average = [parameter.detach().clone() for parameter in self.parameters]
        betas = (self.options["beta1"], self.options["beta2"])
        self.adam = torch.optim.Adam(self.parameters, betas=betas, eps=self.options["eps"])
        self.step = 0

    def examples(self):
        if self.step < len(self.given):
            noisy, noise, conditions = self.given[self.step]
            return channels_first(noisy), channels_first(noise), conditions
        clean = self.data[torch.randint(len(self.data), (self.batch,))]
        times, noise = torch.randint(len(self.alpha), (self.batch,)), torch.randn(clean.shape)
        shape = (-1, *[1] * (clean.dim() - 1))
        return self.alpha[times].view(shape) * clean + self.sigma[times].view(shape) * noise, noise, times.double()

    def update(self):
        noisy, noise, conditions = self.examples()
        self.step += 1
        rate = self.options["learningRate"] * min(1, self.step / max(1, self.options["warmup"]))
        for group in self.adam.param_groups:
            group["lr"] = rate
        self.adam.zero_grad()
        loss = F.mse_loss(self.network(noisy, conditions), noise)
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, self.options["clip"])
        self.adam.step()
        ema = self.options["ema"]
        half_life = min(ema["halfLife"], ema["rampUp"] * self.step)
        with torch.no_grad():
            torch._foreach_lerp_(self.average, self.parameters, 1 - 0.5 ** (1 / half_life))
        return loss

    @torch.no_grad()
    def predict(self):
        noisy, _, conditions = self.given[0]
        return self.network(channels_first(noisy), conditions)


def block(work, steps):
    """Mean milliseconds of a call, and what the calls gave."""
    began = time.perf_counter()
    results = [work() for _ in range(steps)]
    return 1000 * (time.perf_counter() - began) / steps, results


def gigaflop(work):
    with FlopCounterMode(display=False) as counter:
        work()
    return counter.get_total_flops() / 1e9


def peak_rate(size=1024):
    a, b = torch.randn(size, size), torch.randn(size, size)
    return max(2e-6 * size**3 / block(lambda: a @ b, 10)[0] for _ in range(5))


def peak_megabytes():
    return int(re.search(r"VmHWM:\s+(\d+) kB", pathlib.Path("/proc/self/status").read_text())[1]) / 1024


def main(folder):
    problem = json.loads((folder / "problem.json").read_text())
    loaded = peak_megabytes()
    training = Training(problem, load_file(folder / "problem.safetensors"))
    steps, blocks = problem["steps"], problem["blocks"]
    _, first = block(training.update, steps)
    step = [block(training.update, steps)[0] for _ in range(blocks)]
    megabytes = peak_megabytes()
    block(training.predict, steps)
    forward = [block(training.predict, steps)[0] for _ in range(blocks)]
    print(json.dumps({
        "step": step,
        "forward": forward,
        "losses": [loss.item() for loss in first[: len(training.given)]],
        "megabytes": megabytes,
        "loaded": loaded,
        "gigaflop": gigaflop(training.update),
        "forwardGigaflop": gigaflop(training.predict),
        "peak": peak_rate(),
    }))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))

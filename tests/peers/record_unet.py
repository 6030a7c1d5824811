"""Records what PyTorch makes of the kit's networks with given weights, for tests/peers/unet_test.ts.

Run with the Python of `deno task peers`:  python tests/peers/record_unet.py
Writes tests/peers/unet.json. The weights are multiples of 1/64 in one byte each, the same numbers on both sides; the
inputs and the outputs are float32. PyTorch computes in float64 from there, so that what a backend differs by is its own.
"""

import base64
import json
import math
import pathlib

import numpy as np
import torch

import unet_torch

generator = np.random.Generator(np.random.Philox(11))
PICTURE = {
    "kind": "unet",
    "shape": [8, 4, 2],
    "imageChannels": 0,
    "base": 4,
    "multipliers": [1, 2],
    "blocks": 1,
    "skips": "all",
    "attention": [4],
    "heads": 1,
    "groups": 2,
    "embedding": 8,
    "timeScale": 1,
    "timeEmbedding": "sinusoidal",
    "classes": 0,
    "dropout": 0,
    "injection": "add",
    "down": "average",
    "up": "repeat",
}
POINT = {
    "kind": "mlp",
    "shape": [3],
    "hidden": [16, 12],
    "embedding": 8,
    "timeScale": 1,
    "timeEmbedding": "sinusoidal",
    "classes": 0,
    "dropout": 0,
}
TOLD = {"classes": 3, "imageChannels": 1}
CONFIGS = [
    {**PICTURE, "heads": 2},
    {
        **PICTURE,
        "multipliers": [2, 1],
        "blocks": 2,
        "skips": "blocks",
        "injection": "film",
        "down": "stride",
        "up": "convolution",
    },
    {**PICTURE, **TOLD, "timeEmbedding": "fourier", "attention": [8], "up": "convolution"},
    {**PICTURE, **TOLD, "timeEmbedding": "learned", "injection": "film", "down": "stride", "attention": []},
    {**PICTURE, "multipliers": [1, 1, 2], "timeScale": 1000, "heads": 4, "attention": [4, 2], "groups": 1},
    POINT,
    {**POINT, "classes": 3, "timeEmbedding": "fourier"},
    {**POINT, "classes": 3, "timeEmbedding": "learned", "timeScale": 1000},
]

# Of the size of Dhariwal & Nichol's 256 x 256 networks, of which only the parameters are counted.
LARGE = {
    **PICTURE,
    "shape": [256, 256, 3],
    "base": 128,
    "multipliers": [1, 1, 2, 2, 4, 4],
    "blocks": 2,
    "attention": [16, 8],
    "heads": 8,
    "groups": 32,
    "embedding": 512,
    "injection": "film",
    "down": "stride",
    "up": "convolution",
    "dropout": 0.1,
}
SIZES = [
    LARGE,
    {**LARGE, "blocks": 3, "classes": 1000},
    {**LARGE, "down": "average", "up": "repeat", "imageChannels": 3, "timeEmbedding": "learned"},
]


def encode(array, dtype):
    return base64.b64encode(np.ascontiguousarray(array, dtype=dtype).tobytes()).decode()


def draw_weights(network):
    """Arrays in the kit's layout: of the size with which layers keep the size of their input, and none zero."""
    drawn = {}
    for name, (parameter, order) in network.own().items():
        shape = [0] * len(order)
        for own, kits in zip(parameter.shape, order):
            shape[kits] = own
        part = name.rsplit("/", 1)[1]
        size = 1 if part != "weight" else 1.5 / math.sqrt(max(1, np.prod(shape[:-1])))
        around = 1 if part == "scale" else 0
        size = 0.3 if part in ("scale", "offset", "bias") else size
        whole = np.clip(np.round(64 * (around + size * generator.standard_normal(shape))), -127, 127)
        drawn[name] = np.where(whole == 0, 1, whole)
    return drawn


def make(config):
    return (unet_torch.UNet if config["kind"] == "unet" else unet_torch.MLP)(config)


def count(config):
    with torch.device("meta"):
        return sum(parameter.numel() for parameter in make(config).parameters())


@torch.no_grad()
def record(config):
    network = make(config).double().eval()
    weights = draw_weights(network)
    network.load({name: array / 64 for name, array in weights.items()})
    batch, shape = 3, config["shape"]
    x = generator.standard_normal((batch, *shape)).astype(np.float32)
    conditions = np.array([0.25, 17, 999]) / config["timeScale"]
    labels = np.array([-1, 2, 0]) if config["classes"] else None
    told = {} if labels is None else {"labels": torch.from_numpy(labels)}
    image = None
    if config.get("imageChannels"):
        image = generator.standard_normal((batch, *shape[:2], config["imageChannels"])).astype(np.float32)
        told["image"] = first(image)
    y = network(first(x), torch.from_numpy(conditions), **told).numpy()
    return {
        "config": config,
        "weights": {name: {"shape": array.shape, "values": encode(array, "i1")} for name, array in weights.items()},
        "x": encode(x, "<f4"),
        "conditions": conditions.tolist(),
        "labels": None if labels is None else labels.tolist(),
        "image": None if image is None else encode(image, "<f4"),
        "y": encode(np.moveaxis(y, 1, -1), "<f4"),
    }


def first(array):
    """Channels first, in float64."""
    return torch.from_numpy(np.ascontiguousarray(np.moveaxis(array, -1, 1), dtype=np.float64))


def main():
    cases = [record(config) for config in CONFIGS]
    target = pathlib.Path(__file__).with_name("unet.json")
    head = {
        "torch": torch.__version__,
        "fourierRates": unet_torch.FOURIER_RATES,
        "sizes": [{"config": config, "parameters": count(config)} for config in SIZES],
        "cases": [],
    }
    body = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    target.write_text(f"{json.dumps(head)[:-2]}\n{body}\n]}}\n")
    print(f"{len(cases)} cases, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()

"""Records the features that pytorch-fid's network gives with made-up weights, in tests/peers/metrics/inception.npz.

The weights are a function of their place that inception_weights.ts computes alike, so none need to be stored.
Run with the Python of `deno task peers`.
"""
from pathlib import Path

import numpy as np
import torch
from pytorch_fid import inception
from torchvision.transforms import functional

folder = Path(__file__).parent / "metrics"


def uniforms(stream, count):
    """Integers hashed to [-1, 1)."""
    x = (np.arange(count, dtype=np.uint64) + np.uint64(stream * 0x9E3779B9)).astype(np.uint32)
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x7FEB352D)
    x ^= x >> np.uint32(15)
    x *= np.uint32(0x846CA68B)
    x ^= x >> np.uint32(16)
    return x.astype(np.float64) / 2**31 - 1


def made_up(stream, name, shape):
    u = uniforms(stream, int(np.prod(shape)))
    if name.endswith("running_var"):
        u = 1 + u / 2
    elif name.endswith("bn.weight"):
        u = 1 + u / 5
    elif len(shape) == 1:
        u = u / 10
    else:
        u = u * np.sqrt(6 / np.prod(shape[1:]))
    return torch.from_numpy(u.reshape(shape).astype(np.float32))


def load(*_arguments, **_options):
    """Stands in for the download: the state dictionary of the architecture, filled by place."""
    return state


with torch.no_grad():
    # The architecture names its own arrays; a first, empty load tells them.
    state = {}
    inception.load_state_dict_from_url = load
    original = torch.nn.Module.load_state_dict

    def fill(module, given, *arguments, **options):
        names = [name for name in sorted(module.state_dict()) if not name.endswith("num_batches_tracked")]
        for stream, name in enumerate(names):
            state[name] = made_up(stream, name, tuple(module.state_dict()[name].shape))
        return original(module, state, strict=False)

    torch.nn.Module.load_state_dict = fill
    model = inception.InceptionV3([3]).eval()

    pictures, features = {}, {}
    for k, (name, height, width) in enumerate([("small", 32, 32), ("wide", 48, 80), ("exact", 299, 299)]):
        y, x = np.mgrid[0:height, 0:width][..., None] / np.reshape([height, width], (2, 1, 1, 1))
        waves = np.sin(2 * np.pi * (x * [1, 2, 3] + y * [2, 1, 0] + [0, 0.2, 0.4])) * 90 + 128
        # Noise does not compress: the large picture does without.
        noise = uniforms(1000 + k, height * width * 3).reshape(height, width, 3) * (0 if height == 299 else 30)
        picture = np.clip(np.rint(waves + noise), 0, 255).astype(np.uint8)
        # From bytes to the network as pytorch-fid's loader does: ToTensor, then the model's own resizing.
        batch = functional.to_tensor(picture)[None]
        features[f"{name}_features"] = model(batch)[0].reshape(2048).numpy()
        pictures[f"{name}_picture"] = picture
    np.savez_compressed(folder / "inception.npz", **pictures, **features)
    for name, value in features.items():
        print(name, value[:4], value.std())

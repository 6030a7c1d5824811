"""Records what other people's networks make of given weights, for tests/pretrained/peers_test.ts.

Run with the Python of `deno task peers`:

    python tests/peers/record_pretrained.py [--guided DIR] [--edm DIR] [--large]

Writes tests/peers/pretrained.json. diffusers is a package; DIR is a checkout of guided-diffusion and of EDM, whose code
is used and not copied: without it, what was recorded of them before is kept. --large records the 256 x 256 network too.

Weights and inputs are the same numbers on both sides, made of their names and places (see `numbers`), so that neither is
kept. Of names and shapes a digest is kept, of outputs some values evenly spread.
"""

import argparse
import base64
import hashlib
import json
import math
import pathlib
import sys

import numpy as np
import torch

from record_numbers import numbers

TARGET = pathlib.Path(__file__).with_name("pretrained.json")
KEPT = 150


def weights(name, shape):
    size = math.prod(shape)
    if name.endswith("map_noise.freqs"):
        # As far apart as EDM draws them, normal with deviation 16.
        return (16 * numbers(name, size)).astype(np.float32)
    if len(shape) < 2:
        # Scales of normalisations lie around 1.
        return (numbers(name, size) * 0.3 + (1 if name.endswith("weight") else 0)).astype(np.float32)
    return (numbers(name, size) * (1.7 / math.sqrt(math.prod(shape[1:])))).astype(np.float32).reshape(shape)


def fill(network, ignored=lambda name: False):
    state, kept = network.state_dict(), {}
    for name, tensor in state.items():
        if ignored(name):
            continue
        # Frequencies are no weights: the kit has them in its configuration.
        if not name.endswith("map_noise.freqs"):
            kept[name] = list(tensor.shape)
        tensor.copy_(torch.from_numpy(weights(name, list(tensor.shape)).reshape(tensor.shape)))
    lines = "\n".join(f"{name} {','.join(map(str, shape))}" for name, shape in sorted(kept.items()))
    return hashlib.sha256(lines.encode()).hexdigest(), sum(math.prod(shape) for shape in kept.values())


def encode(array):
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f4").tobytes()).decode()


@torch.no_grad()
def record(kind, config, network, ask, times, shape, labels=None, ignored=lambda name: False):
    """ask(x, times, labels) -> output; x is [batch, channels, height, width], shape is [height, width, channels]."""
    digest, parameters = fill(network, ignored)
    network.eval()
    batch, channels = len(times), shape[2]
    x = (3 * numbers("x", batch * math.prod(shape))).astype(np.float32).reshape(batch, *shape)
    x = torch.from_numpy(np.ascontiguousarray(np.moveaxis(x, -1, 1)))
    told = None if labels is None else torch.tensor(labels)
    y = ask(x, torch.tensor(times), told)[:, :channels]
    first, second = (ask(x, torch.full((batch,), float(t)), told)[:, :channels] for t in (0, 1))
    flat = np.moveaxis(y.numpy(), 1, -1).reshape(-1)
    places = np.linspace(0, flat.size - 1, min(KEPT, flat.size)).astype(np.int64)
    return {
        "kind": kind,
        "config": config,
        "digest": digest,
        "parameters": parameters,
        "shape": shape,
        "times": times,
        "labels": labels,
        "largest": float(np.abs(flat).max()),
        "values": encode(flat[places]),
        "K": float((first - second).flatten(1).norm(dim=1).mean()),
    }


CIFAR = {
    "sample_size": 32,
    "block_out_channels": [128, 256, 256, 256],
    "down_block_types": ["DownBlock2D", "AttnDownBlock2D", "DownBlock2D", "DownBlock2D"],
    "up_block_types": ["UpBlock2D", "UpBlock2D", "AttnUpBlock2D", "UpBlock2D"],
    "layers_per_block": 2,
    "attention_head_dim": None,
    "norm_eps": 1e-6,
    "norm_num_groups": 32,
    "freq_shift": 1,
    "flip_sin_to_cos": False,
    "downsample_padding": 0,
}
CELEBA = {
    **CIFAR,
    "sample_size": 256,
    "block_out_channels": [128, 128, 256, 256, 512, 512],
    "down_block_types": ["DownBlock2D"] * 4 + ["AttnDownBlock2D", "DownBlock2D"],
    "up_block_types": ["UpBlock2D", "AttnUpBlock2D"] + ["UpBlock2D"] * 4,
}
SMALL = {
    "sample_size": 8,
    "block_out_channels": [16, 32],
    "down_block_types": ["DownBlock2D", "AttnDownBlock2D"],
    "up_block_types": ["AttnUpBlock2D", "UpBlock2D"],
    "norm_num_groups": 8,
    "layers_per_block": 1,
}
INSIDE = {"down_block_types": ["ResnetDownsampleBlock2D", "AttnDownBlock2D"], "up_block_types": ["AttnUpBlock2D", "ResnetUpsampleBlock2D"]}
DIFFUSERS = [
    CIFAR,
    SMALL,
    {**SMALL, "freq_shift": 1, "flip_sin_to_cos": False},
    {**SMALL, "downsample_padding": 0, "norm_eps": 1e-3},
    {**SMALL, "attention_head_dim": None, "layers_per_block": 2},
    {**SMALL, "attention_head_dim": 4, "in_channels": 1, "out_channels": 1},
    {**SMALL, "resnet_time_scale_shift": "scale_shift"},
    {**SMALL, "resnet_time_scale_shift": "scale_shift", "attn_norm_num_groups": 4},
    {**SMALL, **INSIDE, "downsample_type": "resnet", "upsample_type": "resnet"},
    {**SMALL, **INSIDE, "downsample_type": "resnet", "upsample_type": "resnet", "resnet_time_scale_shift": "scale_shift"},
    {**SMALL, "add_attention": False, "mid_block_scale_factor": 1.5},
    {**SMALL, "mid_block_scale_factor": 2.0, "center_input_sample": True},
    {**SMALL, "num_class_embeds": 3, "time_embedding_dim": 24},
    {**SMALL, "down_block_types": ["AttnDownBlock2D", "DownBlock2D"], "block_out_channels": [32, 16]},
    {**SMALL, "up_block_types": ["UpBlock2D", "AttnUpBlock2D"], "out_channels": 6},
    {
        **SMALL,
        "block_out_channels": [16, 24, 32],
        "down_block_types": ["UNetResDownBlock2D", "UNetResAttnDownBlock2D", "UNetResDownBlock2D"],
        "up_block_types": ["UNetResUpBlock2D", "UNetResAttnUpBlock2D", "UNetResUpBlock2D"],
        "norm_num_groups": 4,
        "act_fn": "swish",
    },
    {**SMALL, "sample_size": [8, 16], "layers_per_block": 3},
]


def record_diffusers(large):
    import diffusers

    cases = []
    for config in DIFFUSERS + ([CELEBA] if large else []):
        network = diffusers.UNet2DModel(**config)
        size, channels = config["sample_size"], config.get("in_channels", 3)
        shape = [*([size, size] if isinstance(size, int) else size), channels]
        labels = [0, 2] if "num_class_embeds" in config else None
        times = [10.0] if size == 256 else [10.0, 873.0]
        cases.append(
            record(
                "diffusers",
                config,
                network,
                lambda x, t, told: network(x, t, class_labels=told).sample,
                times[: 1 if size == 32 else None],
                shape,
                labels,
            )
        )
    return cases


ADM = {
    "image_size": 16,
    "num_channels": 32,
    "num_res_blocks": 1,
    "channel_mult": "1,2",
    "attention_resolutions": "16,8",
    "num_heads": 4,
    "diffusion_steps": 1000,
}
GUIDED = [
    {**ADM, "use_scale_shift_norm": False},
    {**ADM, "use_scale_shift_norm": True, "resblock_updown": True, "num_head_channels": 16, "learn_sigma": True},
    {
        **ADM,
        "use_scale_shift_norm": True,
        "class_cond": True,
        "use_new_attention_order": True,
        "noise_schedule": "cosine",
        "attention_resolutions": "8",
        "num_head_channels": 32,
    },
    {**ADM, "channel_mult": "0.5,1,2", "num_channels": 64, "use_scale_shift_norm": True, "resblock_updown": True, "num_res_blocks": 2, "learn_sigma": True},
]


def record_guided(folder):
    sys.path.insert(0, str(folder))
    from guided_diffusion import script_util

    cases = []
    for config in GUIDED:
        options = {**script_util.model_and_diffusion_defaults(), **config}
        fractions = tuple(float(part) for part in config["channel_mult"].split(","))
        # The command line takes whole multipliers alone, and has the fraction of size 512 built in.
        options["channel_mult"] = ",".join(str(math.ceil(part)) for part in fractions)
        network, _ = script_util.create_model_and_diffusion(**options)
        if fractions[0] != int(fractions[0]):
            network = script_util.UNetModel(
                image_size=config["image_size"],
                in_channels=3,
                model_channels=config["num_channels"],
                out_channels=6 if config.get("learn_sigma") else 3,
                num_res_blocks=config["num_res_blocks"],
                attention_resolutions=[config["image_size"] // int(at) for at in config["attention_resolutions"].split(",")],
                channel_mult=fractions,
                num_heads=config["num_heads"],
                use_scale_shift_norm=config["use_scale_shift_norm"],
                resblock_updown=config["resblock_updown"],
            )
        labels = [7, 999] if config.get("class_cond") else None
        shape = [config["image_size"]] * 2 + [3]
        cases.append(
            record("guided", config, network, lambda x, t, told: network(x, t, told), [10.0, 873.0], shape, labels)
        )
    return cases


SONG = {"model_type": "SongUNet", "model_channels": 16, "channel_mult": [1, 2, 2], "num_blocks": 2, "augment_dim": 9}
# EDM's NCSN++ (arch=ncsnpp), narrow.
NCSN = {
    **SONG,
    "img_resolution": 16,
    "img_channels": 3,
    "attn_resolutions": [8],
    "embedding_type": "fourier",
    "encoder_type": "residual",
    "decoder_type": "standard",
    "channel_mult_noise": 2,
    "resample_filter": [1, 3, 3, 1],
}
# As it was trained on CIFAR-10.
NCSN_CIFAR = {**NCSN, "img_resolution": 32, "model_channels": 128, "channel_mult": [2, 2, 2], "num_blocks": 4, "attn_resolutions": [16]}
EDM = [
    ("EDMPrecond", {**SONG, "img_resolution": 16, "img_channels": 3, "attn_resolutions": [8], "label_dim": 4}),
    ("VPPrecond", {**SONG, "img_resolution": 16, "img_channels": 1, "attn_resolutions": [8, 4]}),
    (
        "EDMPrecond",
        {
            "model_type": "DhariwalUNet",
            "model_channels": 64,
            "channel_mult": [1, 2],
            "num_blocks": 1,
            "img_resolution": 16,
            "img_channels": 3,
            "attn_resolutions": [8],
            "label_dim": 4,
        },
    ),
    ("VEPrecond", NCSN),
    ("EDMPrecond", {**NCSN, "label_dim": 4}),
    ("VEPrecond", {**NCSN, "encoder_type": "skip", "decoder_type": "skip", "img_channels": 1}),
    ("EDMPrecond", {**NCSN, "resample_filter": [1, 1], "decoder_type": "skip"}),
    ("VEPrecond", NCSN_CIFAR),
]


def record_edm(folder):
    """Outputs are the denoised pictures D(x; sigma); the times are EDM's sigma, and K is between 1 and 0.5."""
    sys.path.insert(0, str(folder))
    from training import networks

    cases = []
    for name, options in EDM:
        network = getattr(networks, name)(**options)
        n = options["label_dim"] if "label_dim" in options else 0

        def ask(x, sigma, told):
            sigma = torch.where(sigma == 0, 0.5, sigma)
            return network(x, sigma, None if told is None else torch.eye(n)[told])

        labels = [1, 3] if n else None
        shape = [options["img_resolution"]] * 2 + [options["img_channels"]]
        skipped = lambda each: "resample_filter" in each or "map_augment" in each
        times = [3.0] if options["img_resolution"] == 32 else [0.02, 3.0]
        case = record("edm", {"outer": name, **options}, network, ask, times, shape, labels, skipped)
        cases.append(case)
    return cases


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--guided", type=pathlib.Path)
    parser.add_argument("--edm", type=pathlib.Path)
    parser.add_argument("--large", action="store_true")
    given = parser.parse_args()
    before = json.loads(TARGET.read_text())["cases"] if TARGET.exists() else []
    kept = lambda kind: [case for case in before if case["kind"] == kind]
    cases = record_diffusers(given.large)
    if not given.large:
        cases += [case for case in kept("diffusers") if case["shape"][0] == 256]
    cases += record_guided(given.guided) if given.guided else kept("guided")
    cases += record_edm(given.edm) if given.edm else kept("edm")
    import diffusers

    head = {"torch": torch.__version__, "diffusers": diffusers.__version__, "cases": []}
    body = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    TARGET.write_text(f"{json.dumps(head)[:-2]}\n{body}\n]}}\n")
    print(f"{len(cases)} cases, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()

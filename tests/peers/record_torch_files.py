"""Writes small files of PyTorch for tests/pretrained/torch, and a pickle that is built as EDM's are.

Run with the Python of `deno task peers`:  python tests/peers/record_torch_files.py
"""

import collections
import io
import json
import math
import pathlib
import pickle
import sys
import types

import torch

FOLDER = pathlib.Path(__file__).parents[1] / "pretrained" / "fixtures"


def tensors():
    generator = torch.Generator().manual_seed(0)
    whole = torch.randn(4, 6, generator=generator)
    return collections.OrderedDict(
        plain=whole,
        turned=whole.t(),
        part=whole[1:3, ::2],
        row=whole[2],
        half=whole[:2].half(),
        brain=whole[:2].bfloat16(),
        double=whole[0].double(),
        whole=torch.tensor([1, -2, 2**40]),
        truth=torch.tensor([True, False]),
        single=torch.tensor(2.5),
        empty=torch.zeros(0, 3),
        parameter=torch.nn.Parameter(whole[3]),
        channels_last=torch.randn(2, 3, 2, 2, generator=generator).to(memory_format=torch.channels_last),
    )


def persistent_class():
    """Objects that say of themselves what EDM's persistent classes say; the source text in them must never run."""
    module = types.ModuleType("torch_utils.persistence")
    sys.modules["torch_utils"], sys.modules["torch_utils.persistence"] = types.ModuleType("torch_utils"), module

    def _reconstruct_persistent_obj(meta):
        raise RuntimeError("not called")

    _reconstruct_persistent_obj.__module__ = "torch_utils.persistence"
    _reconstruct_persistent_obj.__qualname__ = "_reconstruct_persistent_obj"
    module._reconstruct_persistent_obj = _reconstruct_persistent_obj

    class Saved:
        def __init__(self, name, options, modules=(), parameters=(), buffers=()):
            self.meta = dict(
                type="class",
                version=6,
                module_src="raise SystemExit('source text was run')",
                class_name=name,
                state=dict(
                    _init_args=(),
                    _init_kwargs=options,
                    _parameters=dict(parameters),
                    _buffers=dict(buffers),
                    _modules=dict(modules),
                ),
            )

        def __reduce__(self):
            return _reconstruct_persistent_obj, (self.meta,), None

    return Saved


def edm_like(Saved):
    weight = torch.nn.Parameter(torch.arange(6.0).reshape(2, 3))
    layer = Saved("Linear", {}, parameters={"weight": weight, "bias": None}.items())
    inner = Saved("SongUNet", {"img_resolution": 8, "model_channels": 16}, {"map_layer0": layer}.items())
    outer = Saved("EDMPrecond", {"sigma_data": 0.5}, {"model": inner}.items())
    return {"ema": outer, "loss_fn": None}


class SharedStorage:
    """One storage for all tensors of a pickle, nested as PyTorch nests each."""

    def __init__(self, values):
        file = io.BytesIO()
        torch.save(values._typed_storage(), file, _use_new_zipfile_serialization=False)
        self.bytes = file.getvalue()

    def __reduce__(self):
        return torch.storage._load_from_bytes, (self.bytes,)


class PartOfStorage:
    """A tensor of such a storage."""

    def __init__(self, storage, offset, shape):
        strides = tuple(math.prod(shape[i + 1 :]) for i in range(len(shape)))
        self.args = (storage, offset, tuple(shape), strides, False, collections.OrderedDict())

    def __reduce__(self):
        return torch._utils._rebuild_tensor_v2, self.args


def ncsn_like(Saved):
    """A network with the names and shapes of EDM's NCSN++ at its smallest, in VE's preconditioner."""
    options = dict(img_resolution=4, in_channels=1, out_channels=1, label_dim=0, augment_dim=0)
    options |= dict(model_channels=4, channel_mult=[1, 1], num_blocks=1, attn_resolutions=[], channel_mult_noise=2)
    options |= dict(embedding_type="fourier", encoder_type="residual", decoder_type="standard")
    options |= dict(resample_filter=[1, 3, 3, 1], dropout=0.1)
    shapes = {}

    def layer(name, *shape):
        shapes[f"{name}.weight"], shapes[f"{name}.bias"] = shape, shape[:1]

    def block(name, source, skip=False, attends=False):
        layer(f"{name}.norm0", source)
        layer(f"{name}.conv0", 4, source, 3, 3)
        layer(f"{name}.affine", 4, 16)
        layer(f"{name}.norm1", 4)
        layer(f"{name}.conv1", 4, 4, 3, 3)
        if skip or source != 4:
            layer(f"{name}.skip", 4, source, 1, 1)
        if attends:
            layer(f"{name}.norm2", 4)
            layer(f"{name}.qkv", 12, 4, 1, 1)
            layer(f"{name}.proj", 4, 4, 1, 1)

    shapes["map_noise.freqs"] = (4,)
    layer("map_layer0", 16, 8)
    layer("map_layer1", 16, 16)
    layer("enc.4x4_conv", 4, 1, 3, 3)
    block("enc.4x4_block0", 4)
    block("enc.2x2_down", 4, skip=True)
    layer("enc.2x2_aux_residual", 4, 1, 3, 3)
    block("enc.2x2_block0", 4)
    block("dec.2x2_in0", 4, attends=True)
    block("dec.2x2_in1", 4)
    block("dec.4x4_up", 4, skip=True)
    for name in ["dec.2x2_block0", "dec.2x2_block1", "dec.4x4_block0", "dec.4x4_block1"]:
        block(name, 8)
    layer("dec.4x4_aux_norm", 4)
    layer("dec.4x4_aux_conv", 1, 4, 3, 3)
    sizes = [math.prod(shape) for shape in shapes.values()]
    values = torch.randn(sum(sizes), generator=torch.Generator().manual_seed(0)) / 2
    storage, at, tree = SharedStorage(values), 0, {}
    for (name, shape), size in zip(shapes.items(), sizes):
        *modules, last = name.split(".")
        inner = tree
        for module in modules:
            inner = inner.setdefault(module, {})
        inner[last] = PartOfStorage(storage, at, shape)
        at += size

    def saved(name, node, options={}):
        parts = {key: part for key, part in node.items() if isinstance(part, PartOfStorage)}
        kind = dict(buffers=parts.items()) if "freqs" in parts else dict(parameters=parts.items())
        modules = {key: saved("Module", inner) for key, inner in node.items() if key not in parts}
        return Saved(name, options, modules.items(), **kind)

    return {"ema": Saved("VEPrecond", {}, {"model": saved("SongUNet", tree, options)}.items())}


def main():
    FOLDER.mkdir(exist_ok=True)
    state = tensors()
    torch.save({"ema": state, "step": 3}, FOLDER / "zip.pt")
    torch.save(state, FOLDER / "legacy.pt", _use_new_zipfile_serialization=False)
    Saved = persistent_class()
    for name, make in [("edm_like", edm_like), ("ncsn_like", ncsn_like)]:
        with open(FOLDER / f"{name}.pkl", "wb") as file:
            pickle.dump(make(Saved), file)
    values = {name: {"shape": list(t.shape), "values": t.detach().float().reshape(-1).tolist()} for name, t in state.items()}
    (FOLDER / "values.json").write_text(json.dumps(values) + "\n")
    print({path.name: path.stat().st_size for path in FOLDER.iterdir()})


if __name__ == "__main__":
    main()

"""Writes small files of PyTorch for tests/pretrained/torch, and a pickle that is built as EDM's are.

Run with the Python of `deno task peers`:  python tests/peers/record_torch_files.py
"""

import collections
import json
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


def edm_like():
    """Objects that say of themselves what EDM's persistent classes say; the source text in them must never run."""
    module = types.ModuleType("torch_utils.persistence")
    sys.modules["torch_utils"], sys.modules["torch_utils.persistence"] = types.ModuleType("torch_utils"), module

    def _reconstruct_persistent_obj(meta):
        raise RuntimeError("not called")

    _reconstruct_persistent_obj.__module__ = "torch_utils.persistence"
    _reconstruct_persistent_obj.__qualname__ = "_reconstruct_persistent_obj"
    module._reconstruct_persistent_obj = _reconstruct_persistent_obj

    class Saved:
        def __init__(self, name, options, modules=(), parameters=()):
            self.meta = dict(
                type="class",
                version=6,
                module_src="raise SystemExit('source text was run')",
                class_name=name,
                state=dict(
                    _init_args=(),
                    _init_kwargs=options,
                    _parameters=dict(parameters),
                    _buffers={},
                    _modules=dict(modules),
                ),
            )

        def __reduce__(self):
            return _reconstruct_persistent_obj, (self.meta,), None

    weight = torch.nn.Parameter(torch.arange(6.0).reshape(2, 3))
    layer = Saved("Linear", {}, parameters={"weight": weight, "bias": None}.items())
    inner = Saved("SongUNet", {"img_resolution": 8, "model_channels": 16}, {"map_layer0": layer}.items())
    outer = Saved("EDMPrecond", {"sigma_data": 0.5}, {"model": inner}.items())
    return {"ema": outer, "loss_fn": None}


def main():
    FOLDER.mkdir(exist_ok=True)
    state = tensors()
    torch.save({"ema": state, "step": 3}, FOLDER / "zip.pt")
    torch.save(state, FOLDER / "legacy.pt", _use_new_zipfile_serialization=False)
    with open(FOLDER / "edm_like.pkl", "wb") as file:
        pickle.dump(edm_like(), file)
    values = {name: {"shape": list(t.shape), "values": t.detach().float().reshape(-1).tolist()} for name, t in state.items()}
    (FOLDER / "values.json").write_text(json.dumps(values) + "\n")
    print({path.name: path.stat().st_size for path in FOLDER.iterdir()})


if __name__ == "__main__":
    main()

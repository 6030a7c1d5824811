"""Five steps of emitted scripts, for tests/peers/accelerate_test.ts: ROOT, whose folders have train.py and steps.safetensors.

What is drawn is given: x0, eps, t, and labels and shares where there are any. The weights are those of start.safetensors.
"""

import importlib.util
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file

torch.set_num_threads(1)
for folder in sorted(path.parent for path in pathlib.Path(sys.argv[1]).glob("*/train.py")):
    spec = importlib.util.spec_from_file_location(folder.name, folder / "train.py")
    train = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(train)
    given, unet = load_file(folder / "steps.safetensors"), train.make_unet()
    frozen = {name: p.clone() for name, p in unet.named_parameters() if not p.requires_grad}
    unet.load_state_dict(load_file(folder / "start.safetensors"))
    for name, p in unet.named_parameters():
        assert name not in frozen or torch.equal(p, frozen[name]), f"{name} is another filter than the export's"
    named = {name: p for name, p in unet.named_parameters() if p.requires_grad}
    parameters = list(named.values())
    ema, optimiser = [p.detach().clone() for p in parameters], train.make_optimiser(parameters)
    objective, found = train.Objective(unet), {}
    for step in range(5):
        x0, eps, t = (given[f"{name}{step}"] for name in ("x0", "eps", "t"))
        rest = (given[f"labels{step}"].long(),) if f"labels{step}" in given else ()
        said = objective(x0.permute(0, 3, 1, 2), eps.permute(0, 3, 1, 2), t, *rest)
        losses, penalty = said if isinstance(said, tuple) else (said, 0)
        shares = given.get(f"shares{step}", torch.ones_like(t))
        (shares * (losses + penalty)).mean().backward()
        if step == 0:
            found["losses"] = losses.detach().double()
            found |= {f"gradient/{name}": p.grad.clone() for name, p in named.items()}
        train.update(step + 1, optimiser, parameters, ema)
    found |= {f"last/{name}": p.detach().clone() for name, p in unet.named_parameters()}
    found |= {f"average/{name}": p.detach().clone() for name, p in unet.named_parameters()}
    found |= {f"average/{name}": average.clone() for name, average in zip(named, ema)}
    save_file({name: value.contiguous() for name, value in found.items()}, folder / "found.safetensors")

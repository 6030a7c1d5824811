"""Five steps of emitted scripts, for tests/peers/accelerate_test.ts: ROOT, whose folders have train.py and steps.safetensors.

What is drawn is given: x0, eps, t, and labels and shares where there are any. The weights are those of start.safetensors.
No script may have a name that nothing in it uses.
"""

import ast
import importlib.util
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file

torch.set_num_threads(1)


def unused(text):
    """What a script defines or imports, and never reads."""
    nodes = list(ast.walk(ast.parse(text)))
    read = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    read |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    said = {node.id for node in nodes if isinstance(node, ast.Name)}
    said |= {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    said |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    imports = [node for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
    said |= {(name.asname or name.name).split(".")[0] for node in imports for name in node.names}
    return {name for name in said - read if not name.startswith("_")} - {"forward", "self"}


for folder in sorted(path.parent for path in pathlib.Path(sys.argv[1]).glob("*/train.py")):
    assert not unused((folder / "train.py").read_text()), (folder.name, unused((folder / "train.py").read_text()))
    spec = importlib.util.spec_from_file_location(folder.name, folder / "train.py")
    train = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(train)
    given, unet = load_file(folder / "steps.safetensors"), train.make_unet()
    frozen = {name: p.clone() for name, p in unet.named_parameters() if not p.requires_grad}
    unet.load_state_dict(load_file(folder / "start.safetensors"))
    for name, p in unet.named_parameters():
        assert name not in frozen or torch.equal(p, frozen[name]), f"{name} is another filter than the export's"
    average = train.make_unet().requires_grad_(False)
    average.load_state_dict(unet.state_dict())
    optimiser, objective, found = train.make_optimiser(unet), train.Objective(unet), {}
    for step in range(5):
        x0, eps, t = (given[f"{name}{step}"] for name in ("x0", "eps", "t"))
        rest = (given[f"labels{step}"].long(),) if f"labels{step}" in given else ()
        said = objective(x0.permute(0, 3, 1, 2), eps.permute(0, 3, 1, 2), t, *rest)
        losses, penalty = said if isinstance(said, tuple) else (said, 0)
        shares = given.get(f"shares{step}", torch.ones_like(t))
        (shares * (losses + penalty)).mean().backward()
        if step == 0:
            found["losses"] = losses.detach().double()
            found |= {f"gradient/{name}": p.grad.clone() for name, p in unet.named_parameters() if p.grad is not None}
        train.update(step + 1, unet, average, optimiser)
    found |= {f"last/{name}": p.detach().clone() for name, p in unet.named_parameters()}
    found |= {f"average/{name}": p.clone() for name, p in average.named_parameters()}
    save_file({name: value.contiguous() for name, value in found.items()}, folder / "found.safetensors")

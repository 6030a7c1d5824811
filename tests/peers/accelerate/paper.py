"""Runs emitted scripts by two processes, for tests/peers/accelerate_test.ts: FOLDER…

Before its two steps, each script's gradient of one batch, which both processes share, is compared with that of one
process for the whole batch, both at weights of which none is 0. The difference, relative to the whole, goes to found.json,
and with it in what precision the levels and what is made of a time are where products are rounded to bf16.
"""

import importlib.util
import json
import pathlib
import sys

import torch
from accelerate import Accelerator

torch.set_num_threads(1)


def loss(objective, batch):
    """The mean of what an objective says, and of the penalty where there is one."""
    said = objective(*batch)
    return sum(said).mean() if isinstance(said, tuple) else said.mean()


def told_in_bf16(train, unet, batch):
    """The precision of the levels, and of every module that sees the time alone."""
    seen, levels, hooks = set(), {str(each.dtype) for each in train.levels(batch[2])}, []
    for name, module in unet.named_modules():
        if name.endswith(("time_proj", "time_embedding", "time_emb_proj")):
            hooks.append(module.register_forward_hook(lambda module, given, made: seen.add(str(made.dtype))))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        train.Objective(unet)(*(column[:1] for column in batch))
        rounded = unet.conv_in(torch.zeros(1, unet.config.in_channels, 8, 8)).dtype
    for hook in hooks:
        hook.remove()
    assert rounded == torch.bfloat16
    return [each.removeprefix("torch.") for each in sorted(levels) + sorted(seen)]


# It takes the processes' ties down, which the next script needs.
end_training, Accelerator.end_training = Accelerator.end_training, lambda self: None
folders = sys.argv[1:]
for folder in map(pathlib.Path, folders):
    spec = importlib.util.spec_from_file_location(folder.name, folder / "train.py")
    train = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(train)
    train.SAMPLES, train.EVALUATIONS = 4, 2

    accelerator = Accelerator(cpu=True)
    assert accelerator.num_processes == 2
    unet = train.make_unet().eval()
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for p in unet.parameters():
            if p.requires_grad:
                p += 0.1 * torch.randn(p.shape, generator=generator)
    examples = train.Examples(folder / "data")
    batch = [torch.stack([torch.as_tensor(each) for each in column]) for column in zip(*(examples[i] for i in range(4)))]
    loss(train.Objective(unet), batch).backward()
    alone = {name: p.grad.clone() for name, p in unet.named_parameters() if p.requires_grad}
    unet.zero_grad(set_to_none=True)
    objective, rank = accelerator.prepare(train.Objective(unet)), accelerator.process_index
    half = slice(2 * rank, 2 * rank + 2)
    accelerator.backward(loss(objective, [column[half] for column in batch]))
    shared = {name: p.grad for name, p in unet.named_parameters() if p.requires_grad}
    # Of the whole, since a bias that a normalisation takes out again has no gradient but rounding errors.
    difference = sum((shared[name] - alone[name]).square().sum() for name in alone)
    off = (difference / sum(value.square().sum() for value in alone.values())).sqrt().item()
    if accelerator.is_main_process:
        (folder / "found.json").write_text(json.dumps({"gradients": off, "told": told_in_bf16(train, unet, batch)}))

    sys.argv = ["train.py", "--workers", "0"]
    train.main()
end_training(accelerator)

"""Runs emitted scripts by two processes, for tests/peers/accelerate_test.ts: FOLDER…

Before its two steps, each script's gradient of one batch, which both processes share, is compared with that of one
process for the whole batch, both at weights of which none is 0; the difference, relative to the whole, goes to off.txt.
"""

import importlib.util
import pathlib
import sys

import torch
from accelerate import Accelerator

torch.set_num_threads(1)


def loss(objective, batch):
    """The mean of what an objective says, and of the penalty where there is one."""
    said = objective(*batch)
    return sum(said).mean() if isinstance(said, tuple) else said.mean()


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
        (folder / "off.txt").write_text(str(off))

    sys.argv = ["train.py", "--workers", "0"]
    train.main()
end_training(accelerator)

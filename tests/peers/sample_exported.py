"""Samples an exported pipeline with diffusers, for tests/peers/export_test.ts: DIR with noise.json, written to end.json.

The pipeline is loaded as `DDPMPipeline.from_pretrained(DIR)` does; DDIM takes 10 steps from the given noise.
"""

import json
import pathlib
import sys

import torch
from diffusers import DDIMScheduler, DDPMPipeline

folder = pathlib.Path(sys.argv[1])
pipeline = DDPMPipeline.from_pretrained(folder)
unet, scheduler = pipeline.unet, DDIMScheduler.from_config(pipeline.scheduler.config, timestep_spacing="trailing")
told, noise = json.loads((folder / "told.json").read_text()), json.loads((folder / "noise.json").read_text())
x = torch.tensor(noise["values"]).reshape(noise["shape"]).permute(0, 3, 1, 2).contiguous()
scheduler.set_timesteps(10)
for t in scheduler.timesteps:
    with torch.no_grad():
        said = unet(x, torch.tensor(told[int(t)])).sample
    x = scheduler.step(said, t, x).prev_sample
end = {"steps": scheduler.timesteps.tolist(), "values": x.permute(0, 2, 3, 1).reshape(-1).tolist()}
(folder / "end.json").write_text(json.dumps(end))

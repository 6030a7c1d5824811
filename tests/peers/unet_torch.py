"""The kit's U-Net as a PyTorch module, from the same configuration and the same weights.

    unet = UNet(config)            # config: the network's, as plain JSON
    unet.load(arrays)              # arrays: {kit's name: array in the kit's layout}; optional
    eps = unet(x, conditions)      # x: [batch, channels, height, width]

Written as PyTorch is usually written: nn.Conv2d, nn.GroupNorm and nn.Linear on contiguous NCHW tensors, eager.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F


class Residual(nn.Module):
    def __init__(self, config, come, go):
        super().__init__()
        self.film = config["injection"] == "film"
        self.norm0 = nn.GroupNorm(config["groups"], come)
        self.conv0 = nn.Conv2d(come, go, 3, padding=1, bias=self.film)
        self.norm1 = nn.GroupNorm(config["groups"], go)
        self.conv1 = nn.Conv2d(go, go, 3, padding=1)
        self.skip = nn.Identity() if come == go else nn.Conv2d(come, go, 1)

    def forward(self, x, told):
        h = self.conv0(F.silu(self.norm0(x)))
        told = told[:, :, None, None]
        if self.film:
            scale, shift = told.chunk(2, dim=1)
            h = self.norm1(h) * (1 + scale) + shift
        else:
            h = self.norm1(h + told)
        return self.skip(x) + self.conv1(F.silu(h))


class Attention(nn.Module):
    def __init__(self, config, channels):
        super().__init__()
        self.heads = config["heads"]
        self.norm = nn.GroupNorm(config["groups"], channels)
        self.qkv = nn.Linear(channels, 3 * channels)
        self.out = nn.Linear(channels, channels)

    def forward(self, x):
        batch, channels, height, width = x.shape
        rows = self.norm(x).flatten(2).transpose(1, 2)
        q, k, v = (
            part.unflatten(2, (self.heads, -1)).transpose(1, 2) for part in self.qkv(rows).chunk(3, dim=2)
        )
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)
        return x + self.out(mixed).transpose(1, 2).unflatten(2, (height, width))


class UNet(nn.Module):
    def __init__(self, config):
        super().__init__()
        height, _, channels = config["shape"]
        base, width = config["base"], config["embedding"]
        self.config = config
        self.steps, self.parts, self.shares = [], nn.ModuleDict(), []
        self.parts["time/in"] = nn.Linear(base, width)
        self.parts["time/hidden"] = nn.Linear(width, width)
        self.parts["in"] = nn.Conv2d(channels, base, 3, padding=1)
        every, blocks = config["skips"] == "all", config["blocks"]
        skips, now = [base] if every else [], base
        self.first_leaves = every
        multipliers = config["multipliers"]

        def attends(level):
            return height // 2**level in config["attention"]

        def block(name, attention, come, go, leaves=False, joins=False):
            self.parts[name] = Residual(config, come, go)
            if attention is not None:
                self.parts[attention] = Attention(config, go)
            self.shares.append(2 * go if config["injection"] == "film" else go)
            self.steps.append(("block", name, attention, leaves, joins))

        for level, multiplier in enumerate(multipliers):
            for i in range(blocks):
                attention = f"down{level}/attention{i}" if attends(level) else None
                block(f"down{level}/block{i}", attention, now, multiplier * base, leaves=True)
                now = multiplier * base
                skips.append(now)
            if level < len(multipliers) - 1:
                if config["down"] != "average":
                    self.parts[f"down{level}/halve"] = nn.Conv2d(now, now, 3, stride=2)
                self.steps.append(("halve", f"down{level}/halve", None, every, False))
                if every:
                    skips.append(now)
        block("middle/block0", "middle/attention" if attends(len(multipliers) - 1) else None, now, now)
        block("middle/block1", None, now, now)
        for level, multiplier in reversed(list(enumerate(multipliers))):
            for i in range(blocks + 1 if every else blocks):
                attention = f"up{level}/attention{i}" if attends(level) else None
                block(f"up{level}/block{i}", attention, now + skips.pop(), multiplier * base, joins=True)
                now = multiplier * base
            if level > 0:
                if config["up"] != "repeat":
                    self.parts[f"up{level}/double"] = nn.Conv2d(now, now, 3, padding=1)
                self.steps.append(("double", f"up{level}/double", None, False, False))
        self.parts["time/blocks"] = nn.Linear(width, sum(self.shares))
        self.parts["out/norm"] = nn.GroupNorm(config["groups"], base)
        self.parts["out"] = nn.Conv2d(base, channels, 3, padding=1)

    def embed(self, conditions):
        half = self.config["base"] // 2
        rates = torch.exp(-math.log(10_000) * torch.arange(half, dtype=torch.float64) / (half - 1))
        angles = (conditions.double() * self.config["timeScale"])[:, None] * rates
        waves = torch.cat([angles.sin(), angles.cos()], dim=1).float()
        return F.silu(self.parts["time/hidden"](F.silu(self.parts["time/in"](waves))))

    def forward(self, x, conditions):
        told = iter(self.parts["time/blocks"](self.embed(conditions)).split(self.shares, dim=1))
        h = self.parts["in"](x)
        skips = [h] if self.first_leaves else []
        for kind, name, attention, leaves, joins in self.steps:
            if joins:
                h = torch.cat([h, skips.pop()], dim=1)
            if kind == "block":
                h = self.parts[name](h, next(told))
                if attention is not None:
                    h = self.parts[attention](h)
            elif kind == "halve":
                # TensorFlow's "same" padding of an even size with stride 2: one row and column, at the end.
                h = F.avg_pool2d(h, 2) if name not in self.parts else self.parts[name](F.pad(h, (0, 1, 0, 1)))
            else:
                h = F.interpolate(h, scale_factor=2, mode="nearest")
                h = self.parts[name](h) if name in self.parts else h
            if leaves:
                skips.append(h)
        return self.parts["out"](F.silu(self.parts["out/norm"](h)))

    @torch.no_grad()
    def load(self, arrays):
        """Takes the kit's arrays: filters as [height, width, from, to], matrices as [from, to]."""
        own = {}
        for part, module in self.parts.items():
            for inner, leaf in module.named_modules():
                where = f"{part}/{inner}" if inner else part
                if isinstance(leaf, nn.GroupNorm):
                    own[f"{where}/scale"], own[f"{where}/offset"] = leaf.weight, leaf.bias
                elif isinstance(leaf, (nn.Linear, nn.Conv2d)):
                    own[f"{where}/weight"] = leaf.weight
                    if leaf.bias is not None:
                        own[f"{where}/bias"] = leaf.bias
        if set(own) != set(arrays):
            raise ValueError(f"the arrays differ: {sorted(set(own) ^ set(arrays))}")
        for name, parameter in own.items():
            array = torch.as_tensor(arrays[name])
            order = {4: (3, 2, 0, 1), 2: (1, 0), 1: (0,)}[array.dim()]
            parameter.copy_(array.permute(order))

"""The kit's networks as PyTorch modules, from the same configuration and the same weights.

    unet = UNet(config)            # config: the network's, as plain JSON; MLP(config) likewise
    unet.load(arrays)              # arrays: {kit's name: array in the kit's layout}; optional
    eps = unet(x, conditions)      # x: [batch, channels, height, width], or [batch, dimension]; labels and image if any

Written as PyTorch is usually written: nn.Conv2d, nn.GroupNorm and nn.Linear on contiguous NCHW tensors, eager.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F


# The first frequencies of the kit's Gaussian Fourier features, times 2 pi: as many as small networks need.
FOURIER_RATES = [5.215149821948453, -4.532795763437905, -34.67120962717302, -72.60997839354948]


class Network(nn.Module):
    """What both networks share: parts by the kit's names, the embedded condition, and classes."""

    def __init__(self, config, seen, told):
        """seen: how many features of the condition there are; told: the width of what the classes are added to."""
        super().__init__()
        self.config, self.seen, self.parts = config, seen, nn.ModuleDict()
        if config["timeEmbedding"] == "learned":
            self.parts["time/learned"] = nn.Linear(1, seen)
        if config["classes"] > 0:
            self.parts["class"] = nn.Embedding(config["classes"] + 1, told)

    def see(self, conditions):
        """The features of the condition: angles in float64, like the kit, and whatever the parameters are from there."""
        dtype = next(self.parameters()).dtype
        scaled = (conditions.double() * self.config["timeScale"])[:, None]
        if self.config["timeEmbedding"] == "learned":
            return F.silu(self.parts["time/learned"]((scaled / 1000).to(dtype)))
        half = self.seen // 2
        if self.config["timeEmbedding"] == "fourier":
            rates = torch.tensor(FOURIER_RATES[:half], dtype=torch.float64) / 1000
        else:
            rates = torch.exp(-math.log(10_000) * torch.arange(half, dtype=torch.float64) / (half - 1))
        return torch.cat([(scaled * rates).sin(), (scaled * rates).cos()], dim=1).to(dtype)

    def add_class(self, x, labels):
        classes = self.config["classes"]
        if classes == 0:
            return x
        none = torch.full((x.shape[0],), classes)
        return x + self.parts["class"](none if labels is None else torch.where(labels < 0, none, labels))

    def own(self):
        """Each parameter by the kit's name, with the order of axes that takes the kit's layout to PyTorch's."""
        own = {}
        for part, module in self.parts.items():
            for inner, leaf in module.named_modules():
                where = f"{part}/{inner}" if inner else part
                if isinstance(leaf, nn.GroupNorm):
                    own[f"{where}/scale"], own[f"{where}/offset"] = (leaf.weight, (0,)), (leaf.bias, (0,))
                elif isinstance(leaf, nn.Embedding):
                    own[f"{where}/weight"] = (leaf.weight, (0, 1))
                elif isinstance(leaf, (nn.Linear, nn.Conv2d)):
                    own[f"{where}/weight"] = (leaf.weight, (3, 2, 0, 1) if isinstance(leaf, nn.Conv2d) else (1, 0))
                    if leaf.bias is not None:
                        own[f"{where}/bias"] = (leaf.bias, (0,))
        return own

    @torch.no_grad()
    def load(self, arrays):
        """Takes the kit's arrays: filters as [height, width, from, to], matrices as [from, to]."""
        own = self.own()
        if set(own) != set(arrays):
            raise ValueError(f"the arrays differ: {sorted(set(own) ^ set(arrays))}")
        for name, (parameter, order) in own.items():
            parameter.copy_(torch.as_tensor(arrays[name]).permute(order))


class MLP(Network):
    def __init__(self, config):
        width, [dimension], hidden = config["embedding"], config["shape"], config["hidden"]
        super().__init__(config, width, width)
        for i, (come, go) in enumerate(zip([dimension + width, *hidden], hidden)):
            self.parts[f"hidden{i}"] = nn.Linear(come, go)
        self.parts["out"] = nn.Linear(hidden[-1], dimension)

    def forward(self, x, conditions, labels=None):
        h = torch.cat([x, self.add_class(self.see(conditions), labels)], dim=1)
        for i in range(len(self.config["hidden"])):
            h = F.dropout(F.silu(self.parts[f"hidden{i}"](h)), self.config["dropout"], self.training)
        return self.parts["out"](h)


class Residual(nn.Module):
    def __init__(self, config, come, go):
        super().__init__()
        self.dropout = config["dropout"]
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
        return self.skip(x) + self.conv1(F.dropout(F.silu(h), self.dropout, self.training))


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


class UNet(Network):
    def __init__(self, config):
        height, _, channels = config["shape"]
        base, width = config["base"], config["embedding"]
        super().__init__(config, base, width)
        self.steps, self.shares = [], []
        self.parts["time/in"] = nn.Linear(base, width)
        self.parts["time/hidden"] = nn.Linear(width, width)
        self.parts["in"] = nn.Conv2d(channels + config["imageChannels"], base, 3, padding=1)
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
        self.parts["out/norm"] = nn.GroupNorm(config["groups"], now)
        self.parts["out"] = nn.Conv2d(now, channels, 3, padding=1)

    def embed(self, conditions, labels):
        hidden = self.parts["time/hidden"](F.silu(self.parts["time/in"](self.see(conditions))))
        return F.silu(self.add_class(hidden, labels))

    def forward(self, x, conditions, labels=None, image=None):
        told = iter(self.parts["time/blocks"](self.embed(conditions, labels)).split(self.shares, dim=1))
        x = x if image is None else torch.cat([x, image], dim=1)
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

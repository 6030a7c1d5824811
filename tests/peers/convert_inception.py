"""Converts pytorch-fid's Inception weights to safetensors: convert_inception.py IN.pth OUT.safetensors [--any]

The file must be pytorch-fid's own (or torch-fidelity's, which is the same), told by its SHA-256; --any takes others,
which give features of another network. Both checksums are shown, and the source's is kept in the new file.
Run with the Python of `deno task peers`.
"""
import hashlib
import sys

import torch
from safetensors.torch import save_file

OFFICIAL = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2"


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def main(arguments):
    paths = [argument for argument in arguments if argument != "--any"]
    if len(paths) != 2:
        sys.exit(__doc__)
    source, target = paths
    found = sha256(source)
    print(f"{found}  {source}")
    if found != OFFICIAL and "--any" not in arguments:
        sys.exit(f"Cannot convert {source}: its SHA-256 is not {OFFICIAL}; --any converts it all the same")
    state = torch.load(source, map_location="cpu", weights_only=True)
    tensors = {
        name: value.to(torch.float32).contiguous().clone()
        for name, value in sorted(state.items())
        if not name.endswith("num_batches_tracked") and not name.startswith("AuxLogits.")
    }
    save_file(tensors, target, metadata={"source": source.rsplit("/", 1)[-1], "source_sha256": found})
    print(f"{sha256(target)}  {target}, {len(tensors)} arrays")


main(sys.argv[1:])

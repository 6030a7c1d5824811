"""Records what onnxruntime in Python makes of the registry's terrain network, for tests/pretrained/onnx/terrain_test.ts.

Run with a Python that has numpy and onnxruntime:  python tests/peers/record_onnx.py FILE.onnx
Writes tests/peers/onnx.json: some of the output's values, evenly spread; the input is made of its places.
"""

import json
import pathlib
import sys

import numpy as np
import onnxruntime

from record_numbers import numbers

sigma, difficulty = np.array([0.02, 1.5], np.float32), np.array([0.5, 0.5], np.float32)
noisy = (3 * numbers("x", 2 * 128 * 128)).astype(np.float32).reshape(2, 1, 128, 128)
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
[y] = session.run(["denoised"], {"noisy": noisy, "sigma": sigma, "difficulty": difficulty})
flat = y.reshape(-1)
places = np.linspace(0, flat.size - 1, 200).astype(np.int64)
record = {
    "onnxruntime": onnxruntime.__version__,
    "sigma": sigma.tolist(),
    "largest": float(np.abs(flat).max()),
    "places": places.tolist(),
    "values": [float(value) for value in flat[places]],
}
pathlib.Path(__file__).with_name("onnx.json").write_text(json.dumps(record) + "\n")

"""Prints what TensorBoard's own reader finds below a folder, as JSON.

Needs `pip install tensorboard`. Usage: python tests/peers/read_events.py FOLDER
"""

import json
import sys

from tensorboard.backend.event_processing import event_accumulator, event_multiplexer
from tensorboard.plugins.hparams import plugin_data_pb2

multiplexer = event_multiplexer.EventMultiplexer(size_guidance=event_accumulator.STORE_EVERYTHING_SIZE_GUIDANCE)
multiplexer.AddRunsFromDirectory(sys.argv[1])
multiplexer.Reload()
found = {}
for run, tags in multiplexer.Runs().items():
    accumulator = multiplexer.GetAccumulator(run)
    hparams = {}
    for tag in accumulator.PluginTagToContent("hparams").values():
        data = plugin_data_pb2.HParamsPluginData.FromString(tag)
        for name, value in data.session_start_info.hparams.items():
            hparams[name] = getattr(value, value.WhichOneof("kind"))
    found[run] = {
        "scalars": {tag: [event.step for event in accumulator.Scalars(tag)] for tag in tags["scalars"]},
        "images": {tag: [[one.step, one.width, one.height] for one in accumulator.Images(tag)] for tag in tags["images"]},
        "hparams": hparams,
        "sessions": sorted(accumulator.PluginTagToContent("hparams")),
    }
print(json.dumps(found))

"""Records what TensorBoard's own writer makes of a few events, for tests/io/formats/tensorboard_test.ts.

Needs `pip install tensorboard`. Usage: python tests/peers/record_events.py > tests/peers/events.json
"""

import io
import json

import tensorboard
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.hparams import api_pb2, metadata, plugin_data_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

# The head of a PNG of 2 x 3 pixels of red, green and blue: the size is read from it, and all of it copied.
PNG = "89504e470d0a1a0a0000000d49484452000000020000000308020000003697eba8"

EVENTS = [
    {"wallTime": 1700000000.25, "fileVersion": "brain.Event:2"},
    {"wallTime": 1700000001.5, "step": 20, "scalars": {"loss": 0.75, "loss/interval 0": 1.25}},
    {"wallTime": 1700000002.5, "step": 300000, "scalars": {"loss": 1e-3}},
    {"wallTime": 1700000003.5, "step": 5000000000, "scalars": {"a tag that is so long that its length takes more than one byte " * 3: -2.0}},
    {"wallTime": 1700000004.5, "step": 40, "pictures": {"samples": PNG}},
    # One parameter an event: the order of a map's entries is nobody's to say.
    {"wallTime": 1700000005.5, "step": 40, "parameters": {"data.name": "moons"}},
    {"wallTime": 1700000006.5, "step": 40, "parameters": {"training.steps": 40}},
    {"wallTime": 1700000007.5, "step": 40, "parameters": {"training.together": True}},
    {"wallTime": 1700000008.5, "step": 40, "ended": True},
]


def message(event: dict) -> Event:
    if "fileVersion" in event:
        return Event(wall_time=event["wallTime"], file_version=event["fileVersion"])
    if "parameters" in event:
        start = plugin_data_pb2.SessionStartInfo(start_time_secs=event["wallTime"])
        for name, value in event["parameters"].items():
            kind = "bool_value" if isinstance(value, bool) else "string_value" if isinstance(value, str) else "number_value"
            setattr(start.hparams[name], kind, value)
        return sessions(event, "session_start_info", plugin_data_pb2.HParamsPluginData(session_start_info=start))
    if "ended" in event:
        end = plugin_data_pb2.SessionEndInfo(status=api_pb2.STATUS_SUCCESS, end_time_secs=event["wallTime"])
        return sessions(event, "session_end_info", plugin_data_pb2.HParamsPluginData(session_end_info=end))
    values = [Summary.Value(tag=tag, simple_value=value) for tag, value in event.get("scalars", {}).items()]
    for tag, png in event.get("pictures", {}).items():
        image = Summary.Image(height=3, width=2, colorspace=3, encoded_image_string=bytes.fromhex(png))
        values.append(Summary.Value(tag=tag, image=image))
    return Event(wall_time=event["wallTime"], step=event["step"], summary=Summary(value=values))


def sessions(event: dict, name: str, content: plugin_data_pb2.HParamsPluginData) -> Event:
    """What TensorBoard's summary_v2 makes of a session, which itself asks for TensorFlow."""
    about = metadata.create_summary_metadata(content)
    value = Summary.Value(tag=f"_hparams_/{name}", metadata=about, tensor=metadata.NULL_TENSOR)
    return Event(wall_time=event["wallTime"], step=event["step"], summary=Summary(value=[value]))


class Kept(io.BytesIO):
    """A file whose bytes outlive it."""

    def close(self) -> None:
        pass


def record(event: dict) -> str:
    file = Kept()
    RecordWriter(file).write(message(event).SerializeToString(deterministic=True))
    return file.getvalue().hex()


records = [{"event": event, "record": record(event)} for event in EVENTS]
print(json.dumps({"tensorboard": tensorboard.__version__, "records": records}, indent=1))

"""Records what TensorBoard's own writer makes of a few events, for tests/io/growing/tensorboard_test.ts.

Needs `pip install tensorboard`. Usage: python tests/peers/record_events.py > tests/peers/events.json
"""

import io
import json

import tensorboard
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

EVENTS = [
    {"wallTime": 1700000000.25, "fileVersion": "brain.Event:2"},
    {"wallTime": 1700000001.5, "step": 20, "scalars": {"loss": 0.75, "loss/interval 0": 1.25}},
    {"wallTime": 1700000002.5, "step": 300000, "scalars": {"loss": 1e-3}},
    {"wallTime": 1700000003.5, "step": 5000000000, "scalars": {"a tag that is so long that its length takes more than one byte " * 3: -2.0}},
]


def message(event: dict) -> Event:
    if "fileVersion" in event:
        return Event(wall_time=event["wallTime"], file_version=event["fileVersion"])
    values = [Summary.Value(tag=tag, simple_value=value) for tag, value in event["scalars"].items()]
    return Event(wall_time=event["wallTime"], step=event["step"], summary=Summary(value=values))


class Kept(io.BytesIO):
    """A file whose bytes outlive it."""

    def close(self) -> None:
        pass


def record(event: dict) -> str:
    file = Kept()
    RecordWriter(file).write(message(event).SerializeToString())
    return file.getvalue().hex()


records = [{"event": event, "record": record(event)} for event in EVENTS]
print(json.dumps({"tensorboard": tensorboard.__version__, "records": records}, indent=1))

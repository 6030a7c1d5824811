"""Runs Python programs in forks of a process that has imported PyTorch once, for tests/peers/accelerate/python.ts.

Each line of standard input is JSON: {"argv": [PROGRAM, …], "cwd": FOLDER, "processes": N, "errors": FILE}. Two lines answer
it: {"pids": […]} when the program runs, {"codes": […]} when it has ended. What it prints is dropped; what goes to standard
error is in FILE. Several processes find each other as torchrun's do.
"""

import json
import os
import runpy
import signal
import socket
import sys
import traceback

import accelerate  # noqa: F401: what every emitted script imports is there before it is asked for
import diffusers  # noqa: F401
import torch
import torch.utils.tensorboard  # noqa: F401
from diffusers import UNet2DModel  # noqa: F401
from diffusers.models.attention_processor import AttnProcessor  # noqa: F401

torch.set_num_threads(1)


def run(order, ties):
    """One process of a program, which never returns."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(os.open(order["errors"], os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    os.environ.update(ties)
    os.chdir(order["cwd"])
    sys.argv = order["argv"]
    sys.path.insert(0, os.path.dirname(os.path.abspath(sys.argv[0])))
    code = 0
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        if code == 1:
            print(end.code, file=sys.stderr)
    except BaseException:
        code = 1
        traceback.print_exc()
    sys.stderr.flush()
    os._exit(code)


def ties_of(rank, processes, port):
    """What torchrun tells process `rank` of several; nothing where it is alone."""
    if processes == 1:
        return {}
    ties = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": processes, "LOCAL_WORLD_SIZE": processes}
    return {key: str(value) for key, value in ties.items()} | {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}


def wait_for(pids):
    """The codes of processes in their order; where one fails, the others would wait for it for ever and are killed."""
    codes = {}
    while len(codes) < len(pids):
        pid, status = os.wait()
        codes[pid] = os.waitstatus_to_exitcode(status)
        if codes[pid] != 0:
            for other in set(pids) - set(codes):
                os.kill(other, signal.SIGKILL)
    return [codes[pid] for pid in pids]


def answer(said):
    print(json.dumps(said), flush=True)


for line in sys.stdin:
    order, pids = json.loads(line), []
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for rank in range(order["processes"]):
        pid = os.fork()
        if pid == 0:
            run(order, ties_of(rank, order["processes"], port))
        pids.append(pid)
    answer({"pids": pids})
    answer({"codes": wait_for(pids)})

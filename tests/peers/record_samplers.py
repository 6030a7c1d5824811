"""Records what diffusers' schedulers make of given predictions and noise, for tests/peers/samplers_test.ts.

Run with the Python of `deno task peers`:  python tests/peers/record_samplers.py
Writes tests/peers/samplers.json. Every case has the same start, the same predictions in the order in which the scheduler
asks for them, and the same noise in the order in which it draws it; recorded are the noise levels that the scheduler
walks over and where it ends: in float32, and in float64 with the very same numbers, which tells its method from its
rounding. The predictions do not depend on x. What they are said to be is the scheduler's prediction_type: the noise, but
where a walk begins in pure noise, of which the noise says nothing: there v, the data or the velocity of flow matching. A
ratio sigma/alpha that is infinite is recorded as null.

Not recorded, because the scheduler does something that the method it is named for does not:
- DDIM steps to t - T // n and is then asked at another time, with linspace spacing and with trailing spacing where T is not
  a multiple of n, such as 7 or 13 of 1000 steps (recorded are 5, 8 and 10);
- DDIM from pure noise with eta = 1 takes the root of a difference that rounding carries below 0 (NaN);
- DDPM with fixed_large_log takes the root of a logarithm (NaN), and with fixed_large and trailing spacing adds noise to
  its last step;
- DPMSolverMultistep of order 3 with sde-dpmsolver++ has the wrong sign in the weight of the second difference;
- DPMSolverSinglestep with dpmsolver and thresholding fails;
- DPMSolverSinglestep with sde-dpmsolver++ draws fresh noise for every stage of one step;
- UniPCMultistep with bh1 multiplies infinity by 0 in a step to the data;
- FlowMatchEulerDiscrete with stochastic_sampling forgets the noise of the state at every step;
- EulerDiscrete with s_churn raises the noise after the prediction was made.
"""

import base64
import contextlib
import importlib
import itertools
import json
import logging
import math
import pathlib
import warnings

import diffusers
import numpy as np
import torch

SHAPE = (2, 3, 1, 2)
# Unless a case says otherwise, beta ends at 0.008 and the walk begins at sigma/alpha = 7.5. DDPM's own 0.02 begins at 157,
# where the schedulers' rounding in float32 alone is of the order of 1e-5.
BETA_END = 0.008
CALLS = 40
FLOW = "FlowMatchEulerDiscreteScheduler"
logging.disable(logging.WARNING)
warnings.filterwarnings("ignore")

generator = np.random.Generator(np.random.Philox(7))
START = generator.standard_normal(SHAPE).astype(np.float32)
# The noise of the start, known the worse the less of it is left: estimates of the data stay of order 1.
PREDICTIONS = [
    (START + (0.01 + 0.05 * i) * generator.standard_normal(SHAPE)).astype(np.float32) for i in range(CALLS)
]
NOISES = [generator.standard_normal(SHAPE).astype(np.float32) for _ in range(CALLS)]


def encode(array, dtype="<f4"):
    return base64.b64encode(np.ascontiguousarray(array, dtype=dtype).tobytes()).decode()


def record(name, steps, config=None, call=None):
    """One case: the scheduler's class, the number of steps, its configuration and the options of step()."""
    config, call = dict(config or {}), dict(call or {})
    config = {"beta_end": BETA_END, **config}
    given = dict(config)
    fraction = given.pop("variance_fraction", None)
    timesteps = given.pop("timesteps", None)
    sigmas = given.pop("sigmas", None)
    if name == FLOW:
        del given["beta_end"]
    else:
        given["beta_start"] = 1e-4

    def prepare():
        scheduler = getattr(diffusers, name)(num_train_timesteps=1000, **given)
        if sigmas is not None:
            scheduler.set_timesteps(sigmas=sigmas)
        elif timesteps is not None:
            scheduler.set_timesteps(timesteps=timesteps)
        else:
            scheduler.set_timesteps(steps)
        return scheduler

    scheduler = prepare()
    ratios = levels(scheduler, name)
    end = walk(scheduler, name, fraction, call, torch.float32)
    with exactly(prepare()) as scheduler:
        exact = walk(scheduler, name, fraction, call, torch.float64)
    assert end.dtype == torch.float32 and exact.dtype == torch.float64, (name, config)
    assert torch.isfinite(end).all(), (name, config)
    return {
        "scheduler": name.removesuffix("Scheduler"),
        "config": config,
        "call": call,
        "times": [float(t) for t in scheduler.timesteps],
        "ratios": ratios,
        "end": encode(end.numpy()),
        "exact": encode(exact.numpy(), "<f8"),
    }


def walk(scheduler, name, fraction, call, dtype):
    """Where the scheduler ends, with the same numbers in either precision."""

    def tensor(array):
        return torch.from_numpy(array.copy()).to(dtype)

    draws = iter(NOISES)
    module = importlib.import_module(type(scheduler).__module__)
    if hasattr(module, "randn_tensor"):
        module.randn_tensor = lambda *_, **__: tensor(next(draws))
    scaled = name in ("EulerDiscreteScheduler", "HeunDiscreteScheduler")
    # Those two walk over x/alpha; the start is the same x for all.
    x = tensor(START)
    if scaled:
        x = x * float(np.sqrt(1 + float(scheduler.sigmas[0]) ** 2))
    for i, t in enumerate(scheduler.timesteps):
        prediction = tensor(PREDICTIONS[i])
        if fraction is not None:
            prediction = torch.cat([prediction, torch.full_like(prediction, 2 * fraction - 1)], dim=1)
        if scaled:
            scheduler.scale_model_input(x, t)
        x = scheduler.step(prediction, t if scaled or name == FLOW else int(t), x, **call).prev_sample
    return x / float(np.sqrt(1 + levels(scheduler, name)[-1] ** 2)) if scaled else x


@contextlib.contextmanager
def exactly(scheduler):
    """The scheduler with its tables of float32, noise levels above all, taken as they are and computed with in float64."""
    for key, value in vars(scheduler).items():
        if isinstance(value, torch.Tensor) and value.dtype == torch.float32 and key != "timesteps":
            setattr(scheduler, key, value.double())
    # Some schedulers turn what they are given to float32 by name.
    single = torch.float32
    try:
        torch.float32 = torch.float64
        torch.set_default_dtype(torch.float64)
        yield scheduler
    finally:
        torch.float32 = single
        torch.set_default_dtype(single)


def levels(scheduler, name):
    """sigma/alpha of every level that the scheduler walks over, the end included."""
    if name == "HeunDiscreteScheduler":
        return [float(s) for s in scheduler.sigmas[:1]] + [float(s) for s in scheduler.sigmas[1::2]]
    if name == FLOW:
        return [float(s) / (1 - float(s)) if s < 1 else math.inf for s in scheduler.sigmas]
    if name not in ("DDPMScheduler", "DDIMScheduler"):
        return [float(s) for s in scheduler.sigmas[: len(scheduler.timesteps) + 1]]
    products = scheduler.alphas_cumprod.double()
    ratios = [float(torch.sqrt((1 - products[int(t)]) / products[int(t)])) for t in scheduler.timesteps]
    last = 0.0
    if name == "DDIMScheduler" and not scheduler.config.set_alpha_to_one:
        last = float(torch.sqrt((1 - products[0]) / products[0]))
    return ratios + [last]


def cases():
    dynamic = {"thresholding": True, "dynamic_thresholding_ratio": 0.8, "sample_max_value": 3.0}
    plain = {"clip_sample": False}

    for spacing, steps, beta in itertools.product(
        ("linspace", "leading", "trailing"), (5, 9), ("linear", "squaredcos_cap_v2")
    ):
        shared = {"timestep_spacing": spacing, "beta_schedule": beta, **plain}
        if beta == "linear":
            shared["beta_end"] = 0.02 if steps == 5 else BETA_END
        for variance in ("fixed_small", "fixed_small_log", "fixed_large"):
            if variance != "fixed_large" or spacing != "trailing":
                yield record("DDPMScheduler", steps, {"variance_type": variance, **shared})
        if spacing != "trailing":
            yield record("DDPMScheduler", steps, {"variance_type": "learned_range", "variance_fraction": 0.3, **shared})
    yield record("DDPMScheduler", 8, {"clip_sample": True, "clip_sample_range": 0.7})
    yield record("DDPMScheduler", 8, {**dynamic})
    yield record("DDPMScheduler", 8, {"timestep_spacing": "leading", "steps_offset": 1, **plain})
    yield record("DDPMScheduler", None, {"timesteps": [990, 700, 300, 60, 5], **plain})
    yield record("DDPMScheduler", 8, {"beta_schedule": "scaled_linear", **plain})

    for spacing, eta in itertools.product(("leading", "trailing"), (0.0, 0.4, 1.0)):
        yield record("DDIMScheduler", 8, {"timestep_spacing": spacing, **plain}, {"eta": eta})
        for cut in ({"clip_sample": True, "clip_sample_range": 0.7}, dynamic):
            for again in (False, True):
                yield record(
                    "DDIMScheduler",
                    8,
                    {"timestep_spacing": spacing, **plain, **cut},
                    {"eta": eta, "use_clipped_model_output": again},
                )
        yield record("DDIMScheduler", 8, {"timestep_spacing": spacing, "steps_offset": 0, **plain}, {"eta": eta})
    yield record("DDIMScheduler", 8, {"timestep_spacing": "trailing", "set_alpha_to_one": False, **plain})
    yield record("DDIMScheduler", 8, {"timestep_spacing": "leading", "steps_offset": 1, **plain})
    yield record("DDIMScheduler", 8, {"beta_end": 0.02, **plain})

    name = "DPMSolverMultistepScheduler"
    for kind, order, solver, final in itertools.product(
        ("dpmsolver", "dpmsolver++", "sde-dpmsolver", "sde-dpmsolver++"),
        (1, 2, 3),
        ("midpoint", "heun"),
        ("zero", "sigma_min"),
    ):
        if final == "zero" and not kind.endswith("++"):
            continue
        if kind.startswith("sde") and order == 3:
            continue
        if order == 1 and solver == "heun":
            continue
        shared = {"algorithm_type": kind, "solver_order": order, "solver_type": solver, "final_sigmas_type": final}
        for lower in (True, False):
            yield record(name, 8, {**shared, "lower_order_final": lower})
        yield record(name, 8, {**shared, "lower_order_final": False, "euler_at_final": True})
        yield record(name, 16, {**shared, "lower_order_final": True})
        if solver == "midpoint":
            yield record(name, 8, {**shared, **dynamic})
    for spacing, end in itertools.product(("linspace", "leading", "trailing"), (0.02, BETA_END)):
        yield record(name, 9, {"timestep_spacing": spacing, "beta_end": end})
    for kind in ("use_karras_sigmas", "use_exponential_sigmas", "use_lu_lambdas"):
        for order in (2, 3):
            yield record(name, 8, {kind: True, "solver_order": order})
    yield record(name, 8, {"timestep_spacing": "leading", "steps_offset": 1})
    yield record(name, None, {"timesteps": [990, 700, 300, 60, 5]})
    yield record(name, 8, {"lambda_min_clipped": -5.1, "beta_schedule": "squaredcos_cap_v2"})
    yield record(name, 8, {"beta_schedule": "scaled_linear"})

    name = "DPMSolverSinglestepScheduler"
    for kind, order, solver, final, lower in itertools.product(
        ("dpmsolver", "dpmsolver++"), (1, 2, 3), ("midpoint", "heun"), ("zero", "sigma_min"), (True, False)
    ):
        if final == "zero" and (kind == "dpmsolver" or not lower):
            continue
        if order == 1 and solver == "heun":
            continue
        shared = {"algorithm_type": kind, "solver_order": order, "solver_type": solver, "final_sigmas_type": final}
        for steps in (6, 7, 8) if lower else (6,):
            yield record(name, steps, {**shared, "lower_order_final": lower})
        if lower and solver == "midpoint" and kind == "dpmsolver++":
            yield record(name, 6, {**shared, **dynamic, "lower_order_final": True})
    for kind in ("use_karras_sigmas", "use_exponential_sigmas"):
        yield record(name, 7, {kind: True, "lower_order_final": True})
    yield record(name, None, {"timesteps": [990, 700, 300, 60, 5], "lower_order_final": True})
    yield record(name, 7, {"lambda_min_clipped": -5.1, "beta_schedule": "squaredcos_cap_v2", "lower_order_final": True})

    name = "UniPCMultistepScheduler"
    for order, solver, data, final, lower in itertools.product(
        (1, 2, 3), ("bh1", "bh2"), (True, False), ("zero", "sigma_min"), (True, False)
    ):
        if final == "zero" and not (data and lower and solver == "bh2"):
            continue
        shared = {"solver_order": order, "solver_type": solver, "predict_x0": data, "final_sigmas_type": final}
        yield record(name, 8, {**shared, "lower_order_final": lower})
        if lower:
            yield record(name, 8, {**shared, "disable_corrector": [0, 1, 4]})
            if data:
                yield record(name, 8, {**shared, **dynamic})
    for spacing, end in itertools.product(("linspace", "leading", "trailing"), (0.02, BETA_END)):
        yield record(name, 9, {"timestep_spacing": spacing, "beta_end": end})
    for kind in ("use_karras_sigmas", "use_exponential_sigmas"):
        yield record(name, 8, {kind: True, "solver_order": 3})
    yield record(name, 8, {"beta_schedule": "squaredcos_cap_v2"})

    for name in ("HeunDiscreteScheduler", "EulerDiscreteScheduler"):
        for spacing, end in itertools.product(("linspace", "leading", "trailing"), (0.02, BETA_END)):
            yield record(name, 7, {"timestep_spacing": spacing, "beta_end": end})
        for kind in ("use_karras_sigmas", "use_exponential_sigmas"):
            yield record(name, 7, {kind: True})
        yield record(name, 7, {"timestep_spacing": "leading", "steps_offset": 1})
        yield record(name, None, {"timesteps": [990, 700, 300, 60, 5]})
    yield record("HeunDiscreteScheduler", 7, {"clip_sample": True, "clip_sample_range": 0.7})
    yield record("EulerDiscreteScheduler", 7, {"final_sigmas_type": "sigma_min", "timestep_spacing": "trailing"})
    yield record("EulerDiscreteScheduler", 7, {"interpolation_type": "log_linear"})


def from_pure_noise():
    """Walks that begin at alpha = 0, or where the scheduler has put 2**-24 in place of its square."""
    zero = {"rescale_betas_zero_snr": True, "timestep_spacing": "trailing"}
    dynamic = {"thresholding": True, "dynamic_thresholding_ratio": 0.8, "sample_max_value": 3.0}
    said = ("v_prediction", "sample")

    for kind, steps, end in itertools.product(said, (5, 10), (0.02, BETA_END)):
        shared = {**zero, "prediction_type": kind, "beta_end": end, "clip_sample": False}
        yield record("DDPMScheduler", steps, {"variance_type": "fixed_small", **shared})
        for eta in (0.0, 0.4):
            yield record("DDIMScheduler", steps, shared, {"eta": eta})
    for kind in said:
        yield record("DDPMScheduler", 8, {**zero, "prediction_type": kind, "clip_sample": True, "clip_sample_range": 0.7})
        for cut, again in itertools.product(({"clip_sample": True, "clip_sample_range": 0.7}, dynamic), (False, True)):
            shared = {**zero, "prediction_type": kind, "clip_sample": False, **cut}
            yield record("DDIMScheduler", 8, shared, {"eta": 0.4, "use_clipped_model_output": again})

    for kind, order, algorithm, steps in itertools.product(
        said, (1, 2, 3), ("dpmsolver++", "sde-dpmsolver++"), (8, 16)
    ):
        if order == 3 and algorithm.startswith("sde"):
            continue
        yield record(
            "DPMSolverMultistepScheduler",
            steps,
            {**zero, "prediction_type": kind, "solver_order": order, "algorithm_type": algorithm},
        )
    for kind, order in itertools.product(said, (1, 2, 3)):
        yield record("UniPCMultistepScheduler", 8, {**zero, "prediction_type": kind, "solver_order": order})
    for kind, steps in itertools.product(said, (5, 8)):
        yield record("EulerDiscreteScheduler", steps, {**zero, "prediction_type": kind})

    for shift, steps in itertools.product((1.0, 3.0), (1, 5, 8)):
        yield record(FLOW, steps, {"shift": shift})
    yield record(FLOW, None, {"sigmas": [1.0, 0.75, 0.5, 0.25], "shift": 1.15})


def compact(case):
    case = {**case, "ratios": [ratio if math.isfinite(ratio) else None for ratio in case["ratios"]]}
    # Nine digits tell a float32 number from every other.
    if case["scheduler"] in ("DDPM", "DDIM", "FlowMatchEulerDiscrete"):
        return case
    return {**case, "ratios": [float(f"{ratio:.9g}") for ratio in case["ratios"]]}


def main():
    recorded = [compact(case) for case in (*cases(), *from_pure_noise())]
    fixture = {
        "diffusers": diffusers.__version__,
        "shape": SHAPE,
        "start": encode(START),
        "predictions": [encode(p) for p in PREDICTIONS],
        "noises": [encode(n) for n in NOISES],
        "cases": recorded,
    }
    target = pathlib.Path(__file__).with_name("samplers.json")
    lines = json.dumps({**fixture, "cases": []})[:-2]
    body = ",\n".join(json.dumps(case, separators=(",", ":")) for case in recorded)
    target.write_text(f"{lines}\n{body}\n]}}\n")
    print(f"{len(recorded)} cases, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()

/**
 * The training loop with its checkpoints and reports, in Python.
 * @module
 */
import { averageDecay } from "../../training/optimiser.ts";
import { block, pythonLiteral as py } from "../python/literal.ts";
import type { EmitPlan } from "./plan.ts";
import type { TimesPython } from "./times_python.ts";

/**
 * The functions `make_optimiser`, `update`, `save`, `resume` and `main`.
 * @param plan The run.
 * @param times How times are drawn.
 * @param data Where the pictures are, as a Python expression.
 * @returns The code.
 */
export function loopPython(plan: EmitPlan, times: TimesPython, data: string): string {
  return [updatePython(plan), checkpointPython(plan, times), mainPython(plan, times, data)].join("\n\n\n");
}

function updatePython({ training: { optimiser } }: EmitPlan): string {
  const { clip, warmup, beta1, beta2, eps, weightDecay, ema } = optimiser, averages = averageDecay(1e9, ema) > 0;
  const parts = [clip === null ? "" : "clipping", warmup > 1 ? "warm-up" : "", "Adam"].filter(Boolean);
  const what = `${parts.join(", ")} and ${averages ? "the moving average" : "the copy that is kept"}`;
  return `def make_optimiser(unet):
    return torch.optim.AdamW(unet.parameters(), LEARNING_RATE, (${py(beta1)}, ${py(beta2)}), ${py(eps)}, ${
    py(weightDecay)
  })


@torch.no_grad()
def update(step, unet, average, optimiser):
    """Update number \`step\`, from 1: ${what}."""
${
    block(
      clip !== null && `    gradients = [p.grad for p in unet.parameters() if p.grad is not None]
    norm = torch.nn.utils.get_total_norm(gradients)
    torch._foreach_mul_(gradients, (CLIP / norm.clamp(min=1e-30)).clamp(max=1))`,
      warmup > 1 && `    for group in optimiser.param_groups:
        group["lr"] = LEARNING_RATE * min(1, step / WARMUP)`,
      `    optimiser.step()
    optimiser.zero_grad()`,
      averages
        ? `    decay = 0.5 ** (1 / min(HALF_LIFE, RAMP_UP * step))  # halves in the half-life, sooner at the start
    torch._foreach_lerp_(list(average.parameters()), list(unet.parameters()), 1 - decay)`
        : `    torch._foreach_copy_(list(average.parameters()), list(unet.parameters()))`,
    )
  }`;
}

function checkpointPython({ coarse }: EmitPlan, { learns }: TimesPython): string {
  const drawn = coarse === undefined ? "" : ", pictures", learned = learns ? ", times" : "";
  return `def save(folder, step, unet, average, optimiser, log${learned}${drawn}):
    """A checkpoint, whole or not at all: the averaged network for diffusers, the last one, and Adam's state."""
    made, final = folder / f".step_{step:08d}", folder / f"step_{step:08d}"
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(HERE / "pipeline", made)
    average.save_pretrained(made / "unet")
    unet.save_pretrained(made / "last")
    torch.save({"step": step, "optimiser": optimiser.state_dict()${
    learns ? `, "times": vars(times)` : ""
  }}, made / "training.pt")
    run = json.loads((made / "run.json").read_text())
    run |= {"step": step, "torch": torch.__version__, "diffusers": diffusers.__version__}
    (made / "run.json").write_text(json.dumps(run, indent=2) + "\\n")
    log.add_images("samples", (draw_samples(average${drawn}) + 1) / 2, step)
    shutil.rmtree(final, ignore_errors=True)
    made.rename(final)
    for old in sorted(folder.glob("step_*/training.pt"))[:-2]:
        old.unlink()  # what Adam needs to go on is large, and needed of the newest ones alone


def resume(folder, unet, average, optimiser${learned}):
    """The step of the newest checkpoint, whose state is taken; 0 where there is none."""
    found = sorted(folder.glob("step_*/training.pt"))
    if not found:
        return 0
    state = torch.load(found[-1], map_location="cpu", weights_only=${learns ? "False" : "True"})
    optimiser.load_state_dict(state["optimiser"])
    for part, network in (("unet", average), ("last", unet)):
        network.load_state_dict(load_file(found[-1].parent / part / "diffusion_pytorch_model.safetensors"))
${learns ? `    vars(times).update(state["times"])\n` : ""}    return state["step"]`;
}

function mainPython(plan: EmitPlan, times: TimesPython, data: string): string {
  const { training: { network, times: drawn, optimiser: { warmup } }, coarse, treatment: { penalty } } = plan;
  const labelled = network.classes > 0, learned = times.learns ? ", times" : "";
  const pictures = coarse === undefined ? "" : ", examples.pictures", rest = labelled ? ", labels" : "";
  const shares = drawn.kind === "importance" ? "shares * " : "";
  const objective = penalty
    ? `losses, penalty = objective(x0, eps, t${rest})`
    : `losses = objective(x0, eps, t${rest})`;
  const weighed = shares === "" ? "losses" : `(${shares}losses)`;
  const total = penalty ? `(${shares}(losses + penalty))` : weighed;
  return `def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=${data}, help="folder of pictures.npy")
    parser.add_argument("--output", type=Path, default=HERE / "checkpoints", help="of checkpoints and logs")
    parser.add_argument("--micro", type=int, default=MICRO, help="samples that a process takes at a time")
    parser.add_argument("--precision", choices=["no", "bf16"], default="no", help="of the network's products")
    parser.add_argument("--save-every", type=int, default=5000, help="steps between checkpoints, with samples")
    parser.add_argument("--workers", type=int, default=4, help="readers of data for each process")
    args = parser.parse_args()
    accelerator = Accelerator(cpu=DEVICE == "cpu", mixed_precision=args.precision)
    processes, rank, device = accelerator.num_processes, accelerator.process_index, accelerator.device
    share, micro = BATCH // processes, min(BATCH // processes, args.micro)
    if BATCH % processes or share % micro:
        raise SystemExit(f"Cannot train: {processes} processes with {micro} samples each must divide batch {BATCH}")
    if not (args.data / "pictures.npy").exists():
        raise SystemExit(f"Cannot train: {args.data / 'pictures.npy'} is not there; name its folder with --data")

    unet, average = make_unet().to(device), make_unet().to(device).eval().requires_grad_(False)
    optimiser${learned} = make_optimiser(unet)${times.learns ? ", ImportanceTimes()" : ""}
    first = resume(args.output, unet, average, optimiser${learned})
    objective, optimiser = accelerator.prepare(Objective(unet), optimiser)
    examples, places = Examples(args.data), range(rank * share, (rank + 1) * share, micro)
    draws = (range(step * BATCH + i, step * BATCH + i + micro) for step in range(first, STEPS) for i in places)
    reading = {"num_workers": args.workers, "pin_memory": DEVICE == "cuda"}
    batches = iter(torch.utils.data.DataLoader(examples, batch_sampler=draws, **reading))
    log = SummaryWriter(args.output / "log", purge_step=first) if accelerator.is_main_process else None
    sum_of_losses, since, reported = torch.zeros((), device=device), time.perf_counter(), first
    for step in range(first, STEPS):
${
    block(
      network.dropout > 0 &&
        `        torch.manual_seed(hash((SEED, step, rank)))  # what dropout drops, also after a resume`,
      times.learns && `        seen = []`,
      `        for place in places:
            x0, eps, ${
        times.learns ? "u" : "t"
      }${rest} = (each.to(device, non_blocking=True) for each in next(batches))`,
      times.learns &&
        `            t, shares = (torch.from_numpy(each).to(device) for each in times.draw(u.cpu().numpy()))`,
      `            with contextlib.nullcontext() if place == places[-1] else accelerator.no_sync(objective):
                ${objective}
                accelerator.backward(${total}.mean() / len(places))`,
      `            sum_of_losses += ${weighed}.detach().mean() / len(places)`,
      times.learns && `            seen.append(torch.stack([t, losses.detach().double()]))`,
      `        update(step + 1, unet, average, optimiser)`,
      times.learns &&
        `        times.observe(step, *accelerator.gather(torch.cat(seen, 1)[None]).movedim(1, 0).reshape(2, -1).cpu().numpy())`,
      `        due = (step + 1) % args.save_every == 0 or step + 1 == STEPS
        if (step + 1) % EVERY == 0 or due:
            count, reported = step + 1 - reported, step + 1
            loss = accelerator.reduce(sum_of_losses, "mean").item() / count
            if not math.isfinite(loss):
                raise SystemExit(f"The loss is not finite by step {step + 1}; the newest checkpoint is good")
            if accelerator.is_main_process:
                seconds = (time.perf_counter() - since) / count
                print(f"step {step + 1} of {STEPS}, loss {loss:.4f}, {seconds:.3f} s a step", flush=True)
                log.add_scalar("loss", loss, step + 1)
                log.add_scalar("learning rate", ${
        warmup > 1 ? `optimiser.param_groups[0]["lr"]` : "LEARNING_RATE"
      }, step + 1)
                if due:
                    save(args.output, step + 1, unet, average, optimiser, log${learned}${pictures})
            accelerator.wait_for_everyone()
            sum_of_losses, since = torch.zeros_like(sum_of_losses), time.perf_counter()
    accelerator.end_training()`,
    )
  }


if __name__ == "__main__":
    main()`;
}

/**
 * What a draw of the data sees, in Python.
 * @module
 */
import { block } from "../python/literal.ts";
import type { EmitPlan } from "./plan.ts";
import type { TimesPython } from "./times_python.ts";

/**
 * The class `Examples`.
 * @param plan The run.
 * @param times How times are drawn.
 * @returns The code.
 */
export function dataPython({ network: { classes } }: EmitPlan, times: TimesPython): string {
  const labelled = classes > 0;
  return `class Examples(torch.utils.data.Dataset):
    """Picture, noise and time of draw d: a function of (SEED, d) alone, however many processes share a batch."""
    def __init__(self, folder):
        self.pictures = np.load(folder / "pictures.npy", mmap_mode="r")  # uint8, [n, height, width, channels]
${labelled ? `        self.labels = np.load(folder / "labels.npy")\n` : ""}        self.epoch, self.order = -1, None

    def __getitem__(self, draw):
        epoch, place = divmod(draw, len(self.pictures))
        if epoch != self.epoch:
            self.epoch, self.order = epoch, np.random.default_rng((SEED, 1, epoch)).permutation(len(self.pictures))
        rng = np.random.default_rng((SEED, 2, draw))
        x0 = torch.from_numpy(BYTES[self.pictures[self.order[place]]]).permute(2, 0, 1)
        eps = torch.from_numpy(rng.standard_normal(x0.shape, np.float32))
${
    block(
      labelled && `        label = NO_LABEL if rng.random() < LABEL_DROPOUT else int(self.labels[self.order[place]])`,
      `        return x0, eps, ${times.draw}${labelled ? ", label" : ""}`,
    )
  }`;
}

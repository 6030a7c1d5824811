/**
 * Opening whatever kind of model a path leads to.
 * @module
 */
import { checkArguments } from "../numerics/check_arguments.ts";
import { openDiffusers } from "./diffusers/open.ts";
import { openEdm } from "./edm/open.ts";
import { openGuided } from "./guided/open.ts";
import type { PretrainedModel } from "./models/model.ts";

/**
 * What a model's files may leave open.
 * @category Pretrained networks
 */
export interface OpenModelOptions {
  /** Height and width of samples, where a diffusers configuration does not say. */
  readonly size?: readonly [height: number, width: number];
  /** The JSON beside a `.pt` or `.onnx` file; the file's name with `.json` in place of its ending unless told. */
  readonly describedBy?: string;
}

/**
 * Opens a model that others trained.
 * @param path A folder of diffusers (flat, or with `unet/` and `scheduler/`); a `.pt` or `.pth` of guided-diffusion with
 * its flags as JSON beside it; a `.pkl` of EDM; an `.onnx` with a JSON that says what it takes and gives.
 * @param options What the files leave open.
 * @returns The model: its shape, its noise levels, what it predicts, and the prediction itself.
 * @throws {TypeError | RangeError} If it is of a kind that the kit does not have: names what.
 * @throws {SyntaxError} If a file is damaged.
 * @throws {Error} If a file is missing.
 * @category Pretrained networks
 */
export async function openPretrained(path: string, options: OpenModelOptions = {}): Promise<PretrainedModel> {
  checkArguments("openPretrained", arguments);
  const stat = await Deno.stat(path).catch((error) => {
    throw new Error(`Cannot open ${path}: ${error.message}`, { cause: error });
  });
  if (stat.isDirectory) return await openDiffusers(path, options.size);
  const ending = /\.(\w+)$/.exec(path)?.[1].toLowerCase() ?? "";
  const { describedBy = path.replace(/\.\w+$/, ".json") } = options;
  switch (ending) {
    case "pt":
    case "pth":
      return await openGuided(path, describedBy);
    case "pkl":
      return await openEdm(path);
    case "onnx": {
      // Loaded here: its formulas are read by mathjs, which takes as long to load as all the rest of the kit.
      const { openOnnx } = await import("./onnx/open.ts");
      return await openOnnx(path, describedBy);
    }
    default:
      throw new RangeError(
        `Cannot open ${path}: a model is a folder of diffusers, a .pt, a .pkl or an .onnx, got ".${ending}"`,
      );
  }
}

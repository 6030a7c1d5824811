/**
 * Opening an ONNX file. The runtime is loaded only here, when asked for.
 * @module
 */
import { basename } from "node:path";
import { tf } from "../../backend/tf.ts";
import { readJson } from "../../io/read_json.ts";
import { sha256File } from "../../io/sha256.ts";
import { checkKnown } from "../../numerics/check.ts";
import { predictionOf, type PretrainedModel, scaledInput, timesOf } from "../models/model.ts";
import { onnxDescription } from "./description.ts";
import { loadOnnxRuntime } from "./runtime.ts";

/**
 * Opens an ONNX model. It runs on the processor, and can be asked and not differentiated.
 * @param path The `.onnx` file.
 * @param describedBy The JSON that says what it takes and gives.
 * @returns The model.
 * @throws {TypeError | RangeError | SyntaxError} If the JSON is wrong, or names inputs and outputs that are not there.
 * @throws {Error} If a file is missing or damaged, or npm's `onnxruntime-node` cannot be had.
 */
export async function openOnnx(path: string, describedBy: string): Promise<PretrainedModel> {
  const about = onnxDescription(await readJson(describedBy), describedBy);
  const runtime = await loadOnnxRuntime(`open ${path}`);
  // Warnings of the runtime would go to the reader's terminal.
  const session = await runtime.InferenceSession.create(path, { logSeverityLevel: 3 }).catch((error: Error) => {
    throw new Error(`Cannot open ${path}: ${error.message}`, { cause: error });
  });
  const { input, told, output, constants, layout, shape } = about, action = `read ${describedBy}`;
  for (const name of [input, told, ...Object.keys(constants)]) checkKnown(action, "input", name, session.inputNames);
  checkKnown(action, "output", output, session.outputNames);
  const given = new Set([input, told, ...Object.keys(constants)]);
  const missing = session.inputNames.find((name) => !given.has(name));
  if (missing !== undefined) throw new RangeError(`Cannot ${action}: the model's input "${missing}" is not described`);
  const kinds = new Map(session.inputMetadata.map(({ name, type }) => [name, type]));
  const column = (name: string, values: number[]) =>
    kinds.get(name) === "int64"
      ? new runtime.Tensor("int64", BigInt64Array.from(values, (each) => BigInt(Math.round(each))), [values.length])
      : new runtime.Tensor("float32", Float32Array.from(values), [values.length]);
  const first = layout === "nchw", [height, width, channels] = shape;
  return {
    name: about.name ?? basename(path).replace(/\.\w+$/, ""),
    kind: "onnx",
    shape,
    path: about.path,
    form: about.form,
    schedule: about.schedule,
    notes: about.notes,
    weightsHash: () => sha256File(path),
    async predict(x, time) {
      const times = timesOf(x, time), n = times.length;
      const fed = tf.tidy(() => {
        const scaled = scaledInput(x, times, about.form);
        return first ? tf.transpose(scaled, [0, 3, 1, 2]) : tf.clone(scaled);
      });
      const pictures = Float32Array.from(await fed.data<"float32">());
      fed.dispose();
      const feeds = {
        [input]: new runtime.Tensor("float32", pictures, first ? [n, channels, height, width] : [n, ...shape]),
        [told]: column(told, Array.from(times, (each) => about.form.told(each))),
        ...Object.fromEntries(
          Object.entries(constants).map(([name, value]) => [name, column(name, new Array(n).fill(value))]),
        ),
      };
      const { [output]: found } = await session.run(feeds, [output]);
      return tf.tidy(() => {
        const values = tf.tensor(Float32Array.from(found.data as Float32Array), [...found.dims]);
        const said = first ? tf.transpose(values, [0, 2, 3, 1]) : values;
        const asked = said.shape[3] === channels ? said : tf.slice(said, [0, 0, 0, 0], [-1, -1, -1, channels]);
        return predictionOf(asked, x, times, about.form);
      });
    },
    dispose: () => void session.release(),
  };
}

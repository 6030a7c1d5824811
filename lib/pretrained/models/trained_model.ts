/**
 * A network of the kit's own as a model like those of others.
 * @module
 */
import { conversion } from "../../oracle/convert.ts";
import type { Trained } from "../../predictors/trained.ts";
import type { Form } from "./form.ts";
import { networkModel, type PretrainedModel } from "./model.ts";

/**
 * The model of a trained network. Its slope is by what it is told, as everywhere in the kit: under shared steps the
 * network keeps a slope that it is not asked for.
 * @param trained The network, a U-Net.
 * @param name Its name.
 * @returns The model.
 * @category Pretrained networks
 */
export function trainedModel(trained: Trained, name: string): PretrainedModel {
  const { network, path, condition, prediction, weights } = trained;
  const form: Form = {
    gives: prediction,
    toldAs: "its condition",
    input: () => 1,
    told: (time) => condition(time),
    toldSlope: () => 1,
    output: (time) => prediction === "eps" ? [1, 0] : conversion(prediction, "eps", path.levelAt(time)),
  };
  const info = { name, kind: "run" as const, shape: network.shape, path, form, notes: [] };
  return networkModel(info, network, weights);
}

/**
 * Trained networks as subjects of the Lipschitz estimators.
 * @module
 */
import { tf } from "../backend/tf.ts";
import type { Subject } from "../lipschitz/types.ts";
import type { TrainingData } from "../training/data.ts";
import type { Trained } from "./trained.ts";

/**
 * A trained network seen through its data: points are x_t = α x0 + σ ε with x0 from the data, times are the path's.
 *
 * Data and noise depend on the stream alone, so that two networks, and two times of one, are compared on the same pairs.
 * @param trained The network.
 * @param data Where x0 is drawn from, with replacement.
 * @returns The subject, in the unit of the network's path: steps where time is discrete.
 * @category Predictors
 */
export function networkSubject(trained: Trained, data: TrainingData): Subject<tf.Tensor> {
  return {
    predict: (x, time) => trained.predict(x, time),
    async draw(n, time, random) {
      const { alpha, sigma } = trained.path.levelAt(time);
      const x0 = await data.batch(Uint32Array.from(random.fork("data").integers(n, data.count)));
      const noise = random.fork("noise").normals(x0.length);
      return tf.tensor(x0.map((value, i) => alpha * value + sigma * noise[i]), [n, ...data.shape]);
    },
    async norms(terms) {
      const norms = tf.tidy(() => {
        const sum = terms.map(([c, v]) => tf.mul(v, c)).reduce((total, term) => tf.add(total, term));
        return tf.norm(tf.reshape(sum, [sum.shape[0], -1]), "euclidean", 1);
      });
      const values = Float64Array.from(await norms.data());
      norms.dispose();
      return values;
    },
    release: (batch) => batch.dispose(),
  };
}

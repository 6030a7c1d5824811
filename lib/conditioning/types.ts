/**
 * What a network is told of the time.
 * @module
 */

/**
 * A condition: what the network is told when the noise is at time t. A pure function; a step index where time is
 * discrete, a t in [0, 1] where it is continuous.
 * @category Conditions
 */
export type Condition = (time: number) => number;

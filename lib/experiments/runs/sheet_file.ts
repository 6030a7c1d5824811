/**
 * Where the first samples of a run are kept as one picture.
 * @module
 */

/** The first samples as one picture, in the folder of a run on pictures. */
export const SHEET_FILE = "samples.png";

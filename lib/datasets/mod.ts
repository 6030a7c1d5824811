/**
 * Data sets of pictures: the registry, downloads, loaders and the procedural default.
 * @module
 */
export { type ArrayNames, loadPoints } from "./array_files.ts";
export { bytePictures } from "./byte_pictures.ts";
export { firstPresent, loadPictures, openPictures } from "./load.ts";
export type { LoadOptions, OpenOptions } from "./load_options.ts";
export { POINT_SETS, type PointSet, pointSet } from "./point_sets.ts";
export { presentDataSet } from "./present.ts";
export { procedural } from "./procedural.ts";
export { type DataSet, dataSet, dataSets } from "./registry/registry.ts";
export type { Pictures, PictureSet } from "./types.ts";
export { writePictures } from "./write_pictures.ts";

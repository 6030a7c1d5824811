/**
 * Data sets of pictures: the registry, downloads, loaders and the procedural default.
 * @module
 */
export { type ArrayNames, loadPoints } from "./array_files.ts";
export { bytePictures, type BytePicturesParts } from "./byte_pictures.ts";
export { dataSetContent } from "./content.ts";
export { downloadFile, type DownloadOptions } from "./download.ts";
export { findLicensed, howToBring, type LicensedPlace } from "./licensed.ts";
export {
  dataSetPresent,
  firstPresent,
  type LoadOptions,
  loadPictures,
  type OpenOptions,
  openPictures,
} from "./load.ts";
export { dataFolders, findDataFile } from "./locate.ts";
export { presentDataSet } from "./present.ts";
export { POINT_SETS, type PointSet, pointSet } from "./point_sets.ts";
export { procedural, PROCEDURAL_CLASSES } from "./procedural.ts";
export {
  type DataFile,
  type DataSet,
  dataSet,
  dataSets,
  type DataSplit,
  type LicensedSet,
  licensedSets,
} from "./registry.ts";
export type { Labels, Pictures, PictureSet } from "./types.ts";
export { writePictures } from "./write_pictures.ts";

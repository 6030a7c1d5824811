/**
 * Data sets of pictures: the registry, downloads, loaders and the procedural default.
 * @module
 */
export { bytePictures, type BytePicturesParts } from "./byte_pictures.ts";
export { downloadFile, type DownloadOptions } from "./download.ts";
export { dataSetPresent, firstPresent, type LoadOptions, loadPictures } from "./load.ts";
export { dataFolders, findDataFile } from "./locate.ts";
export { procedural, PROCEDURAL_CLASSES } from "./procedural.ts";
export { type DataFile, type DataSet, dataSet, dataSets, type DataSplit } from "./registry.ts";
export type { Pictures } from "./types.ts";

/**
 * What the paths and first bytes of a folder or archive tell of it: its name, formats, splits and classes.
 * @module
 */
export { dataName } from "./data_name.ts";
export { describeLeftOut } from "./left_out.ts";
export { classesOf, type Labels, labelsOf, type PictureClasses } from "./picture_classes.ts";
export { DECODED, decodedFormats, FORMAT_BYTES, type PictureFormat, pictureFormat } from "./picture_format.ts";
export { inSplit } from "./split.ts";

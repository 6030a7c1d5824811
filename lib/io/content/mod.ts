/**
 * What files hold, by digests: computed once, told apart when it changes, and checked when it is read.
 * @module
 */
export { describeChange } from "./content_change.ts";
export {
  type ContentDigest,
  contentDigest,
  digestOfKnown,
  type DigestOptions,
  type KnownFile,
  type Matters,
} from "./content_digest.ts";
export { checkSigned, readSignedSafetensors, signed, writeSignedSafetensors } from "./signed.ts";

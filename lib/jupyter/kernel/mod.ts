/**
 * The Deno kernel as a process, and the protocol that it speaks.
 * @module
 */
export * from "./kernel_client.ts";
export * from "./kernel_process.ts";

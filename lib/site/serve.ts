/**
 * A small server of static files, for looking at the site and for its tests.
 * @module
 */
import { extname, join, normalize } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".pdf": "application/pdf",
  ".woff2": "font/woff2",
  ".ipynb": "application/x-ipynb+json",
};

/** A running server. */
export interface SiteServer {
  /** The address of the site's first page. */
  readonly url: string;
  /** Resolves when it has ended. */
  readonly finished: Promise<void>;
  /** Ends it. */
  stop(): Promise<void>;
}

/**
 * Serves a folder to this machine alone.
 * @param folder The folder.
 * @param options The port, a free one where absent, and the path under which the site stands, "/" where absent.
 * @returns The running server.
 */
export function serveSite(
  folder: string,
  { port = 0, under = "/" }: { readonly port?: number; readonly under?: string } = {},
): SiteServer {
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, async (request) => {
    const path = decodeURIComponent(new URL(request.url).pathname);
    if (!path.startsWith(under)) return new Response("Not found", { status: 404 });
    const inside = normalize(`/${path.slice(under.length)}`),
      file = inside.endsWith("/") ? `${inside}index.html` : inside;
    try {
      const content = await Deno.readFile(join(folder, file));
      return new Response(content, { headers: { "content-type": TYPES[extname(file)] ?? "application/octet-stream" } });
    } catch {
      return new Response("Not found", { status: 404 });
    }
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}${under}`,
    finished: server.finished,
    stop: () => server.shutdown(),
  };
}

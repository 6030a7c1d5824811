import { join } from "node:path";
import { assertEquals, assertRejects } from "../assert.ts";
import { ensureJupyter, findJupyter } from "../../lib/jupyter/jupyter.ts";

// The programs are played by shell scripts.
const ignore = Deno.build.os === "windows";

async function withPrograms(
  programs: Record<string, string>,
  body: (places: { venv: string; path: string }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "bin");
    await Deno.mkdir(path);
    for (const [name, script] of Object.entries(programs)) {
      await Deno.writeTextFile(join(path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    await body({ venv: join(folder, "venv"), path });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A Python whose `-m venv DIR` copies a Python and, if asked to, a Jupyter into DIR. */
const fakePython = (jupyter: boolean, pip: string) => `
case "$2" in
  import*) echo True;;
  venv) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"
    ${jupyter ? `printf '#!/bin/sh\\necho 9.8.7\\n' > "$3/bin/jupyter"; chmod +x "$3/bin/jupyter"` : ""};;
  pip) ${pip};;
esac`;

const exists = (path: string) => Deno.stat(path).then(() => true, () => false);

Deno.test({
  name: "findJupyter() takes only a Jupyter that has JupyterLab",
  ignore,
  fn: async () => {
    await withPrograms({ jupyter: `[ "$1 $2" = "lab --version" ] && echo 4.6.6` }, async (places) => {
      assertEquals(await findJupyter(places), { path: join(places.path, "jupyter"), version: "4.6.6", made: false });
    });
    await withPrograms({ jupyter: "echo 'no command lab' >&2; exit 1" }, async (places) => {
      assertEquals(await findJupyter(places), undefined);
    });
  },
});

Deno.test({
  name: "ensureJupyter() makes an environment where there is a Python alone",
  ignore,
  fn: () =>
    withPrograms({ python3: fakePython(true, "exit 0") }, async (places) => {
      const notes: string[] = [];
      const made = await ensureJupyter(places, (line) => notes.push(line));
      assertEquals(made, { path: join(places.venv, "bin", "jupyter"), version: "9.8.7", made: true });
      assertEquals(notes.length, 1);
      assertEquals((await ensureJupyter(places)).made, false);
    }),
});

Deno.test({
  name: "ensureJupyter() says why it cannot install and leaves nothing half made",
  ignore,
  fn: async () => {
    await withPrograms({ python3: fakePython(false, "echo 'no such host' >&2; exit 1") }, async (places) => {
      await assertRejects(() => ensureJupyter(places), Error, "Cannot install JupyterLab: no such host; install");
      assertEquals(await exists(places.venv), false);
    });
    await withPrograms({ python3: fakePython(false, "exit 0") }, async (places) => {
      await assertRejects(() => ensureJupyter(places), Error, "does not run");
      assertEquals(await exists(places.venv), false);
    });
  },
});

Deno.test({
  name: "ensureJupyter() without Python says what to install",
  ignore,
  fn: async () => {
    await withPrograms({ python3: "echo False" }, async (places) => {
      await assertRejects(() => ensureJupyter(places), Error, "no Python ≥ 3.9");
    });
  },
});

import { build } from "esbuild";

const folder = import.meta.dirname;

// The generated code lies in another package; its runtime must be the very one that connect-web uses here.
const oneRuntime = {
  name: "one-runtime",
  setup(build) {
    build.onResolve({ filter: /^@bufbuild\/protobuf/ }, ({ path, kind, pluginData }) =>
      pluginData === oneRuntime ? undefined : build.resolve(path, { resolveDir: folder, kind, pluginData: oneRuntime }),
    );
  },
};

/** An entry and all it needs as one script: an ES module, or one that sets the global `web`. */
export async function bundle(format, { entry = "web.mjs", platform = "browser" } = {}) {
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: [entry],
    bundle: true,
    platform,
    format,
    globalName: format === "iife" ? "web" : undefined,
    logLevel: "error",
    plugins: [oneRuntime],
    write: false,
  });
  return outputFiles[0].text;
}

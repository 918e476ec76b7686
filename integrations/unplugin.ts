import { createRequire } from 'node:module';
import { createUnplugin, type UnpluginContext, type UnpluginInstance } from 'unplugin';
import type { Diagnostic } from '../compiler/index.ts';
import { KmodelError } from '../runtime/index.ts';
import { writeDeclarations } from './declarations.ts';
import { compileKmodelFile } from './kmodel-file.ts';
import type { KmodelModule } from './kmodel-module.ts';
import { errorsOf, errorsText, fullMessage, locationOf, problemText, warningsOf } from './problems.ts';

export interface KmodelPluginOptions {
  /** Writes `qa.d.kmodel.ts` beside `qa.kmodel`, for the editor and for `tsc`. True by default. */
  readonly declarations?: boolean;
}

/** What stands for a file with errors: bundlers that go on after the error find no second one in it. */
const brokenModule = 'module.exports = {};';

/** What runs a model in a page; a bundler would only say that it finds no such module. */
const webEngine = 'onnxruntime-web/wasm';
const webEngineMissing =
  'This bundle is for a browser, where models run on onnxruntime-web, which is not installed: run `npm install onnxruntime-web`.';

/**
 * Lets bundlers import `.kmodel` files: each model of the file is a function that loads it.
 *
 * @example
 * import { kmodel } from 'kmodel-lang/vite';
 * export default { plugins: [kmodel()] };
 */
export const kmodel: UnpluginInstance<KmodelPluginOptions | undefined, false> = createUnplugin<
  KmodelPluginOptions | undefined,
  false
>(({ declarations = true } = {}) => {
  let forBrowser = false;
  return {
    name: 'kmodel',
    vite: {
      configResolved({ command, build }) {
        forBrowser = command === 'build' && !build.ssr;
      },
    },
    load: {
      // Vite gives a file's text or address itself where a query asks for it.
      filter: { id: { include: /\.kmodel(?:\?|$)/, exclude: /\?(?:.*&)?(?:raw|url|inline)(?:[&=]|$)/ } },
      async handler(id) {
        const path = id.replace(/\?.*$/, '');
        try {
          const module = compileKmodelFile(path);
          // Before anything is said: mending an imported file must build again.
          for (const dependency of module.files) this.addWatchFile(dependency);
          for (const warning of warningsOf(module)) this.warn(messageOf(warning, module, path));
          if (module.code === undefined) {
            const [first] = errorsOf(module);
            this.error({ ...messageOf(first!, module, path), message: errorsText(module) });
            return brokenModule;
          }
          if (forBrowser && !isInstalled(webEngine, path)) this.warn({ id: path, message: webEngineMissing });
          if (declarations) await declare(this, path, module.declarations!);
          return { code: module.code, map: null };
        } catch (error) {
          if (!(error instanceof KmodelError)) throw error;
          this.error({ id: path, stack: '', message: fullMessage(error) });
          return brokenModule;
        }
      },
    },
  };
});

function messageOf(diagnostic: Diagnostic, module: KmodelModule, path: string) {
  return {
    id: path,
    message: problemText(diagnostic, module),
    pluginCode: diagnostic.code,
    // The model's mistake is nowhere in kmodel's code.
    stack: '',
    loc: locationOf(diagnostic, module),
  };
}

/** A folder that cannot be written to is no reason not to build. */
async function declare(context: UnpluginContext, path: string, text: string): Promise<void> {
  try {
    await writeDeclarations(path, text);
  } catch (error) {
    if (!(error instanceof KmodelError)) throw error;
    context.warn({ id: path, message: error.message });
  }
}

/** Whether a module is found from a file. */
function isInstalled(module: string, from: string): boolean {
  try {
    createRequire(from).resolve(module);
    return true;
  } catch {
    return false;
  }
}

export default kmodel;

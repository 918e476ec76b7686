import { modelFile } from '../runtime/model-file.ts';
import { createNodeHost } from '../runtime/node-host.ts';
import { withEncodingProblems } from './encoding.ts';
import { compileKmodelModule, type KmodelModule, type KmodelModuleOptions } from './kmodel-module.ts';

/**
 * Turns a `.kmodel` file of the disk into a module, with what its bytes alone tell: a file that is no UTF-8 is an
 * error, as everywhere else.
 * @throws KmodelError where there is no such file
 */
export function compileKmodelFile(path: string, options: KmodelModuleOptions = {}): KmodelModule {
  const module = compileKmodelModule(modelFile(path), createNodeHost(), options);
  const diagnostics = withEncodingProblems(module.diagnostics, module.sources);
  if (diagnostics === module.diagnostics) return module;
  return { ...module, diagnostics, code: undefined, declarations: undefined };
}

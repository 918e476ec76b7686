/**
 * kmodel in a page or a worker: what `kmodel-lang/runtime` has, without what needs files. It is published as a bundle
 * of its own, in which `scripts/bundle-browser.ts` puts the files here that begin with `no-` in the place of Node's.
 */
export {
  compileModel,
  createMemoryHost,
  type CompilerHost,
  type Diagnostic,
  type ModelGraph,
} from '../../compiler/index.ts';
export * from '../everywhere.ts';
export { createModel, load } from './load.ts';
export { loadWeights, weightBytes } from './weights.ts';
export { ModelError, type LoadOptions } from '../load-file.ts';
export type { FitOptions, FitResult, Progress } from '../training.ts';
export { createOnnxEngine, type WebEngineOptions } from '../engines/onnx/web/engine.ts';

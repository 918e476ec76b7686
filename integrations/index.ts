export {
  createClient,
  loadClient,
  type Client,
  type ClientOptions,
  type ClientSource,
  type EmbeddedFiles,
  type TrainableClient,
} from './client.ts';
export { declarationsPath, writeDeclarations, type DeclarationsOutcome } from './declarations.ts';
export { compileKmodelFile } from './kmodel-file.ts';
export { compileKmodelModule, type KmodelModule, type KmodelModuleOptions } from './kmodel-module.ts';

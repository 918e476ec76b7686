export { check, compileModel } from './check/compile.ts';
export type {
  CheckedModel,
  CheckResult,
  CompileOptions,
  CompileProblem,
  CompileResult,
  ModelOrigin,
  ParameterProblem,
} from './check/compile.ts';
export { createMemoryHost, folderOf, isInside, joinPath, normalizePath } from './bind/host.ts';
export type { CompilerHost, FileHead } from './bind/host.ts';
export { withImportPaths } from './bind/import-paths.ts';
export { createProgram, modelsOf, sourcesOf } from './program/program.ts';
export type { Program, ProgramCheck } from './program/program.ts';
export type { DeclarationState, ModelState } from './program/declaration-states.ts';
export type { FileState, PartModule } from './program/file-states.ts';
export { selectModel } from './check/select-model.ts';
export type { SelectionProblem } from './check/select-model.ts';
export { conditionText } from './graph/conditions.ts';
export type { Diagnostic, Edit, Fix, RelatedPlace, Severity } from './diagnostics/diagnostic.ts';
export { diagnosticToJson } from './diagnostics/json.ts';
export type { JsonDiagnostic, JsonPlace } from './diagnostics/json.ts';
export type { Place } from './diagnostics/place.ts';
export { countText, plainColors, renderDiagnostic, renderDiagnostics } from './diagnostics/render.ts';
export type { Colors, RenderOptions } from './diagnostics/render.ts';
export { allDiagnosticCodes, diagnosticPage, findDiagnostic } from './diagnostics/registry.ts';
export type { DiagnosticCode } from './diagnostics/registry.ts';
export type {
  GraphBranch,
  GraphHead,
  GraphInput,
  GraphTensor,
  GroupName,
  LayerCall,
  LayerIndex,
  LayerInstance,
  ModelGraph,
  SizeBound,
  SizeCondition,
  SizeDivisibility,
  SizeEquality,
  TensorIndex,
  TrainingSettings,
} from './graph/model-graph.ts';

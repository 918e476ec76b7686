/** What kmodel has wherever it runs: in Node, pages and workers. */
export { Model } from './model.ts';
export type { EvaluateOptions, ModelOptions, PredictOptions } from './model/options.ts';
export type { History } from './history.ts';
export { DataError, KmodelError, TrainingError, WeightsError } from './errors.ts';
export type {
  Callback,
  CallbackContext,
  CallbackState,
  Logs,
  TrainingParameters,
} from './callbacks/callback.ts';
export { EarlyStopping, type EarlyStoppingOptions } from './callbacks/early-stopping.ts';
export { LearningRateScheduler } from './callbacks/learning-rate-scheduler.ts';
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from './callbacks/reduce-lr-on-plateau.ts';
export { SwapEMAWeights } from './callbacks/swap-ema-weights.ts';
export { TerminateOnNaN } from './callbacks/terminate-on-nan.ts';
export type { ClassWeights } from './data/class-weights.ts';
export type { ModelData } from './data/training-data.ts';
export type { BatchDataset, BatchTensors, TrainingBatch } from './data/dataset.ts';
export type { TensorValue } from './data/tensor.ts';
export { namedClasses, type NamedClasses } from '../compiler/graph/named-classes.ts';
export type { LayerView } from './layer-view.ts';
export { reportOf, type ClassReport, type HeadReport, type NumberReport } from './report.ts';
export type { Engine, EngineState, HostTensor, LoadedStep } from './engines/engine.ts';

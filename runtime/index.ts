export { createModel, load, ModelError, type LoadOptions } from './load.ts';
export { Model } from './model.ts';
export type { EvaluateOptions, ModelOptions, PredictOptions } from './model/options.ts';
export type { FitOptions, FitResult, Progress } from './fit.ts';
export type { RunOptions, RunResult } from './run/options.ts';
export type { RunRecord } from './run/record.ts';
export type { History } from './history.ts';
export { DataError, KmodelError, TrainingError, WeightsError } from './errors.ts';
export type {
  Callback,
  CallbackContext,
  CallbackState,
  Logs,
  TrainingParameters,
} from './callbacks/callback.ts';
export type { AnyCallback, TfjsCallback, TfjsCallbackFunctions, TfjsLogs } from './callbacks/tfjs.ts';
export { CSVLogger, type CSVLoggerOptions } from './callbacks/csv-logger.ts';
export { EarlyStopping, type EarlyStoppingOptions } from './callbacks/early-stopping.ts';
export { BackupAndRestore } from './callbacks/backup-and-restore.ts';
export { RemoteMonitor } from './callbacks/remote-monitor.ts';
export { SwapEMAWeights } from './callbacks/swap-ema-weights.ts';
export type { LayerView } from './layer-view.ts';
export { LearningRateScheduler } from './callbacks/learning-rate-scheduler.ts';
export { ModelCheckpoint, type ModelCheckpointOptions } from './callbacks/model-checkpoint.ts';
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from './callbacks/reduce-lr-on-plateau.ts';
export { TensorBoard, type TensorBoardOptions } from './callbacks/tensor-board.ts';
export { TerminateOnNaN } from './callbacks/terminate-on-nan.ts';
export { createCallbacks } from './callbacks/create.ts';
export type { ClassWeights } from './data/class-weights.ts';
export type { ModelData } from './data/training-data.ts';
export type { BatchDataset, BatchTensors, TrainingBatch } from './data/dataset.ts';
export type { TensorValue } from './data/tensor.ts';
export type {
  ArrayData,
  LoadedArray,
  NestedArray,
  NumericArray,
  StringData,
  TensorLike,
} from './data/tensor-like.ts';
export { reportOf, type ClassReport, type HeadReport, type NumberReport } from './report.ts';
export { readData } from './data/read-data.ts';
export { trainingData, type TrainingDataOptions } from './data/declared/model-data.ts';
export type { StorageOptions, TrainingSamples } from './data/declared/read-samples.ts';
export type { StoredData } from './data/samples.ts';
export type { CellForm } from './data/readers/found.ts';
export { namedClasses, type NamedClasses } from './data/class-words.ts';
export { writeArrays } from './data/writers/write-arrays.ts';
export type { Engine, EngineState, HostTensor, LoadedStep } from './engines/engine.ts';
export { createOnnxEngine, type OnnxEngineOptions } from './engines/onnx/engine.ts';
export { createTfjsEngine, type TfjsEngine, type TfjsEngineOptions } from './engines/tfjs/engine.ts';
export { createTorchEngine, type TorchEngine } from './engines/torch/engine.ts';
export type { TorchOptions } from './engines/torch/program.ts';
export type { TfjsBackend } from './engines/tfjs/backends.ts';
export { importModel, type ImportedModel, type ImportOptions } from './import/import-model.ts';
export { saveKerasModel } from './keras/save-model.ts';
export { toLayersModel } from './tfjs/layers-model.ts';
export { saveTfjsModel } from './tfjs/save-model.ts';
export { readCheckpoint, restoreCheckpoint, saveCheckpoint, type Checkpoint } from './weights/checkpoint.ts';
export { loadModel, type LoadModelOptions } from './saved/load-model.ts';
export { loadWeights, saveWeights } from './weights/save.ts';
export type { ObservedEngine, Observation, Subject } from './verify/observe.ts';
export {
  verifyModel,
  type Differences,
  type Verification,
  type VerifiedLayer,
  type VerifyOptions,
} from './verify/verify-model.ts';

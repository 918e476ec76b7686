export * from './everywhere.ts';
export { createModel, load, ModelError, type LoadOptions } from './load.ts';
export type { FitOptions, FitResult, Progress } from './fit.ts';
export type { RunOptions, RunResult } from './run/options.ts';
export type { RunRecord } from './run/record.ts';
export type { AnyCallback, TfjsCallback, TfjsCallbackFunctions, TfjsLogs } from './callbacks/tfjs.ts';
export { CSVLogger, type CSVLoggerOptions } from './callbacks/csv-logger.ts';
export { BackupAndRestore } from './callbacks/backup-and-restore.ts';
export { RemoteMonitor } from './callbacks/remote-monitor.ts';
export { ModelCheckpoint, type ModelCheckpointOptions } from './callbacks/model-checkpoint.ts';
export { TensorBoard, type TensorBoardOptions } from './callbacks/tensor-board.ts';
export { createCallbacks } from './callbacks/create.ts';
export type {
  ArrayData,
  LoadedArray,
  NestedArray,
  NumericArray,
  StringData,
  TensorLike,
} from './data/tensor-like.ts';
export { readData } from './data/read-data.ts';
export { trainingData, type TrainingDataOptions } from './data/declared/model-data.ts';
export type { StorageOptions, TrainingSamples } from './data/declared/read-samples.ts';
export type { StoredData } from './data/samples.ts';
export type { CellForm } from './data/readers/found.ts';
export { writeArrays } from './data/writers/write-arrays.ts';
export { createOnnxEngine, type OnnxEngineOptions } from './engines/onnx/engine.ts';
export { chooseDevice, type ChooseDeviceOptions } from './engines/onnx/auto/choose-device.ts';
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
export type { ObservedEngine, Observation, Observer, Subject } from './verify/observe.ts';
export type { Differences, Rounding, Verification, VerifiedLayer } from './verify/report.ts';
export { verifyModel, type VerifyOptions } from './verify/verify-model.ts';

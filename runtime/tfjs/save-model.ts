import { hasLora } from '../../compiler/targets/merge-lora.ts';
import { basename, dirname, join } from 'node:path';
import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { withoutHostPart } from '../../compiler/graph/without-host-part.ts';
import { dataNotes } from '../../compiler/targets/data-notes.ts';
import { own, type JsonObject } from '../../compiler/targets/keras/read/json.ts';
import { jsonText, type KerasConfig } from '../../compiler/targets/keras/types.ts';
import { planTfjs } from '../../compiler/targets/tfjs/plan.ts';
import { trainingConfig, type TfjsTraining } from '../../compiler/targets/tfjs/training-config.ts';
import type { io } from '@tensorflow/tfjs-core';
import { requirePath, writeFileAtomic } from '../files.ts';
import type { Model } from '../model.ts';
import { requireKnownOptions } from '../options.ts';
import { requireModel } from '../require-model.ts';
import { builtLayersModel, type BuiltModel } from './layers-model.ts';
import { optimizerEntries, rateInForce, type OptimizerEntry } from './optimizer-entries.ts';
import { loadTfjs } from './tensors.ts';

export interface SaveTfjsOptions {
  /**
   * True also writes what the optimizer keeps, where tfjs has the loss, the metrics and the optimizer of the model:
   * `fit` of tfjs then goes on with it.
   */
  readonly includeOptimizer?: boolean;
}

/**
 * Saves a model as tfjs does: `model.json` with its layers, and `weights.bin` beside it, which
 * `tf.loadLayersModel` reads from files and over HTTP. Words, values for missing entries and names of classes stand in
 * its `userDefinedMetadata`. What `compile` takes is in it where tfjs has the loss, the
 * metrics and the optimizer of the model. The weights are written first, so that a `model.json` never stands without
 * them.
 * @param place the path of the JSON, or a folder for `model.json`, made where it is missing
 * @returns the path of the JSON
 * @throws KmodelError that names every layer that tfjs-layers does not have, or says why a file cannot be written
 */
export async function saveTfjsModel(
  model: Model,
  place: string,
  options: SaveTfjsOptions = {},
): Promise<string> {
  requireModel('saveTfjsModel', model);
  requirePath('saveTfjsModel', place);
  requireKnownOptions('saveTfjsModel', options, { includeOptimizer: true });
  const tf = await loadTfjs();
  const built = await builtLayersModel(model);
  const { layersModel } = built;
  try {
    const path = tfjsModelPath(place);
    const training = tfjsTraining(model.graph, layersModel.outputNames);
    // The optimizer of a model with factors of low-rank adaption knows these, which are in the kernels there.
    const includesState = options.includeOptimizer === true && !hasLora(model.graph);
    const kept = includesState && training && 'config' in training ? keptOf(model, built) : undefined;
    const notes = dataNotes(model.graph, model.describeLearned());
    if (Object.keys(notes).length > 0) layersModel.setUserDefinedMetadata({ kmodel: plainJson(notes) });
    await layersModel.save(
      tf.io.withSaveHandler(async (artifacts) => {
        const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
        const numbers = kept
          ? Buffer.concat([weights, ...kept.entries.map(({ data }) => bytesOf(data))])
          : weights;
        writeFileAtomic(join(dirname(path), weightsFile(path)), numbers);
        const json = modelJson(artifacts, training, weightsFile(path), kept);
        writeFileAtomic(path, `${JSON.stringify(json)}\n`);
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
      }),
    );
    return path;
  } finally {
    layersModel.dispose();
  }
}

/** What the optimizer of a model keeps, as it goes into files. */
interface KeptByOptimizer {
  readonly entries: readonly OptimizerEntry[];
  /** The learning rate in force. */
  readonly rate: number;
}

function keptOf(model: Model, { layersModel, weightNames }: BuiltModel): KeptByOptimizer | undefined {
  const trained = layersModel.trainableWeights.map(({ originalName, shape }) => ({
    tfjsName: originalName,
    name: weightNames.get(originalName)!,
    shape: shape as readonly number[],
  }));
  const state = model.getState();
  const entries = optimizerEntries(model.graph, state, trained);
  return entries && { entries, rate: rateInForce(model.graph, state) };
}

/** Numbers as little-endian bytes, which every machine that runs Node has. */
function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The JSON of a model that goes to a place: `model.json` in a folder. */
export function tfjsModelPath(place: string): string {
  return place.endsWith('.json') ? place : join(place, 'model.json');
}

/** The file beside the JSON that holds the weights. */
function weightsFile(path: string): string {
  const name = basename(path, '.json');
  return name === 'model' ? 'weights.bin' : `${name}.weights.bin`;
}

/**
 * What a `model.json` says of a model's training, or why it says nothing; undefined where nothing of it is trained.
 * @param outputNames tfjs's names of the heads
 */
export function tfjsTraining(graph: ModelGraph, outputNames: readonly string[]): TfjsTraining | undefined {
  if (!graph.training.declared && graph.heads.every(({ loss }) => !loss)) return undefined;
  if (graph.objectives !== undefined || graph.training.steps !== undefined)
    return { reason: 'tfjs has no objectives and no steps' };
  return trainingConfig(planTfjs(withoutHostPart(graph)), outputNames);
}

/** Notes as plain objects: Python's difference of 1.0 and 1 does not count here. */
function plainJson(notes: KerasConfig): object {
  return JSON.parse(jsonText(notes)) as object;
}

function modelJson(
  artifacts: io.ModelArtifacts,
  training: TfjsTraining | undefined,
  weights: string,
  kept: KeptByOptimizer | undefined,
): io.ModelJSON {
  const specifications = kept?.entries.map(({ name, shape, dtype }) => ({
    name,
    shape,
    dtype,
    group: 'optimizer',
  }));
  return {
    format: 'layers-model',
    generatedBy: 'kmodel',
    convertedBy: null,
    modelTopology: artifacts.modelTopology!,
    ...(training && 'config' in training
      ? { trainingConfig: kept ? withRate(training.config, kept.rate) : training.config }
      : {}),
    ...(artifacts.userDefinedMetadata ? { userDefinedMetadata: artifacts.userDefinedMetadata } : {}),
    weightsManifest: [
      { paths: [weights], weights: [...(artifacts.weightSpecs ?? []), ...(specifications ?? [])] },
    ],
  } as unknown as io.ModelJSON;
}

/** Training settings with the learning rate that an optimizer has come to. */
function withRate(config: JsonObject, rate: number): JsonObject {
  const optimizer = own(config, 'optimizer_config') as JsonObject;
  const settings = own(optimizer, 'config') as JsonObject;
  return { ...config, optimizer_config: { ...optimizer, config: { ...settings, learningRate: rate } } };
}

import { isList, isObject, own, type Json, type JsonObject } from '../../compiler/targets/keras/read/json.ts';
import { readKerasModel } from '../../compiler/targets/keras/read/model.ts';
import { ReadProblem } from '../../compiler/targets/read/source.ts';
import { asKerasTraining } from '../../compiler/targets/tfjs/training-config.ts';
import type { UnpackLimits } from '../files.ts';
import { otherOptimizer } from './other-optimizer.ts';
import { stateOfTfjs } from './tfjs-optimizer.ts';
import type { OpenedModel, ReadOptimizer } from './opened-model.ts';
import { readTfjsWeights } from './tfjs-weights.ts';

/** True for the `model.json` of tfjs, whatever kind of model it holds. */
export function isTfjsModel(json: Json): json is JsonObject {
  return isObject(json) && own(json, 'modelTopology') !== undefined;
}

/**
 * A LayersModel of tfjs: saved by tfjs-layers, or converted from Keras. Its layers are written as those of Keras 2.
 * @param path of the `model.json`; the files of its weights lie beside it
 * @throws ReadProblem for a GraphModel, or for what kmodel cannot say
 */
export function openTfjsModel(json: JsonObject, path: string, limits: UnpackLimits): OpenedModel {
  const topology = own(json, 'modelTopology');
  if (own(json, 'format') === 'graph-model' || (isObject(topology) && own(topology, 'node') !== undefined)) {
    throw new ReadProblem(
      'It is a GraphModel of tfjs, which has no layers any more.',
      'Convert the model of Keras again as a LayersModel: `tensorflowjs_converter --output_format tfjs_layers_model`.',
    );
  }
  if (!isObject(topology)) throw new ReadProblem('This is no model of tfjs.');
  // The converter puts the model below a name of its own.
  const config = own(topology, 'model_config') ?? topology;
  const compiled = asKerasTraining(
    own(topology, 'training_config') ?? own(json, 'trainingConfig') ?? null,
    outputCount(config),
  );
  const manifest = own(json, 'weightsManifest');
  return {
    model: readKerasModel(config, compiled, 'tfjs'),
    weights: manifest === undefined ? undefined : async () => readTfjsWeights(manifest, path, limits),
    ...(manifest === undefined ? {} : { optimizer: readOptimizer(manifest, path, limits) }),
  };
}

function readOptimizer(manifest: Json, path: string, limits: UnpackLimits): ReadOptimizer {
  return async (graph, trained) => {
    const file = readTfjsWeights(manifest, path, limits, 'optimizer');
    // Before its first step an optimizer has made nothing but its count.
    if (file.length === 0 || (file.length === 1 && file[0]!.tensor.data[0] === 0)) return undefined;
    const state = stateOfTfjs(graph, file, trained);
    if (state) return state;
    throw otherOptimizer(path);
  };
}

function outputCount(model: Json): number {
  const config = isObject(model) ? own(model, 'config') : undefined;
  const outputs = isObject(config) ? own(config, 'output_layers') : undefined;
  return isList(outputs) && isList(outputs[0]) ? outputs.length : 1;
}

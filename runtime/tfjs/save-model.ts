import { join } from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import { writeFileAtomic } from '../files.ts';
import type { Model } from '../model.ts';
import { toLayersModel } from './layers-model.ts';
import { loadTfjs } from './tensors.ts';

/** The file beside `model.json` that holds the weights. */
export const weightsFile = 'weights.bin';

/**
 * Saves a model as tfjs does: `model.json` with its layers, and `weights.bin` beside it, which
 * `tf.loadLayersModel` reads from files and over HTTP. The weights are written first, so that a `model.json` never
 * stands without them.
 * @param folder made where it is missing
 * @returns the path of `model.json`
 * @throws KmodelError that names every layer that tfjs-layers does not have, or says why a file cannot be written
 */
export async function saveTfjsModel(model: Model, folder: string): Promise<string> {
  const tf = await loadTfjs();
  const layersModel = await toLayersModel(model);
  try {
    const path = join(folder, 'model.json');
    await layersModel.save(
      tf.io.withSaveHandler(async (artifacts) => {
        const weights = tf.io.CompositeArrayBuffer.join(artifacts.weightData);
        writeFileAtomic(join(folder, weightsFile), new Uint8Array(weights));
        writeFileAtomic(path, `${JSON.stringify(modelJson(artifacts))}\n`);
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
      }),
    );
    return path;
  } finally {
    layersModel.dispose();
  }
}

function modelJson(artifacts: io.ModelArtifacts): io.ModelJSON {
  return {
    format: 'layers-model',
    generatedBy: 'kmodel',
    convertedBy: null,
    modelTopology: artifacts.modelTopology!,
    weightsManifest: [{ paths: [weightsFile], weights: artifacts.weightSpecs ?? [] }],
  } as io.ModelJSON;
}

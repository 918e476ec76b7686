import { readKerasModel } from '../../compiler/targets/keras/read/model.ts';
import { keepsWeights } from '../../compiler/targets/keras/weights.ts';
import { readText } from '../../compiler/targets/read/read-text.ts';
import { ReadProblem } from '../../compiler/targets/read/source.ts';
import type { HostTensor } from '../engines/engine.ts';
import { KmodelError } from '../errors.ts';
import { requirePath, type UnpackLimits } from '../files.ts';
import { requireKnownOptions } from '../options.ts';
import { isSavedModel } from '../saved/ending.ts';
import { openKerasFile, readJson } from './keras-source.ts';
import { openOnnxFile } from './onnx-source.ts';
import type { OpenedModel } from './opened-model.ts';
import { isTfjsModel, openTfjsModel } from './tfjs-source.ts';
import { trainedOrder } from './trained-order.ts';
import { alignedWeights } from './weights.ts';

/** A model of another world as kmodel text. */
export interface ImportedModel {
  /** The formatted text: the model, models inside it, and blocks where structure repeats. */
  readonly text: string;
  /** The name of the model in the text. */
  readonly model: string;
  /** Its weights by the names that they have there; undefined where the file holds none. */
  readonly weights: Readonly<Record<string, HostTensor>> | undefined;
  /** What its optimizer has kept, for `setState` of the model: where it was asked for, and the file holds it. */
  readonly optimizer: Readonly<Record<string, HostTensor>> | undefined;
}

export interface ImportOptions extends UnpackLimits {
  /** False leaves the weights in the file. */
  readonly weights?: boolean;
  /** True also reads what the optimizer has kept, so that a training goes on. */
  readonly optimizer?: boolean;
}

/**
 * Reads a model that Keras or tfjs saved, `.keras`, `.h5` or JSON, or one of ONNX, as text that a person would have
 * written. The text is compiled and held against the file before it is given back.
 * @throws KmodelError where the file is damaged, or says something that kmodel cannot say: the layer is named
 *
 * @example
 * const { text, weights } = await importModel('resnet50.keras');
 */
export async function importModel(path: string, options: ImportOptions = {}): Promise<ImportedModel> {
  requirePath('importModel', path);
  requireKnownOptions('importModel', options, { weights: true, optimizer: true, maxUnpacked: true });
  try {
    const opened = await openModel(path, options);
    const { model: source, weights: readWeights, text: known, layout } = opened;
    const { text, model, graph, alignment } = known ?? (await readText(source));
    const named = { text, model, optimizer: undefined };
    if (!readWeights || options.weights === false) return { ...named, weights: undefined };
    if (layout !== 'own' && !graph.layers.some(keepsWeights)) return { ...named, weights: {} };
    return {
      text,
      model,
      weights: alignedWeights(source, alignment, graph, await readWeights(), path, layout),
      optimizer: options.optimizer
        ? await opened.optimizer?.(graph, trainedOrder(source, alignment, graph))
        : undefined,
    };
  } catch (error) {
    if (error instanceof ReadProblem)
      throw new KmodelError(`${path} cannot be imported: ${error.message}`, error.help);
    // Lists inside of lists inside of lists: no file of a model goes so deep.
    if (error instanceof RangeError) throw new KmodelError(`${path} cannot be imported: it goes too deep.`);
    throw error;
  }
}

function openModel(path: string, limits: UnpackLimits): Promise<OpenedModel> | OpenedModel {
  if (/\.(keras|h5|hdf5)$/.test(path)) return openKerasFile(path, limits);
  if (path.endsWith('.json')) return openJson(path, limits);
  if (path.endsWith('.onnx')) return openOnnxFile(path, limits);
  if (/\.(pt|pth|pkl)$/.test(path))
    throw new KmodelError(
      `${path} holds pickled Python, which kmodel does not run.`,
      'Write the model with `torch.onnx.export`, and import that.',
    );
  if (/\.(safetensors|npz|bin)$/.test(path))
    throw new KmodelError(
      `${path} holds numbers without the model that they belong to.`,
      'Save the whole model, as `.keras`, `.onnx` or `model.json`; or write the model yourself and give it weights with `--weights`.',
    );
  if (isSavedModel(path) || path.endsWith('.kmodel'))
    throw new KmodelError(`${path} is a model of kmodel already.`, 'Every command takes it as it is.');
  throw new KmodelError(
    `${path} has an ending from which kmodel imports no model.`,
    'Give a `.keras`, `.h5` or `.json` file of Keras, a `model.json` of tfjs, or a `.onnx` file.',
  );
}

/** A configuration of Keras, or a `model.json` of tfjs. */
function openJson(path: string, limits: UnpackLimits): OpenedModel {
  const json = readJson(path, limits);
  if (isTfjsModel(json)) return openTfjsModel(json, path, limits);
  return { model: readKerasModel(json), weights: undefined };
}

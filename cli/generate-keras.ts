import { readFileSync } from 'node:fs';
import type { LayerInstance, ModelGraph } from '../compiler/index.ts';
import { kerasModel } from '../compiler/targets/keras/config/model-config.ts';
import { withLearnedArguments } from '../compiler/targets/keras/learned-arguments.ts';
import { trains } from '../compiler/graph/trains.ts';
import { registeredPackage } from '../compiler/targets/keras/types.ts';
import { classWeightGaps } from '../compiler/targets/class-weights.ts';
import { trainingGaps, turnGaps } from '../compiler/targets/turns.ts';
import { moduleGaps } from '../compiler/targets/keras/module/gaps.ts';
import { kerasModule } from '../compiler/targets/keras/module/module.ts';
import { KmodelError } from '../runtime/errors.ts';
import { isFile, isFolder, writeFileAtomic } from '../runtime/files.ts';
import type { ModelNumbers } from '../runtime/keras/archive.ts';
import { holdsWeights, kerasEnding, saveKerasModel } from '../runtime/keras/save-model.ts';
import { createModel } from '../runtime/load.ts';
import type { LimitOption } from './data-options.ts';
import { createEngine } from './engine.ts';
import { shownPath } from './host.ts';
import type { CompiledFile } from './model-options.ts';
import { noteMergedFactors } from './lora-note.ts';
import { refuse } from './refuse.ts';
import { note } from './report.ts';
import { noteUnreadData } from './unread-data-note.ts';
import { preparationText } from './preparation-note.ts';
import { takeTrained } from './take-trained.ts';

export interface KerasFileOptions extends LimitOption {
  readonly weights?: string;
  readonly force?: boolean;
}

/**
 * Writes a model as `.keras`, `.h5`, `.weights.h5` or `.json`, by the ending of the path, as Keras 3 loads it.
 * @returns the path
 * @throws ModelHasErrors where Keras lacks something of the model, KmodelError for a file that is not kmodel's
 */
export async function generateKerasFile(
  { graph, files }: CompiledFile,
  path: string,
  options: KerasFileOptions,
): Promise<string> {
  refuseToOverwrite(path, options.force ?? false);
  refuseProblems(graph, files);
  const numbers = holdsWeights(kerasEnding(path)!) ? await numbersOf(graph, options) : undefined;
  await saveKerasModel(graph, path, numbers);
  noteMergedFactors(graph, path, numbers?.optimizer !== undefined);
  const registered = new Set(ownLayers(graph).map(({ class: own }) => `\`${registeredPackage}>${own}\``));
  if (registered.size > 0)
    note(
      `A program that loads ${shownPath(path)} registers classes for ${[...registered].join(', ')} first.`,
    );
  return path;
}

/**
 * Writes a model as a Python module, with `.weights.h5` beside it where weights are given.
 * @param source the name of the model's file
 * @returns the path
 * @throws ModelHasErrors where Keras lacks something of the model
 */
export async function generateKerasModule(
  { graph, origin, files }: CompiledFile,
  source: string,
  path: string,
  options: KerasFileOptions,
): Promise<string> {
  refuseModuleProblems(graph, files);
  const numbers = options.weights === undefined ? undefined : await numbersOf(graph, options);
  // What was learned is in the graph alone, not in the structure of the text.
  const hasLearned = numbers?.learned !== undefined && Object.keys(numbers.learned).length > 0;
  const written = withLearnedArguments(graph, numbers?.learned);
  const module = kerasModule(written, hasLearned ? undefined : origin, source);
  refuse(files, (report) => {
    for (const { what, layer, reason } of module.problems) {
      const { place } = layer ?? graph.heads[0] ?? graph.layers[0]!;
      report('KM6001', 'training', { target, what, reason }, place);
    }
  });
  const preparation = preparationText(written, numbers !== undefined);
  if (trains(graph) && preparation === undefined) noteUnreadData(graph, 'write them as .csv or .npz');
  writeFileAtomic(path, module.text);
  if (preparation !== undefined) note(preparation);
  if (numbers) {
    const beside = path.replace(/\.py$/, '.weights.h5');
    await saveKerasModel(graph, beside, numbers, module.classOf);
    noteMergedFactors(graph, beside, numbers.optimizer !== undefined);
    note(`Wrote ${shownPath(beside)}.`);
  }
  return path;
}

/** Layers that are declared in the text: Keras's files name their classes, which a program that loads them registers. */
function ownLayers({ layers }: ModelGraph): readonly LayerInstance[] {
  return layers.filter(({ declaration }) => declaration.family === 'own');
}

const target = 'Keras';

/** Reports what Keras's files cannot hold of a model, at its places in the text. */
function refuseProblems(graph: ModelGraph, files: CompiledFile['files']): void {
  const { layerProblems, trainingProblem } = kerasModel(graph);
  refuse(files, (report) => {
    for (const { layer, reason, place } of layerProblems)
      report('KM6001', 'layer', { target, name: layer, reason }, place);
    for (const { what, reason, place } of trainingGaps(graph))
      report('KM6001', 'training', { target, what, reason }, place);
    if (!trainingProblem) return;
    const { head = graph.heads[0]!, what, reason } = trainingProblem;
    report('KM6001', 'loss', { target, what, head: head.name, reason }, head.place);
  });
}

/** Reports what a program of Keras cannot say of a model: less than what files cannot hold. */
function refuseModuleProblems(graph: ModelGraph, files: CompiledFile['files']): void {
  refuse(files, (report) => {
    for (const { name, reason, place } of moduleGaps(graph))
      report('KM6001', 'layer', { target, name, reason }, place);
    for (const { what, reason, place } of [...turnGaps(graph), ...classWeightGaps(graph)])
      report('KM6001', 'training', { target, what, reason }, place);
    for (const head of graph.heads)
      for (const metric of head.targetTensor === undefined ? [] : head.metrics) {
        const reason = 'its metrics compare with targets of the data';
        report(
          'KM6001',
          'loss',
          { target, what: `metric \`${metric.name}\``, head: head.name, reason },
          head.place,
        );
      }
  });
}

/**
 * The weights of a model, and what its optimizer kept where they come from a run's checkpoint.
 * @throws KmodelError where the weights do not fit
 */
export async function numbersOf(graph: ModelGraph, options: KerasFileOptions): Promise<ModelNumbers> {
  const model = await createModel(graph, { engine: await createEngine('auto') });
  try {
    const hasState = await takeTrained(model, options.weights, options);
    return {
      weights: model.getWeights(),
      optimizer: hasState ? model.getState() : undefined,
      learned: options.weights === undefined ? {} : model.describeLearned(),
    };
  } finally {
    await model.dispose();
  }
}

/** @throws KmodelError for a file that does not say that kmodel has written it */
function refuseToOverwrite(path: string, force: boolean): void {
  if (isFolder(path)) throw new KmodelError(`${shownPath(path)} is a folder.`, 'Name a file with `-o`.');
  if (force || !isFile(path) || readFileSync(path).includes('kmodel')) return;
  throw new KmodelError(
    `${shownPath(path)} was not written by kmodel.`,
    'Choose another name with `-o`, or replace it with `--force`.',
  );
}

import { dataNotesText } from '../compiler/targets/data-notes.ts';
import type { ModelGraph } from '../compiler/graph/model-graph.ts';
import { trains } from '../compiler/graph/trains.ts';
import { classWeightGaps } from '../compiler/targets/class-weights.ts';
import { callbackGaps } from '../compiler/targets/pytorch/module/callbacks.ts';
import type { TrainingGap } from '../compiler/targets/turns.ts';
import { Unwritable } from '../compiler/targets/pytorch/module/layer-class.ts';
import { pytorchModule, type PytorchModule } from '../compiler/targets/pytorch/module/module.ts';
import { writeFileAtomic } from '../runtime/files.ts';
import { learnedMetadata } from '../runtime/weights/learned-beside.ts';
import { toStateDict } from '../runtime/weights/pytorch.ts';
import { writeSafetensors } from '../runtime/weights/safetensors.ts';
import type { LimitOption } from './data-options.ts';
import { numbersOf } from './generate-keras.ts';
import { shownPath } from './host.ts';
import type { CompiledFile } from './model-options.ts';
import { refuse } from './refuse.ts';
import { note } from './report.ts';
import { noteUnreadData } from './unread-data-note.ts';

/**
 * Writes a model as a Python module for PyTorch, with `.safetensors` beside it where weights are given.
 * @param source the name of the model's file
 * @returns the path
 * @throws ModelHasErrors where a layer cannot be written
 */
export async function generatePytorchModule(
  compiled: CompiledFile,
  source: string,
  path: string,
  options: LimitOption & { readonly weights?: string },
): Promise<string> {
  const { graph } = compiled;
  const module = writable(compiled, source);
  const numbers = options.weights === undefined ? undefined : await numbersOf(graph, options);
  if (trains(graph)) noteUnreadData(graph, '`kmodel train --engine torch` does');
  writeFileAtomic(path, module.text);
  if (numbers) {
    const notes = dataNotesText(graph, numbers.learned);
    const beside = path.replace(/\.py$/, '.safetensors');
    writeSafetensors(beside, {
      tensors: toStateDict(module.classes, numbers.weights),
      metadata: {
        format: 'pt',
        ...(notes === undefined ? {} : { kmodel: notes }),
        ...learnedMetadata(graph, numbers.learned ?? {}),
      },
    });
    note(`Wrote ${shownPath(beside)}.`);
  }
  return path;
}

const target = 'PyTorch';

function writable({ graph, files }: CompiledFile, source: string): PytorchModule {
  const gaps: readonly TrainingGap[] = [...classWeightGaps(graph), ...callbackGaps(graph)];
  const module = moduleOrGaps(graph, source);
  refuse(files, (report) => {
    for (const { what, reason, place } of gaps) report('KM6001', 'training', { target, what, reason }, place);
    if (!(module instanceof Unwritable)) return;
    for (const { layer, reason } of module.layers)
      report('KM6001', 'layer', { target, name: layer.name, reason }, layer.place);
  });
  return module as PytorchModule;
}

function moduleOrGaps(graph: ModelGraph, source: string): PytorchModule | Unwritable {
  try {
    return pytorchModule(graph, { source });
  } catch (error) {
    if (error instanceof Unwritable) return error;
    throw error;
  }
}

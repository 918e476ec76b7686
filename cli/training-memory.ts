import type { ModelGraph } from '../compiler/graph/model-graph.ts';
import { brokenCondition } from '../runtime/data/check-sizes.ts';
import { byteText, machineMemory } from '../runtime/memory-needs.ts';
import { openSizeNames, stepMemory, type StepMemory } from '../runtime/step-memory.ts';
import { UsageError } from './exit-codes.ts';
import { sizeOf } from './size-option.ts';

/** What `kmodel summary --memory` says, in bytes. */
export interface TrainingMemory extends StepMemory {
  readonly batch: number;
}

/** @throws UsageError for a size variable without a number, or a number for what the model does not have */
export function trainingMemory(
  graph: ModelGraph,
  { batch = graph.training.batchSize, size }: { readonly batch?: number; readonly size: readonly string[] },
): TrainingMemory {
  const names = openSizeNames(graph);
  const sizes = new Map(
    size.map(sizeOf).map(([name, value]) => [names.includes(`?${name}`) ? `?${name}` : name, value]),
  );
  const unknown = [...sizes.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UsageError(
      `\`${graph.name}\` has no size variable \`${unknown}\`.`,
      names.length > 0 ? `It has ${names.map((name) => `\`${shown(name)}\``).join(', ')}.` : 'Leave it out.',
    );
  const missing = names.find((name) => !sizes.has(name));
  if (missing !== undefined)
    throw new UsageError(
      `\`${shown(missing)}\` is an open size of \`${graph.name}\`: the memory depends on it.`,
      `Add \`--size ${shown(missing)}=100\`, with the size of your data.`,
    );
  const broken = brokenCondition(graph, sizes);
  if (broken !== undefined) throw new UsageError(broken, 'Give the sizes that your data has.');
  return { batch, ...stepMemory(graph, batch, sizes) };
}

/** A `?` has no name of its own: it is called by its input and the axis of a sample, as `x.0`. */
function shown(name: string): string {
  return name.replace('?', '');
}

/** The estimate as lines under the table of layers. */
export function memoryText({ step, batch, ...needed }: TrainingMemory): string {
  const rows = [
    ['Weights', needed.weights],
    ['Optimizer and metrics', needed.optimizer],
    ['Data of the batch', needed.data],
    ['Results of layers and gradients', needed.tensors],
    ['The engine itself', needed.engine],
    ['Together', needed.total],
  ] as const;
  const [label, value] = [
    Math.max(...rows.map(([name]) => name.length)),
    Math.max(...rows.map(([, bytes]) => byteText(bytes).length)),
  ];
  const lines = rows.map(([name, bytes]) => `   ${name.padEnd(label)}  ${byteText(bytes).padStart(value)}`);
  const samples = `${batch.toLocaleString('en-US')} ${batch === 1 ? 'sample' : 'samples'}`;
  return [
    '',
    ` Memory of a ${step === 'train' ? 'training step' : 'prediction'} with ${samples}, about:`,
    ...lines,
    ` This machine has ${byteText(machineMemory())}.`,
    '',
  ].join('\n');
}

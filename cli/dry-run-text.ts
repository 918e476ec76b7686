import type { DryRun } from '../runtime/run/dry-run.ts';
import type { WeightState } from '../runtime/inspect/inspect.ts';
import { duration, logsText } from './progress.ts';
import { renderTable } from './table.ts';

/** What a dry run has found, for people. */
export function dryRunText(found: DryRun, bold: (text: string) => string): string {
  const { logs, inspection } = found;
  return [
    batchesText(found),
    '',
    ...timeLines(found),
    '',
    `First batch: ${logsText(logs)}`,
    '',
    layerTable(found, bold),
    ...termLines(inspection),
    ...weightLines(inspection.weights),
  ].join('\n');
}

function batchesText({ samples, batchSize, steps }: DryRun): string {
  if (batchSize === null) return steps === null ? 'Batches of a dataset.' : `${steps} batches of a dataset.`;
  if (steps === 1) return `All ${samples} samples are one batch.`;
  return `Batches of ${batchSize} of ${samples} samples: ${steps} steps an epoch.`;
}

/** Milliseconds below a second. */
function time(seconds: number): string {
  if (seconds >= 1) return duration(seconds);
  return seconds >= 0.01 ? `${Math.round(seconds * 1000)} ms` : `${(seconds * 1000).toPrecision(2)} ms`;
}

function timeLines({ preparing, firstStep, step, saving, ...found }: DryRun): readonly string[] {
  const size = (bytes: number): string =>
    bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  const epoch = step !== null && found.steps !== null ? step * found.steps : undefined;
  const whole =
    epoch === undefined
      ? ''
      : `; an epoch about ${time(epoch)}, ${found.epochs} epochs ${time(epoch * found.epochs)}, without validation`;
  return [
    `Data and layers that learn from it ${time(preparing)}`,
    `First step ${time(firstStep)}, with what it takes to build it`,
    ...(step === null ? [] : [`Step ${time(step)}${whole}`]),
    `Weights, checkpoint and logs ${time(saving)}, the checkpoint ${size(found.checkpointBytes)}`,
    `Peak memory ${size(found.peakMemory)}`,
  ];
}

/** Each layer that has results or weights, with its gradients together. */
function layerTable({ inspection }: DryRun, bold: (text: string) => string): string {
  const { layers, weights } = inspection;
  const byLayer = new Map<string, WeightState[]>();
  for (const weight of weights) {
    const layer = weight.weight.slice(0, weight.weight.lastIndexOf('/'));
    byLayer.set(layer, [...(byLayer.get(layer) ?? []), weight]);
  }
  const rows = layers.map(({ layer, class: layerClass, activation, units, dead }) => {
    const own = [...byLayer].flatMap(([name, list]) =>
      name === layer || name.startsWith(`${layer}/`) ? list : [],
    );
    const gradients = own.flatMap(({ gradient }) => (gradient ? [gradient.norm] : []));
    return [
      layer,
      layerClass,
      short(activation.mean),
      short(activation.std),
      dead === 0 ? '' : `${dead} of ${units}`,
      gradients.length === 0 ? '' : short(Math.hypot(...gradients)),
    ];
  });
  return renderTable(['layer', 'class', 'mean', 'std', 'units always 0', 'gradient'], rows, bold);
}

/** How hard each of several terms pulls. */
function termLines({ terms }: DryRun['inspection']): readonly string[] {
  if (terms.length < 2) return [];
  const total = terms.reduce((sum, { pull }) => sum + pull, 0);
  const share = (pull: number): string => `${Math.round((100 * pull) / Math.max(total, 1e-30))} %`;
  return [
    `Of the gradients, ${terms.map(({ term, pull }) => `\`${term}\` makes ${share(pull)}`).join(', ')}.`,
    '',
  ];
}

function weightLines(weights: readonly WeightState[]): readonly string[] {
  const list = (some: readonly WeightState[]): string => some.map(({ weight }) => `\`${weight}\``).join(', ');
  const unreached = weights.filter(({ trained, gradient }) => trained && !gradient);
  const still = weights.filter(({ trained, gradient }) => trained && gradient?.norm === 0);
  const bad = weights.filter(({ gradient }) => (gradient?.bad ?? 0) > 0);
  return [
    ...(bad.length > 0 ? [`Gradients that are no finite numbers: ${list(bad)}.`] : []),
    ...(unreached.length > 0 ? [`No loss depends on these weights: ${list(unreached)}.`] : []),
    ...(still.length > 0 ? [`The gradient of this batch is 0: ${list(still)}.`] : []),
    ...(bad.length + unreached.length + still.length === 0
      ? ['Every weight that is trained gets a gradient.']
      : []),
  ];
}

function short(value: number): string {
  return value === 0 ? '0' : String(Number(value.toPrecision(3)));
}

import type { ModelGraph } from '../../compiler/index.ts';
import { KmodelError } from '../../runtime/errors.ts';
import { Model } from '../../runtime/model.ts';
import type { Verification } from '../../runtime/verify/report.ts';
import { defaultTolerance, verifyModel } from '../../runtime/verify/verify-model.ts';
import { mostVerifiedSamples, numbersOfSample, verifiedBatch } from '../../runtime/verify/batch-size.ts';
import { observed, type ObservedEngine } from '../../runtime/verify/observe.ts';
import { loadWeights } from '../../runtime/weights/save.ts';
import { addLimitOption, type LimitOption } from '../data-options.ts';
import { createEngine } from '../engine.ts';
import { ExitCode, UsageError } from '../exit-codes.ts';
import {
  addModelOptions,
  addWeightOptions,
  loadGraph,
  noteSkipped,
  weightsOf,
  positiveNumber,
  wholeNumber,
  type ModelCommandOptions,
  type WeightOptions,
} from '../model-options.ts';
import { note, outputColors, printJson } from '../report.ts';
import { sizeOf } from '../size-option.ts';
import { renderTable } from '../table.ts';
import type { DefineCommand } from './index.ts';
import { weightOptions } from '../../runtime/weights/weight-options.ts';

interface VerifyOptions extends ModelCommandOptions, LimitOption, WeightOptions {
  readonly weights?: string;
  readonly engines: string;
  readonly batch?: number;
  readonly tolerance?: number;
  readonly size?: readonly string[];
  readonly json?: boolean;
}

/** How engines that can be held against each other start, by name. */
const starts: Readonly<Record<string, (graph: ModelGraph) => Promise<ObservedEngine>>> = {
  onnx: async () => observed(await createEngine('onnx')),
  tfjs: async () => observed(await createEngine('tfjs')),
  // What `kmodel generate --target pytorch` writes, looked into.
  torch: async (graph) => {
    const { createTorchEngine } = await import('../../runtime/engines/torch/engine.ts');
    return observed(await createTorchEngine(graph, { observed: true, device: 'cpu' }));
  },
};

export const defineVerify: DefineCommand = (command, finish) => {
  addWeightOptions(addLimitOption(addModelOptions(command)))
    .option('--weights <file>', 'weights to start from (default: freshly drawn, always the same)')
    .option(
      '--engines <names>',
      `which, separated by commas; the first is what others are held against (${Object.keys(starts).join(', ')})`,
      'onnx,tfjs',
    )
    .option(
      '--batch <n>',
      `samples in the batch (default: ${mostVerifiedSamples}, or fewer where the outputs of all layers are large)`,
      wholeNumber('--batch', 1),
    )
    .option(
      '--tolerance <x>',
      `the largest difference that passes (default: ${defaultTolerance}, or what rounding makes of the model)`,
      positiveNumber('--tolerance'),
    )
    .option('--size <name=number...>', 'numbers for size variables, as in T=100')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nMakes one batch from the types of the inputs, trains three steps on it with each engine, and compares the outputs, gradients and updates of every layer before and in each step. All engines begin a step with what the first one has by then. A difference is the largest of any two entries, as a share of the largest entry; of updates, as a share of the largest change. Where one is above 1e-4, the first engine runs again, up to four times a step, with every weight and every float of an input moved by up to eight steps of float32: what that changes is rounding, and without `--tolerance` twice as much passes.\n\nExample:\n  kmodel verify digits.kmodel --weights run/best.safetensors\n',
    )
    .action(async (file: string, options: VerifyOptions) => {
      const names = engineNames(options.engines);
      const sizes = Object.fromEntries((options.size ?? []).map(sizeOf));
      const graph = loadGraph(file, options);
      const engines = [];
      for (const name of names) engines.push(await starts[name]!(graph));
      const model = new Model(graph, await createEngine('auto'), { seed: 0 });
      const weights = weightsOf(file, options);
      if (weights !== undefined)
        noteSkipped(await loadWeights(model, weights, weightOptions(options)), weights);
      const bad = model.findBadWeight();
      if (bad)
        throw new KmodelError(
          `The weight \`${bad.name}\` of \`${graph.name}\` holds ${bad.value}, and nothing that follows from it can be compared.`,
          'Take weights of a training that went well.',
        );
      const { tolerance } = options;
      const fitting = verifiedBatch(graph, sizes);
      const batchSize = options.batch ?? fitting;
      const isLarge = fitting < mostVerifiedSamples;
      if (isLarge) note(largeText(graph, numbersOfSample(graph, sizes), batchSize));
      const verification = await verifyModel(model, {
        engines,
        batchSize,
        sizes,
        onStep: isLarge ? tellStep : showStep,
        ...(tolerance === undefined ? {} : { tolerance }),
      }).finally(clearStep);
      await model.dispose();
      if (options.json) printJson(inJson(verification));
      else process.stdout.write(textOf(verification));
      finish(verification.agrees ? ExitCode.done : ExitCode.failed);
    });
};

/** @throws UsageError for fewer than two engines, one twice, or one that there is not */
function engineNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const known = Object.keys(starts);
  const there = `There are ${known.map((name) => `\`${name}\``).join(', ')}.`;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`There is no engine \`${unknown}\`.`, there);
  if (names.length < 2 || new Set(names).size < names.length)
    throw new UsageError(`\`--engines ${text}\` needs two or more different engines.`, there);
  return names;
}

/** JSON has neither NaN nor infinity, which is what differs from no change at all: they are `"NaN"` and `"Infinity"`. */
function inJson(verification: Verification): unknown {
  return JSON.parse(
    JSON.stringify(verification, (_, value: unknown) =>
      typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
    ),
  );
}

/** Says on a terminal what runs: a large model takes minutes on some engines. */
function showStep(engine: string, step: number, steps: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${engine}: step ${step + 1} of ${steps}`);
}

/** The same, and without a terminal a line for each step. */
function tellStep(engine: string, step: number, steps: number): void {
  if (process.stderr.isTTY) showStep(engine, step, steps);
  else note(`${engine}: step ${step + 1} of ${steps}`);
}

/** What to expect of a model whose outputs are large, before it runs. */
function largeText({ name }: ModelGraph, numbers: number, batchSize: number): string {
  const millions = Math.round(numbers / 1e6);
  return `The layers of \`${name}\` give ${millions} million numbers for one sample: the batch has ${batchSize}, and an engine may take minutes.`;
}

function clearStep(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}

function textOf(verification: Verification): string {
  const { model, steps, batchSize, engines, layers, loss } = verification;
  const isMeasured = verification.largestRounding !== undefined;
  const [reference, ...others] = engines;
  const many = others.length > 1;
  const columns = steps > 0 ? (['output', 'gradient', 'update'] as const) : (['output'] as const);
  const heading = [
    ...others.flatMap(({ name }) => columns.map((column) => (many ? `${name} ${column}` : column))),
    ...(isMeasured ? columns.map((column) => `rounding of ${column}`) : []),
  ];
  const rows = layers.map((layer) => [
    layer.name,
    layer.class,
    ...others.flatMap(({ name }) => columns.map((column) => cellText(layer[column][name]))),
    ...(isMeasured ? columns.map((column) => cellText(layer.rounding?.[column])) : []),
  ]);
  const lossRow = [
    'loss',
    '',
    ...others.flatMap(({ name }) => [cellText(loss[name]), '', '']),
    ...(isMeasured ? [cellText(verification.lossRounding), '', ''] : []),
  ];
  const runs = `a batch of ${batchSize}${steps > 0 ? `, ${steps} training steps` : ''}`;
  const against = others.map(({ name, description }) => `${name} (${description})`).join(', ');
  return [
    `\`${model}\`, ${runs}: ${against} against ${reference!.name} (${reference!.description})\n\n`,
    renderTable(['layer', 'class', ...heading], steps > 0 ? [...rows, lossRow] : rows, outputColors.bold),
    `\n${verdict(verification)}\n`,
  ].join('');
}

function verdict({ largest, largestRounding, tolerance, agrees }: Verification): string {
  if (Number.isNaN(largest))
    return 'They differ: a value is no finite number, or is missing, on one of them.';
  const text = `the largest difference is ${numberText(largest)}, and ${numberText(tolerance)} is allowed`;
  if (largestRounding === undefined) return `They agree: ${text}.`;
  const rounding = `Weights and inputs moved by up to eight steps of float32 change up to ${numberText(largestRounding)} on the first engine alone`;
  return agrees
    ? `They agree but for rounding: ${text}. ${rounding}: the model makes that much of rounding, whichever engine runs it.`
    : `They differ: ${text}. ${rounding}.`;
}

function cellText(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : numberText(value);
}

function numberText(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}

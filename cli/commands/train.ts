import { join } from 'node:path';
import type { Callback } from '../../runtime/callbacks/callback.ts';
import { requireMemory } from '../../runtime/memory-needs.ts';
import { textsOf } from '../../runtime/load.ts';
import { modelSource } from '../../runtime/model-file.ts';
import { Model } from '../../runtime/model.ts';
import { latestFolder } from '../../runtime/run/folder.ts';
import { readCheckpoint } from '../../runtime/weights/checkpoint.ts';
import { readRecord } from '../../runtime/run/record.ts';
import type { RunResult } from '../../runtime/run/options.ts';
import { dryRun } from '../../runtime/run/dry-run.ts';
import { trainInFolder } from '../../runtime/run/run.ts';
import type { FitOptions } from '../../runtime/training.ts';
import type { ModelData } from '../../runtime/data/training-data.ts';
import { hasCheckpoint } from '../../runtime/weights/checkpoint.ts';
import { isSavedModel } from '../../runtime/saved/ending.ts';
import { restoreModel } from '../../runtime/saved/load-model.ts';
import { loadWeights } from '../../runtime/weights/save.ts';
import type { ModelGraph } from '../../compiler/index.ts';
import { trainingData } from '../../runtime/data/declared/model-data.ts';
import { freshSeed } from '../../runtime/random.ts';
import { addLimitOption, addMemoryOption, readingOptions, storageOptions } from '../data-options.ts';
import { classWeights } from '../class-weights.ts';
import { createTrainingEngine, trainingOf, type DeviceMeans, type TrainingDevice } from '../auto-device.ts';
import {
  deviceOption,
  engineOption,
  threadsHelp,
  trainingDeviceNames,
  trainingEngineNames,
} from '../engine.ts';
import { isTorch, refuseTorchClashes, startTorch, trainAlong } from '../torch-engine.ts';
import { ExitCode, UsageError } from '../exit-codes.ts';
import {
  addModelOptions,
  addWeightOptions,
  collect,
  compileFile,
  noteSkipped,
  positiveNumber,
  wholeNumber,
} from '../model-options.ts';
import { dryRunText } from '../dry-run-text.ts';
import { Journal } from '../journal.ts';
import { Progress } from '../progress.ts';
import { errorColors as colors, note, outputColors, printJson, say, warn } from '../report.ts';
import type { DefineCommand } from './index.ts';
import { weightOptions } from '../../runtime/weights/weight-options.ts';
import type { TrainOptions } from './train-options.ts';

export const defineTrain: DefineCommand = (command, finish) => {
  addMemoryOption(addWeightOptions(addLimitOption(addModelOptions(command))))
    .option(
      '--data <path>',
      'training data, instead of the model’s own: a .npz, .csv, .tsv, .jsonl or .parquet file, a folder of .npy files or images, a query (`duckdb: select …`), or name=FILE; may be repeated',
      collect,
      [],
    )
    .option('--validation <path>', 'validation data, in the same forms', collect, [])
    .option('-o, --output <dir>', 'where weights, history and checkpoints go (default: runs/MODEL/1, 2, …)')
    .option('--weights <file>', 'weights to start from: a file, or a run’s folder')
    .option('--resume', 'go on where the run in the folder, or the last numbered one, stopped')
    .option('--force', 'write over another run in the folder')
    .option('--epochs <n>', 'instead of the model’s own', wholeNumber('--epochs', 1))
    .option('--batch-size <n>', 'instead of the model’s own', wholeNumber('--batch-size', 1))
    .option(
      '--initial-epoch <n>',
      'the epoch to begin with, from 0: `--epochs` counts those before it',
      wholeNumber('--initial-epoch', 0),
    )
    .option(
      '--steps-per-epoch <n>',
      'steps of an epoch, instead of the model’s own or all of the data',
      wholeNumber('--steps-per-epoch', 1),
    )
    .option(
      '--validation-batch-size <n>',
      'samples in one step of validation, instead of the model’s own',
      wholeNumber('--validation-batch-size', 1),
    )
    .option(
      '--validation-steps <n>',
      'steps of validation, instead of the model’s own or all of its data',
      wholeNumber('--validation-steps', 1),
    )
    .option(
      '--validation-freq <n>',
      'validate every so many epochs, or after these epochs: `2`, or `1,5,10`',
      epochNumbers,
    )
    .option('--seed <n>', 'instead of the model’s own', wholeNumber('--seed', 0))
    .option(
      '--learning-rate <x>',
      'instead of the model’s own; with --resume, the rate to go on with',
      positiveNumber('--learning-rate'),
    )
    .option(
      '--class-weight <class=weight>',
      'how much the samples of a class weigh, by its name or number, with several heads `head:class=weight`; may be repeated',
      collect,
      [],
    )
    .option('--no-shuffle', 'keep the samples in their order')
    .option(
      '--allow-address <url>',
      'let the model’s RemoteMonitor send to this address; may be repeated',
      (text: string, before: readonly string[]) => [...before, addressOf(text)],
      [],
    )
    .option('--keep-states', 'let layers with `stateful: true` take their states into the next epoch')
    .addOption(engineOption(trainingEngineNames))
    .option('--threads <n>', threadsHelp, wholeNumber('--threads', 1))
    .addOption(deviceOption(trainingDeviceNames))
    .option(
      '--processes <n>',
      'processes of the torch engine on this machine, which share every batch',
      wholeNumber('--processes', 1),
    )
    .option(
      '--nnodes <n>',
      'machines that train together with the torch engine; the command is started on each',
      wholeNumber('--nnodes', 1),
    )
    .option('--rdzv-endpoint <host:port>', 'where they find each other: an address of one of them')
    .option(
      '--histograms <n>',
      'every so many epochs, keep histograms of weights, gradients and results of layers, for `kmodel dashboard`',
      wholeNumber('--histograms', 1),
    )
    .option('--dry-run', 'train a few steps, say what they take and do, and keep nothing')
    .option('--plot', 'draw the values of epochs as small curves')
    .option('--json', 'print one JSON object a line')
    .addHelpText(
      'after',
      '\nExamples:\n  kmodel train digits.kmodel --data digits.npz -o run --epochs 3\n  kmodel train digits.kmodel --data digits.npz --engine torch --processes 2\n',
    )
    .action(async (file: string, options: TrainOptions) => finish(await train(file, options)));
};

/**
 * Trains as the command line asks.
 * @param means what says which device is faster, where the command line leaves it open
 * @returns the exit code
 */
export async function train(file: string, options: TrainOptions, means?: DeviceMeans): Promise<number> {
  refuseClashes(options);
  const { graph: compiled, files } = compileFile(file, options, { forTraining: true });
  const graph = withDataFrom(compiled, options.dataFrom);
  const weights = classWeights(options.classWeight, graph);
  if (options.data.length === 0 && !graph.data)
    throw new UsageError(
      '`kmodel train` needs data.',
      'Add `--data PATH`, or `data { source: "…" }` to the model.',
    );
  requireMemory(graph, { training: true });
  const numbered = join('runs', graph.name);
  const resumed = options.resume ? folderToResume(options, numbered) : undefined;
  // Of several machines one keeps the run, which is known once they have met.
  if (options.resume && resumed === undefined && (options.nnodes ?? 1) === 1)
    throw nothingToResume(options, numbered);
  // What a run began with in threads and seed it goes on with: its bits follow from them.
  const began = resumed === undefined ? undefined : readRecord(resumed);
  const ownSeed = began?.seed ?? (resumed === undefined ? undefined : readCheckpoint(resumed)?.seed);
  const seed = options.seed ?? graph.training.seed ?? ownSeed ?? freshSeed();
  const isShuffled = options.shuffle && graph.training.shuffle;
  const { training, validation } = await trainingData(graph, {
    ...readingOptions(options),
    ...storageOptions(options, resumed ?? options.output ?? numbered),
    source: options.data.length > 0 ? options.data : undefined,
    validation: options.validation.length > 0 ? options.validation : undefined,
    seed: isShuffled ? seed : undefined,
  });
  const threads = options.threads ?? began?.threads ?? undefined;
  const torch = isTorch(options) ? await startTorch(graph, options) : undefined;
  if (torch && !torch.leads) return trainAlong(torch);
  if (options.resume && resumed === undefined) throw nothingToResume(options, numbered);
  const device: TrainingDevice = {
    onGpu: began ? began.onGpu === true : options.onGpu,
    training: () => trainingOf(graph, training.arrays, options),
    say: (kind, text) => say(kind, text, options.json && !options.dryRun),
  };
  const asked = { threads, device: options.device };
  const engine = torch ?? (await createTrainingEngine(options.engine, asked, device, means));
  const text = { entry: modelSource(file), files: textsOf(files) };
  const model = new Model(graph, engine, { seed, text });
  await takeWeights(model, file, options);

  const fitting: FitOptions = {
    validationData: validation?.arrays,
    validationSampleWeight: validation?.sampleWeight,
    sampleWeight: training.sampleWeight,
    ...weights,
    epochs: options.epochs,
    initialEpoch: options.initialEpoch,
    batchSize: options.batchSize,
    stepsPerEpoch: options.stepsPerEpoch,
    validationBatchSize: options.validationBatchSize,
    validationSteps: options.validationSteps,
    validationFreq: options.validationFreq,
    ...(options.shuffle ? {} : { shuffle: false }),
    ...(options.keepStates ? { keepStates: true } : {}),
  };
  if (options.dryRun) {
    const code = await tryOut(model, training.arrays, fitting, options);
    await torch?.close();
    return code;
  }
  const progress = new Progress({ plot: options.plot });
  const callbacks: Callback[] = options.json ? [new Journal()] : options.quiet ? [] : [progress];
  const interrupt = listenForInterrupt();
  let result: RunResult;
  try {
    result = await trainInFolder(
      model,
      training.arrays,
      {
        ...fitting,
        callbacks,
        signal: interrupt.signal,
        onMessage: (kind, text) => {
          if (!options.json) progress.clear();
          say(kind, text, options.json);
        },
      },
      {
        ...(resumed === undefined && options.output === undefined
          ? { under: numbered }
          : { folder: resumed ?? options.output! }),
        resume: options.resume,
        force: options.force,
        learningRate: options.learningRate,
        histograms: options.histograms,
        allowedAddresses: options.allowAddress,
        command: options.command ?? process.argv.slice(2),
        onBegin: (folder) => {
          torch?.writeProgram(folder);
          note(colors.dim(`${model.engine.description} · seed ${model.seed} · ${folder}`));
        },
      },
    );
  } finally {
    interrupt.stop();
    if (!options.json) progress.clear();
  }
  await model.dispose();
  await torch?.close();
  return report(result, model, options);
}

/** The weights to start from; a saved model goes on with the state of its optimizer, too. */
async function takeWeights(model: Model, file: string, options: TrainOptions): Promise<void> {
  if (options.weights !== undefined)
    noteSkipped(await loadWeights(model, options.weights, weightOptions(options)), options.weights);
  else if (isSavedModel(file) && !options.resume) noteSkipped(await restoreModel(model, file, options), file);
}

/** Trains a few steps, and says what they take and do. */
async function tryOut(
  model: Model,
  data: ModelData,
  fitting: FitOptions,
  options: TrainOptions,
): Promise<number> {
  if (options.learningRate !== undefined) model.learningRate = options.learningRate;
  const messages: string[] = [];
  const found = await dryRun(model, data, {
    ...fitting,
    onMessage: (kind, text) => void (kind === 'warning' && messages.push(text)),
  });
  await model.dispose();
  for (const text of messages) say('warning', text);
  if (options.json) printJson({ event: 'dry-run', ...found });
  else process.stdout.write(`${dryRunText(found, outputColors.bold)}\n`);
  return ExitCode.done;
}

function withDataFrom(graph: ModelGraph, file: string | undefined): ModelGraph {
  return graph.data && file !== undefined ? { ...graph, data: { ...graph.data, file } } : graph;
}

function refuseClashes(options: TrainOptions): void {
  refuseTorchClashes(options);
  if (options.resume && options.weights)
    throw new UsageError('`--resume` and `--weights` exclude each other: a checkpoint has weights.');
  if (options.resume && options.initialEpoch !== undefined)
    throw new UsageError(
      '`--resume` and `--initial-epoch` exclude each other: a checkpoint knows its epoch.',
    );
  if (options.resume && options.force)
    throw new UsageError('`--resume` and `--force` exclude each other: one goes on, the other starts anew.');
  if (options.dryRun && options.resume)
    throw new UsageError(
      '`--dry-run` and `--resume` exclude each other: a dry run keeps nothing to go on from.',
    );
}

/** @returns undefined where there is no run to go on with */
function folderToResume({ output }: TrainOptions, numbered: string): string | undefined {
  const folder = output ?? latestFolder(numbered);
  return folder !== undefined && hasCheckpoint(folder) ? folder : undefined;
}

function nothingToResume({ output, nnodes = 1 }: TrainOptions, numbered: string): UsageError {
  return new UsageError(
    `There is no checkpoint in ${output ?? latestFolder(numbered) ?? numbered} to resume from.`,
    nnodes > 1
      ? 'The first process is on this machine: bring the folder of the run here, or train without `--resume` first.'
      : 'Train without `--resume` first.',
  );
}

/** Says how a run ended, and where its weights are. */
function report(result: RunResult, model: Model, options: TrainOptions): number {
  const { folder, last, best, progress, history } = result;
  if (options.json) {
    printJson({ event: 'end', history, weights: last, best, engine: model.engine.name, folder });
  }
  if (result.end === 'interrupted') {
    warn(`Stopped in epoch ${progress.epoch + 1} and saved. Go on with the same command and \`--resume\`.`);
    return ExitCode.interrupted;
  }
  if (result.steps === 0) {
    const epochs = options.epochs ?? model.graph.training.epochs;
    note(
      `The run in ${folder} has ${progress.epoch} of ${epochs} epochs behind it: nothing was left to train.` +
        (progress.epoch >= epochs ? ' `--epochs` sets more.' : ''),
    );
  }
  if (!options.json && !options.isTrial)
    note(`Weights are in ${last}${best ? `, those of the best epoch in ${best}` : ''}.`);
  return ExitCode.done;
}

/** The first Ctrl-C ends the training after the step in progress; the second one ends the process. */
function listenForInterrupt(): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    stop: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}

/** One number, or several with commas. @throws UsageError for anything else */
function epochNumbers(text: string): number | readonly number[] {
  const numbers = text.split(',').map(wholeNumber('--validation-freq', 1));
  return text.includes(',') ? numbers : numbers[0]!;
}

/** @throws UsageError for what is no address of a server */
function addressOf(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new UsageError(
    `\`${text}\` is no address.`,
    'Write, for example, `--allow-address http://localhost:9000`.',
  );
}

import { join } from 'node:path';
import type { Callback, CallbackContext, Logs } from '../../runtime/callbacks/callback.ts';
import { createCallbacks } from '../../runtime/callbacks/create.ts';
import { requireWritableFolder, writeFileAtomic } from '../../runtime/files.ts';
import type { FitResult, Progress as FitProgress } from '../../runtime/fit.ts';
import { Model } from '../../runtime/model.ts';
import { readCheckpoint, restoreCheckpoint, saveCheckpoint } from '../../runtime/weights/checkpoint.ts';
import { loadWeights, saveWeights } from '../../runtime/weights/save.ts';
import { addLimitOption, readModelData, type LimitOption } from '../data-options.ts';
import { createEngine, engineHelp } from '../engine.ts';
import { ExitCode, UsageError } from '../exit-codes.ts';
import {
  addModelOptions,
  collect,
  loadGraph,
  wholeNumber,
  type ModelCommandOptions,
} from '../model-options.ts';
import { Progress } from '../progress.ts';
import { note, printJson } from '../report.ts';
import { errorColors as colors } from '../report.ts';
import { BestWeights } from '../best-weights.ts';
import type { DefineCommand } from './index.ts';

interface TrainOptions extends ModelCommandOptions, LimitOption {
  readonly data: readonly string[];
  readonly validation: readonly string[];
  readonly output?: string;
  readonly weights?: string;
  readonly resume?: boolean;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly seed?: number;
  readonly shuffle: boolean;
  readonly engine: string;
  readonly json?: boolean;
}

export const defineTrain: DefineCommand = (command, finish) => {
  addLimitOption(addModelOptions(command))
    .option(
      '--data <path>',
      'training data: a .npz, .csv, .tsv or .jsonl file, a folder of .npy files, or name=FILE; may be repeated',
      collect,
      [],
    )
    .option('--validation <path>', 'validation data, in the same forms', collect, [])
    .option('-o, --output <dir>', 'where weights, history and checkpoints go (default: runs/MODEL)')
    .option('--weights <file>', 'weights to start from')
    .option('--resume', 'go on where the last run into the same folder stopped')
    .option('--epochs <n>', 'instead of the model’s own', wholeNumber('--epochs', 1))
    .option('--batch-size <n>', 'instead of the model’s own', wholeNumber('--batch-size', 1))
    .option('--seed <n>', 'instead of the model’s own', wholeNumber('--seed', 0))
    .option('--no-shuffle', 'keep the samples in their order')
    .option('--engine <name>', engineHelp, 'auto')
    .option('--json', 'print one JSON object a line')
    .addHelpText('after', '\nExample:\n  kmodel train digits.kmodel --data digits.npz -o run --epochs 3\n')
    .action(async (file: string, options: TrainOptions) => finish(await train(file, options)));
};

async function train(file: string, options: TrainOptions): Promise<number> {
  if (options.data.length === 0) throw new UsageError('`kmodel train` needs data.', 'Add `--data PATH`.');
  if (options.resume && options.weights)
    throw new UsageError('`--resume` and `--weights` exclude each other: a checkpoint has weights.');
  const graph = loadGraph(file, options, { forTraining: true });
  const folder = options.output ?? join('runs', graph.name);
  const { arrays: data } = readModelData(graph, options.data, 'train', options);
  const validationData =
    options.validation.length > 0
      ? readModelData(graph, options.validation, 'train', options).arrays
      : undefined;
  const checkpoint = options.resume ? readCheckpoint(folder) : undefined;
  if (options.resume && !checkpoint) {
    throw new UsageError(
      `There is no checkpoint in ${folder} to resume from.`,
      'Train without `--resume` first.',
    );
  }
  const model = new Model(graph, await createEngine(options.engine), {
    seed: checkpoint?.seed ?? options.seed,
  });
  if (checkpoint) restoreCheckpoint(model, checkpoint);
  else if (options.weights) await loadWeights(model, options.weights, options);

  requireWritableFolder(folder);
  const progress = new Progress();
  const best = new BestWeights(join(folder, 'best.safetensors'));
  const journal = new Journal(options);
  const callbacks: Callback[] = [...createCallbacks(graph.training.callbacks, folder), best, journal];
  if (!options.json) callbacks.push(progress);
  note(colors.dim(`${model.engine.description} · seed ${model.seed} · ${folder}`));

  const interrupt = listenForInterrupt();
  let result: FitResult;
  try {
    result = await model.fit(data, {
      validationData,
      epochs: options.epochs,
      batchSize: options.batchSize,
      ...(options.shuffle ? {} : { shuffle: false }),
      callbacks,
      signal: interrupt.signal,
      onMessage: (kind, text) => {
        if (options.json) return printJson({ event: 'message', kind, text });
        progress.clear();
        note(kind === 'warning' ? `${colors.yellow('warning')}: ${text}` : text);
      },
      resume: checkpoint?.progress,
      onCheckpoint: (state: FitProgress) => saveCheckpoint(folder, model, state),
    });
  } finally {
    interrupt.stop();
    if (!options.json) progress.clear();
  }
  const weights = join(folder, 'last.safetensors');
  await saveWeights(model, weights);
  saveCheckpoint(folder, model, result.progress);
  writeFileAtomic(join(folder, 'history.json'), JSON.stringify(result.history, null, 2) + '\n');
  const interrupted = result.end === 'interrupted';
  if (options.json) {
    printJson({
      event: 'end',
      history: result.history,
      weights,
      best: best.saved,
      engine: model.engine.name,
    });
  }
  await model.dispose();
  const epochs = options.epochs ?? graph.training.epochs;
  if (checkpoint && checkpoint.progress.epoch >= epochs) {
    note(
      `The run in ${folder} has ${checkpoint.progress.epoch} of ${epochs} epochs behind it: nothing was left to train. \`--epochs\` sets more.`,
    );
  }
  if (interrupted) {
    note(
      `Stopped in epoch ${result.progress.epoch + 1} and saved. Go on with the same command and \`--resume\`.`,
    );
    return ExitCode.interrupted;
  }
  if (!options.json)
    note(`Weights are in ${weights}${best.saved ? `, those of the best epoch in ${best.saved}` : ''}.`);
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

/** Prints one JSON object per epoch. */
class Journal implements Callback {
  private readonly options: TrainOptions;
  private context: CallbackContext | undefined;
  private start = 0;

  constructor(options: TrainOptions) {
    this.options = options;
  }

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
    this.start = performance.now();
  }

  onEpochBegin(): void {
    this.start = performance.now();
  }

  onEpochEnd(epoch: number, logs: Logs): void {
    if (!this.options.json) return;
    const { epochs, steps } = this.context!.parameters;
    const seconds = Math.round(performance.now() - this.start) / 1000;
    printJson({ event: 'epoch', epoch: epoch + 1, epochs, steps, seconds, logs });
  }
}

import { join } from 'node:path';
import { EventFile } from '../tensorboard/event-file.ts';
import { SessionLog_SessionStatus } from '../tensorboard/event_pb.ts';
import { graphDefOf } from '../tensorboard/graph.ts';
import type { HostTensor } from '../engines/engine.ts';
import type { Histogram } from '../inspect/histogram.ts';
import { toHistogramProto } from '../tensorboard/histogram.ts';
import { picturesOf } from '../tensorboard/pictures.ts';
import { writeEmbeddings } from '../tensorboard/projector.ts';
import type { Callback, CallbackContext, CallbackState, Logs } from './callback.ts';
import { requireCallbackOptions, requirePath } from './require-options.ts';

export interface TensorBoardOptions {
  /** Weights, gradients and results of layers as histograms every so many epochs; 0 writes none. */
  readonly histogramFreq?: number;
  readonly writeGraph?: boolean;
  /** Weights as pictures, together with their histograms. */
  readonly writeImages?: boolean;
  readonly writeStepsPerSecond?: boolean;
  /** After epochs alone, after every step as well, or after so many. */
  readonly updateFreq?: 'epoch' | 'batch' | number;
  /** Tables of embeddings for the projector every so many epochs; 0 writes none. */
  readonly embeddingsFreq?: number;
  /** A file in the folder of the event files with a label for each row of the embeddings. */
  readonly embeddingsMetadata?: string | null;
}

const validationPrefix = 'val_';

/**
 * Writes event files for TensorBoard, with Keras's tags: `epoch_loss`, `epoch_learning_rate` and `batch_loss` in
 * `train/`, what validation comes to in `validation/`; as histograms, weights under `LAYER/WEIGHT`, their gradients
 * under `LAYER/WEIGHT/gradient`, results of layers under `LAYER/activation`.
 */
export class TensorBoard implements Callback {
  readonly #folder: string;
  readonly #options: Required<TensorBoardOptions>;
  #context: CallbackContext | undefined;
  #train: EventFile | undefined;
  #validation: EventFile | undefined;
  /** Steps of the whole run. */
  #steps = 0;
  #stepsBefore = 0;
  #began = 0;

  /** @param folder gets `train/` and `validation/` */
  constructor(folder: string, options: TensorBoardOptions = {}) {
    requirePath('TensorBoard', folder, 'logs');
    requireCallbackOptions('TensorBoard', options);
    this.#folder = folder;
    this.#options = {
      histogramFreq: 0,
      writeGraph: true,
      writeImages: false,
      writeStepsPerSecond: false,
      updateFreq: 'epoch',
      embeddingsFreq: 0,
      embeddingsMetadata: null,
      ...options,
    };
  }

  onTrainBegin(context: CallbackContext): void {
    this.#context = context;
    this.#train = new EventFile(join(this.#folder, 'train'));
    // What an earlier part of the run wrote behind this place is written again: TensorBoard then drops it.
    if (this.#steps > 0) this.#restart(this.#train, context.start.epoch);
    if (this.#options.writeGraph && this.#steps === 0)
      this.#train.write(0, { case: 'graphDef', value: graphDefOf(context.model.graph) });
    this.#train.flush();
  }

  onEpochBegin(): void {
    this.#began = performance.now();
    this.#stepsBefore = this.#steps;
  }

  onTrainBatchEnd(_: number, logs: Logs): void {
    const step = this.#steps++;
    const { updateFreq } = this.#options;
    if (updateFreq === 'epoch') return;
    if (updateFreq !== 'batch' && step % updateFreq !== 0) return;
    for (const [name, value] of numbersIn(logs)) this.#train!.scalar(step, `batch_${name}`, value);
  }

  async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    const train = this.#train!;
    const { model } = this.#context!;
    for (const [name, value] of numbersIn(logs)) {
      if (!name.startsWith(validationPrefix)) train.scalar(epoch, `epoch_${name}`, value);
      else this.#validationFile(epoch).scalar(epoch, `epoch_${name.slice(validationPrefix.length)}`, value);
    }
    const rate = model.fixedRate;
    if (rate !== null && !Object.hasOwn(logs, 'learning_rate'))
      train.scalar(epoch, 'epoch_learning_rate', rate);
    if (this.#options.writeStepsPerSecond) {
      const seconds = (performance.now() - this.#began) / 1000;
      train.scalar(epoch, 'epoch_steps_per_second', (this.#steps - this.#stepsBefore) / seconds);
    }
    if (isDue(epoch, this.#options.histogramFreq)) await this.#writeHistograms(epoch);
    const { embeddingsFreq, embeddingsMetadata } = this.#options;
    if (isDue(epoch, embeddingsFreq)) writeEmbeddings(model, join(this.#folder, 'train'), embeddingsMetadata);
    train.flush();
    this.#validation?.flush();
  }

  onTrainEnd(): void {
    this.#train?.flush();
    this.#validation?.flush();
  }

  getState(): CallbackState {
    return { values: { steps: this.#steps } };
  }

  setState({ values }: CallbackState): void {
    this.#steps = Number(values['steps'] ?? 0);
  }

  #validationFile(epoch: number): EventFile {
    if (this.#validation) return this.#validation;
    this.#validation = new EventFile(join(this.#folder, 'validation'));
    if (this.#context!.start.epoch > 0) this.#restart(this.#validation, epoch);
    return this.#validation;
  }

  #restart(file: EventFile, epoch: number): void {
    file.write(epoch, { case: 'sessionLog', value: { status: SessionLog_SessionStatus.START } });
  }

  /** Weights, their gradients, and the results of layers for the first samples. */
  async #writeHistograms(epoch: number): Promise<void> {
    const { model, inspect } = this.#context!;
    const { layers, weights } = await inspect();
    const histograms = [
      ...weights.flatMap(({ weight, value, gradient }) => [
        histogram(weight, value),
        ...(gradient ? [histogram(`${weight}/gradient`, gradient)] : []),
      ]),
      ...layers.map(({ layer, activation }) => histogram(`${layer}/activation`, activation)),
    ];
    const pictures = this.#options.writeImages ? pictureSummaries(model.getWeights()) : [];
    this.#train!.write(epoch, { case: 'summary', value: { value: [...histograms, ...pictures] } });
  }
}

function histogram(tag: string, values: Histogram) {
  return { tag, value: { case: 'histo' as const, value: toHistogramProto(values) } };
}

function pictureSummaries(weights: Readonly<Record<string, HostTensor>>) {
  return Object.entries(weights).flatMap(([name, tensor]) =>
    picturesOf(tensor).map((value, index) => ({
      tag: `${name}/image/${index}`,
      value: { case: 'image' as const, value },
    })),
  );
}

function isDue(epoch: number, frequency: number): boolean {
  return frequency > 0 && epoch % frequency === 0;
}

function numbersIn(logs: Logs): readonly (readonly [string, number])[] {
  return Object.entries(logs).flatMap(([name, value]) =>
    typeof value === 'number' ? [[name, value] as const] : [],
  );
}

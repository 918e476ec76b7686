import { evaluateSize } from '../compiler/shapes/size.ts';
import { openSizes } from '../compiler/shapes/open-sizes.ts';
import type { ModelGraph } from '../compiler/index.ts';
import type { Arrays } from '../runtime/data/declared/read-for-model.ts';
import { isStoredData, type StoredData } from '../runtime/data/samples.ts';
import type { Engine } from '../runtime/engines/engine.ts';
import type { Device, Training } from '../runtime/engines/onnx/auto/device-for.ts';
import { withFallBack } from '../runtime/engines/onnx/auto/fall-back.ts';
import { createEngine, type EngineSettings, type EngineStarts } from './engine.ts';

/** Says on which device a training is faster; it never fails. */
export type ChooseDevice = (training: Training) => Promise<Device>;

/** By measuring here; loaded where somebody asks, since most commands do not. */
const measureHere: ChooseDevice = async (training) =>
  (await import('../runtime/engines/onnx/auto/choose-device.ts')).safeDeviceFor(training);

/** What decides on the device of a training besides the command line. */
export interface TrainingDevice {
  /** Where the run ran that is gone on with, or repeated; undefined for a new one. */
  readonly onGpu: boolean | undefined;
  readonly training: () => Training;
  /** Hears that a GPU was chosen, and of one that failed later. */
  readonly say: (kind: 'note' | 'warning', text: string) => void;
}

/** What is asked for a device, and what starts engines. */
export interface DeviceMeans {
  readonly choose?: ChooseDevice;
  readonly from?: EngineStarts;
}

/**
 * The engine of a training. With `--device auto` it is on the GPU where the run was that it goes on with, or where that
 * was measured to be faster; on the processor wherever something else was said, or the GPU does not open or fails.
 * @throws what `createEngine` throws
 */
export async function createTrainingEngine(
  name: string,
  settings: EngineSettings,
  { onGpu, training, say }: TrainingDevice,
  { choose = measureHere, from }: DeviceMeans = {},
): Promise<Engine> {
  const { device = 'auto', threads } = settings;
  const start = (on: EngineSettings): Promise<Engine> => createEngine(name, on, from);
  if (device !== 'auto' || threads !== undefined || name === 'tfjs') return start(settings);
  const gpu = await openChosen(onGpu ?? (() => choose(training())), () =>
    start({ ...settings, device: 'gpu' }),
  );
  if (!gpu) return start(settings);
  if (!onGpu)
    say(
      'note',
      `This trains on ${gpu.description.replace(/^.*? on /, '')}, which was measured to take at most half of the processor's time. \`--device cpu\` keeps to the processor.`,
    );
  return withFallBack(
    gpu,
    () => start(settings),
    (error) => say('warning', `The GPU fails, and the processor goes on: ${firstLine(error)}`),
  );
}

/** The engine on the GPU, where that is the device; whatever fails speaks for the processor. */
async function openChosen(
  onGpu: boolean | (() => Promise<Device>),
  open: () => Promise<Engine>,
): Promise<Engine | undefined> {
  try {
    const isGpu = typeof onGpu === 'boolean' ? onGpu : (await onGpu()) === 'gpu';
    return isGpu ? await open() : undefined;
  } catch {
    return undefined;
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split('\n')[0]!;
}

/** What of the command line and the data decides how long a training takes. */
export interface TrainingLength {
  readonly batchSize?: number | undefined;
  readonly epochs?: number | undefined;
  readonly initialEpoch?: number | undefined;
  readonly stepsPerEpoch?: number | undefined;
}

/** A training by its data: sizes that differ from model to model's data, and steps, are known by it. */
export function trainingOf(
  model: ModelGraph,
  data: Arrays | StoredData,
  { batchSize, epochs, initialEpoch = 0, stepsPerEpoch }: TrainingLength,
): Training {
  const shapes = shapesOf(data);
  const batch = batchSize ?? model.training.batchSize;
  const inEpoch =
    stepsPerEpoch ?? model.training.stepsPerEpoch ?? Math.ceil((countOf(data) ?? Infinity) / batch);
  const steps = ((epochs ?? model.training.epochs) - initialEpoch) * inEpoch;
  return { model, batch, sizes: sizesOf(model, shapes), steps };
}

type Shapes = ReadonlyMap<string, readonly number[]>;

function sizesOf(model: ModelGraph, shapes: Shapes): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { name, tensor } of model.inputs)
    model.tensors[tensor]!.shape.forEach((size, axis) => {
      const [open] = openSizes(size);
      const found = shapes.get(name)?.[axis + 1];
      // Sizes of inputs are numbers, or variables by themselves.
      if (open === undefined || found === undefined || sizes.has(open)) return;
      if (evaluateSize(size, new Map([[open, found]])) === found) sizes.set(open, found);
    });
  return sizes;
}

function shapesOf(data: Arrays | StoredData): Shapes {
  if (!isStoredData(data)) return new Map(Object.entries(data).map(([name, { shape }]) => [name, shape]));
  const { feeds, words } = data.preparedBy(undefined).slice(0, 1);
  return new Map(Object.entries({ ...feeds, ...words }).map(([name, { shape }]) => [name, shape]));
}

function countOf(data: Arrays | StoredData): number | undefined {
  return isStoredData(data) ? data.count : Object.values(data)[0]?.shape[0];
}

import { readFileSync } from 'node:fs';
import { buildPredictStep } from '../../compiler/steps/build-steps.ts';
import type { GraphHead, ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { BatchSource } from '../data/batches.ts';
import type { HostTensor } from '../engines/engine.ts';
import { isFile } from '../files.ts';
import type { Model } from '../model.ts';
import type { RawBatch } from '../preprocessing/raw-batch.ts';
import { reportOfHead, type HeadReport } from '../report.ts';
import { sampleView, type SampleView } from './sample-view.ts';

/** What a model says to samples, beside what it should say. */
export interface Evaluation {
  readonly data: 'validation' | 'training';
  /** Samples that were looked at: the first ones. */
  readonly samples: number;
  readonly heads: readonly HeadEvaluation[];
}

export interface HeadEvaluation {
  readonly head: string;
  readonly report: HeadReport;
  /** Targets and predictions of heads of one number, of the first samples. */
  readonly pairs: readonly (readonly [target: number, prediction: number])[];
  /** The samples whose answers are furthest off, the furthest first. */
  readonly worst: readonly WorstSample[];
}

export interface WorstSample extends SampleView {
  /** Its number in the data, from 0. */
  readonly sample: number;
  /** From 0: how far off; for classes, 1 − the probability of the right one. */
  readonly error: number;
  readonly target: string;
  readonly prediction: string;
}

const mostSamples = 2000;
/** Numbers that are held at a time: heads of images give many for each sample. */
const mostHeld = 4_000_000;
const mostPairs = 500;
const mostWorst = 12;

/**
 * The answers to the first samples of a source, for heads whose targets are in the data.
 * @param held ends it with the batch at which so many numbers are held
 */
export async function evaluateSamples(
  model: Model,
  source: BatchSource,
  data: Evaluation['data'],
  held = mostHeld,
): Promise<Evaluation> {
  const heads = model.graph.heads.filter(({ loss, target }) => loss && target);
  const names = heads.map(({ name }) => name);
  const parts: Readonly<Record<string, HostTensor>>[] = [];
  let samples = 0;
  let numbers = 0;
  for await (const feeds of source.epoch(0, 0)) {
    const predicted = await model.runStep(
      `evaluation ${names.join()}`,
      () => buildPredictStep(model.graph, names),
      feeds,
    );
    const targets = Object.fromEntries(names.map((name) => [`target:${name}`, feeds[`target:${name}`]!]));
    parts.push({ ...predicted, ...targets });
    samples += parts.at(-1)![names[0]!]?.shape[0] ?? 0;
    numbers += Object.values(parts.at(-1)!).reduce((sum, { data: values }) => sum + values.length, 0);
    if (samples >= mostSamples || numbers >= held) break;
  }
  const raw = await firstSamples(source, samples);
  return {
    data,
    samples,
    heads: heads.map((head) => {
      const [prediction, target] = [head.name, `target:${head.name}`].map((name) => joined(parts, name));
      return {
        head: head.name,
        report: reportOfHead(head, prediction!, target!),
        pairs: pairsOf(prediction!, target!),
        worst: worstOf(model.graph, head, prediction!, target!, raw),
      };
    }),
  };
}

/** What a run has kept; null where there is none, or it is not whole. */
export function readEvaluation(path: string): Evaluation | null {
  if (!isFile(path)) return null;
  try {
    const read = JSON.parse(readFileSync(path, 'utf8')) as Evaluation | null;
    return Array.isArray(read?.heads) ? read : null;
  } catch {
    return null;
  }
}

/** The samples as they stand in the data: in the order of an epoch that is not shuffled. */
async function firstSamples(source: BatchSource, count: number): Promise<readonly RawBatch[]> {
  const parts: RawBatch[] = [];
  let seen = 0;
  for await (const batch of source.raw()) {
    parts.push(batch);
    seen += sizeOf(batch);
    if (seen >= count) break;
  }
  return parts;
}

function sizeOf({ feeds, words }: RawBatch): number {
  const [first] = [...Object.values(feeds), ...Object.values(words)];
  return first?.shape[0] ?? 0;
}

function joined(parts: readonly Readonly<Record<string, HostTensor>>[], name: string): HostTensor {
  const tensors = parts.map((part) => part[name]!);
  const data = new Float32Array(tensors.reduce((sum, each) => sum + each.data.length, 0));
  let place = 0;
  for (const tensor of tensors) {
    data.set(tensor.data, place);
    place += tensor.data.length;
  }
  const count = tensors.reduce((sum, { shape }) => sum + shape[0]!, 0);
  return { dtype: 'float32', shape: [count, ...tensors[0]!.shape.slice(1)], data };
}

function pairsOf(prediction: HostTensor, target: HostTensor): HeadEvaluation['pairs'] {
  const count = prediction.shape[0]!;
  if (prediction.data.length !== count || target.data.length !== count) return [];
  return Array.from({ length: Math.min(count, mostPairs) }, (_, sample) => [
    Number(target.data[sample]),
    Number(prediction.data[sample]),
  ]);
}

function worstOf(
  graph: ModelGraph,
  head: GraphHead,
  prediction: HostTensor,
  target: HostTensor,
  raw: readonly RawBatch[],
): readonly WorstSample[] {
  const count = prediction.shape[0]!;
  const row = (tensor: HostTensor, sample: number): readonly number[] => {
    const width = tensor.data.length / count;
    return Array.from(tensor.data.subarray(sample * width, (sample + 1) * width), Number);
  };
  return Array.from({ length: count }, (_, sample) => ({
    sample,
    ...judge(head, row(prediction, sample), row(target, sample)),
  }))
    .sort((a, b) => b.error - a.error)
    .slice(0, mostWorst)
    .map((found) => ({ ...found, ...viewOf(graph, raw, found.sample) }));
}

/** How far the answer to one sample is off, and both in words. */
function judge(
  { loss, classes }: GraphHead,
  said: readonly number[],
  wanted: readonly number[],
): Pick<WorstSample, 'error' | 'target' | 'prediction'> {
  const name = (place: number): string => classes?.[place] ?? String(place);
  const isLogits = loss!.args['from_logits'] === true;
  if (
    loss!.declaration.wants === 'distribution' &&
    said.length > 1 &&
    (wanted.length === 1 || wanted.length === said.length)
  ) {
    const probabilities = isLogits ? softmax(said) : said;
    const right = wanted.length === 1 ? wanted[0]! : greatest(wanted);
    const answer = greatest(probabilities);
    return {
      error: 1 - (probabilities[right] ?? 1),
      target: name(right),
      prediction: `${name(answer)} (${percent(probabilities[answer]!)})`,
    };
  }
  if (loss!.declaration.wants === 'probabilities' && said.length === 1) {
    const probability = isLogits ? 1 / (1 + Math.exp(-said[0]!)) : said[0]!;
    return {
      error: Math.abs(wanted[0]! - probability),
      target: name(Number(wanted[0]! > 0.5)),
      prediction: `${name(1)} (${percent(probability)})`,
    };
  }
  const error =
    said.reduce((sum, value, index) => sum + Math.abs(value - (wanted[index] ?? 0)), 0) / said.length;
  return { error, target: numbersText(wanted), prediction: numbersText(said) };
}

function viewOf(graph: ModelGraph, raw: readonly RawBatch[], sample: number): SampleView {
  let start = 0;
  for (const batch of raw) {
    const size = sizeOf(batch);
    if (sample < start + size) return sampleView(graph, batch, sample - start);
    start += size;
  }
  return { inputs: [] };
}

function greatest(values: readonly number[]): number {
  return values.reduce((best, value, place) => (value > values[best]! ? place : best), 0);
}

function softmax(values: readonly number[]): readonly number[] {
  const most = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - most));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** As many numbers as can be read. */
const mostNumbers = 8;

function numbersText(values: readonly number[]): string {
  const shown = values.slice(0, mostNumbers).map((value) => String(Number(value.toPrecision(4))));
  return values.length > mostNumbers ? `${shown.join(', ')}, …` : shown.join(', ');
}

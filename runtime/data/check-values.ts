import type { GraphHead, ModelGraph } from '../../compiler/graph/model-graph.ts';
import { sampleAxis } from '../../compiler/shapes/axes.ts';
import type { TargetRange } from '../../compiler/declarations/define-component.ts';
import { DataError } from '../errors.ts';
import type { HostArray, HostTensor } from '../engines/engine.ts';
import type { Column } from './columns.ts';
import type { DataWarning } from './samples.ts';
import { positionText } from './tensor-like.ts';

/**
 * Checks integer inputs that an Embedding reads against its vocabulary.
 * @throws DataError that names the input and the value
 */
export function checkIndices(model: ModelGraph, inputs: readonly Column[], first = 0): void {
  for (const input of model.inputs) {
    const column = inputs.find(({ name }) => name === input.name);
    if (!input.indexRange || !column) continue;
    const { below, layer } = input.indexRange;
    const index = firstOutside(column.tensor.data, 0, below - 1);
    if (index >= 0) throw badIndex(input.name, column.tensor, index, layer, below, first);
  }
}

/** The error for an index without entry. */
export function badIndex(
  name: string,
  tensor: HostTensor,
  index: number,
  layer: string,
  below: number,
  firstSample = 0,
): DataError {
  const sample = firstSample + Math.floor(index / rowWidth(tensor));
  return new DataError(
    `\`${name}\` holds ${tensor.data[index]} in sample ${sample}, but \`${layer}\` has entries 0 to ${below - 1}.`,
  );
}

/**
 * Checks targets against what the losses and metrics of their heads can take: classes that there are, shares from 0
 * to 1.
 * @throws DataError that names the head, the value and its place
 */
export function checkTargetValues(model: ModelGraph, targets: readonly Column[], first = 0): void {
  for (const head of model.heads) {
    const column = targets.find(({ name }) => name === head.name);
    if (!column) continue;
    checkClasses(model, head, column, first);
    for (const component of [head.loss, ...head.metrics]) {
      const range = component?.declaration.targetRange?.(component.args);
      if (range) checkRange(component!.alias ?? component!.name, column, range, first);
    }
  }
}

/** Integer targets of a sparse loss must name a class of the head. */
function checkClasses(model: ModelGraph, head: GraphHead, { tensor }: Column, first: number): void {
  const classes = classCount(model, head);
  if (tensor.dtype !== 'int32' || classes === undefined) return;
  const index = firstOutside(tensor.data, 0, classes - 1, head.loss?.args.ignore_class);
  if (index < 0) return;
  const sample = first + Math.floor(index / rowWidth(tensor));
  throw new DataError(
    `\`${head.name}\` has the class ${tensor.data[index]} in sample ${sample}, but the head has ${classesText(classes)}.`,
  );
}

/** How many classes a head tells apart, where that is known. */
function classCount(model: ModelGraph, { loss, tensor }: GraphHead): number | undefined {
  const axis = typeof loss?.args.axis === 'number' ? loss.args.axis : -1;
  const prediction = model.tensors[tensor]!.shape;
  const classes = prediction[sampleAxis(axis, prediction.length) ?? prediction.length - 1];
  return typeof classes === 'number' ? classes : undefined;
}

function classesText(count: number): string {
  return `${count} classes, 0 to ${count - 1}`;
}

function checkRange(taker: string, { name, tensor }: Column, range: TargetRange, first: number): void {
  const index = tensor.data.findIndex((value) => isOutside(value, range));
  if (index < 0) return;
  throw new DataError(
    `\`${name}\` holds ${shown(tensor.data[index]!)} ${positionText(index, tensor.shape, first)}, but ${takesText(taker, range)}.`,
    rangeHelp(range),
  );
}

function isOutside(value: number, { low, high, whole = false, except = null }: TargetRange): boolean {
  return (value < low || value > high || (whole && !Number.isInteger(value))) && value !== except;
}

function takesText(taker: string, { low, high, whole = false }: TargetRange): string {
  return `\`${taker}\` takes ${whole ? 'whole numbers' : 'numbers'} from ${low} to ${high}`;
}

function rangeHelp({ high, whole = false }: TargetRange): string | undefined {
  return high === 1 && !whole ? 'Such targets say no by 0 and yes by 1.' : undefined;
}

/** What is wrong with one entry, wherever it stands; undefined where nothing is. */
export type EntryCheck = (entry: number) => { readonly text: string; readonly help?: string } | undefined;

/**
 * The same checks for single entries, by input and head, so that a reader of tables can tell the row of one. Entries
 * that no tensor of the model holds, such as 1.5 where classes are counted, are left to later checks.
 */
export function entryChecks(model: ModelGraph): ReadonlyMap<string, EntryCheck> {
  const checks = new Map<string, EntryCheck>();
  for (const { name, indexRange } of model.inputs)
    if (indexRange) checks.set(name, (entry) => indexProblem(entry, indexRange));
  for (const head of model.heads) {
    const check = targetCheck(model, head);
    if (check) checks.set(head.name, check);
  }
  return checks;
}

function indexProblem(
  entry: number,
  { below, layer }: { readonly below: number; readonly layer: string },
): ReturnType<EntryCheck> {
  if (!Number.isInteger(entry) || (entry >= 0 && entry < below)) return undefined;
  return { text: `${entry} is none of the entries of \`${layer}\`, 0 to ${below - 1}.` };
}

function targetCheck(model: ModelGraph, head: GraphHead): EntryCheck | undefined {
  const classes = head.target?.dtype === 'int32' ? classCount(model, head) : undefined;
  const ignored = head.loss?.args.ignore_class;
  const ranges = [head.loss, ...head.metrics].flatMap((component) => {
    const range = component?.declaration.targetRange?.(component.args);
    return range ? [{ taker: component!.alias ?? component!.name, range }] : [];
  });
  if (classes === undefined && ranges.length === 0) return undefined;
  return (entry) => {
    const isClass = entry >= 0 && entry < (classes ?? Infinity);
    if (classes !== undefined && Number.isInteger(entry) && !isClass && entry !== ignored)
      return { text: `${entry} is no class of head \`${head.name}\`, which has ${classesText(classes)}.` };
    const broken = ranges.find(({ range }) => isOutside(entry, range));
    if (!broken) return undefined;
    const help = rangeHelp(broken.range);
    return {
      text: `${shown(entry)} does not fit: ${takesText(broken.taker, broken.range)}.`,
      ...(help !== undefined && { help }),
    };
  };
}

/** The place of the first number that is neither within bounds nor the one that is allowed besides, or -1. */
function firstOutside(data: HostArray, low: number, high: number, except?: unknown): number {
  for (let index = 0; index < data.length; index++) {
    const value = data[index]!;
    if ((value < low || value > high) && value !== except) return index;
  }
  return -1;
}

/** A float32 as short as it reads back. */
function shown(value: number): string {
  return String(Number(value.toPrecision(7)));
}

/** How far the entries of a row may be from summing to one: sums of many rounded shares are no mistake. */
const tolerance = 1e-3;

/** A warning for each head whose targets should be shares of classes, but don't sum to one. */
export function targetWarnings(
  model: ModelGraph,
  targets: readonly Column[],
  first = 0,
): readonly DataWarning[] {
  return model.heads.flatMap((head) => {
    const tensor = targets.find(({ name }) => name === head.name)?.tensor;
    const classes = tensor?.shape.at(-1);
    const { loss } = head;
    if (!tensor || !classes || !loss?.declaration.sharesOfOne || (loss.args.axis ?? -1) !== -1) return [];
    for (let start = 0; start < tensor.data.length; start += classes) {
      let sum = 0;
      for (let place = start; place < start + classes; place++) sum += tensor.data[place]!;
      if (Math.abs(sum - 1) <= tolerance) continue;
      const sample = first + Math.floor(start / rowWidth(tensor));
      return [
        {
          head: head.name,
          text: `The targets of \`${head.name}\` sum to ${shown(sum)} in sample ${sample}, but \`${loss.alias ?? loss.name}\` takes shares of classes that sum to 1, such as one-hot rows.`,
        },
      ];
    }
    return [];
  });
}

function rowWidth({ data, shape }: HostTensor): number {
  return data.length / Math.max(1, shape[0]!);
}

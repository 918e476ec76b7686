import type { LayerDeclaration } from '../declarations/define-layer.ts';
import type { Place } from '../diagnostics/place.ts';
import { refusalOf } from '../layers/takes.ts';
import { sizeProduct, sizeText, type Size } from '../shapes/size.ts';
import { tensorTypeText, type TensorType } from '../shapes/types.ts';
import type { FlowTensor } from './flow.ts';
import type { Site } from './site.ts';

/** Checks rank, dtype and known sizes of one input against the layer's declaration; false after a report. */
export function inputFits(
  site: Site,
  declaration: LayerDeclaration,
  input: FlowTensor,
  place: Place,
): boolean {
  const type = input.type!;
  const refusal = refusalOf(declaration, type);
  if (!refusal) return true;
  const found = { site, declaration, input, type, place };
  if (refusal.kind === 'dtype') reportDType(found, refusal.wanted);
  else if (refusal.kind === 'rank') reportRank(found, refusal.minimum, refusal.maximum);
  else reportSize(found, refusal.axis);
  return false;
}

function shapeOrigin(input: FlowTensor) {
  return [{ place: input.place, message: `\`${input.label}\` gets its shape here.` }];
}

/** An input that a layer refuses. */
interface RefusedInput {
  readonly site: Site;
  readonly declaration: LayerDeclaration;
  readonly input: FlowTensor;
  readonly type: TensorType;
  readonly place: Place;
}

function reportRank(
  { site, declaration, input, type, place }: RefusedInput,
  minimum: number,
  maximum: number,
): void {
  const actual = type.shape.length;
  const axes = (count: number) => (count === 1 ? '1 axis' : `${count} axes`);
  const counted =
    minimum === maximum
      ? axes(minimum)
      : actual < minimum
        ? `at least ${axes(minimum)}`
        : `at most ${axes(maximum)}`;
  const values = {
    layer: declaration.name,
    wanted: declaration.input.description ?? `a tensor of ${counted} beside the batch`,
    input: `\`${input.label}\``,
    found: tensorTypeText(type),
  };
  site.context.report('KM3001', 'default', values, place, {
    related: shapeOrigin(input),
    help: sequencesHelp(site, input) ?? rankHelp(type.shape, actual < minimum ? minimum : maximum),
  });
}

/** A recurrent layer before that gives its last step alone may be asked for all of them. */
function sequencesHelp(site: Site, input: FlowTensor): string | undefined {
  const producer = site.frame.builder.tensors[input.index]?.producer?.layer;
  if (producer?.args?.['return_sequences'] !== false) return undefined;
  return `\`return_sequences: true\` in \`${input.label}\` keeps its steps.`;
}

/** An edit that gives a shape the wanted number of axes. */
function rankHelp(shape: readonly Size[], wanted: number): string | undefined {
  const sizes = (dims: readonly Size[]) =>
    dims.every((dim) => typeof dim === 'number') && `Reshape([${dims.map(sizeText).join(', ')}])`;
  if (shape.length > wanted) {
    if (wanted === 1) return '`Flatten()` lays it out as one axis.';
    const reshape = sizes([...shape.slice(0, wanted - 1), sizeProduct(shape.slice(wanted - 1))]);
    if (!reshape) return undefined;
    return wanted === 2 ? `\`${reshape}\` makes each row a step.` : `\`${reshape}\` joins the last axes.`;
  }
  if (shape.length + 1 !== wanted || shape.length === 0) return undefined;
  const reshape = sizes([...shape, 1]);
  if (!reshape) return undefined;
  return wanted === 2
    ? `\`${reshape}\` makes each number a step.`
    : `\`${reshape}\` adds an axis of one channel.`;
}

function reportDType(
  { site, declaration, input, type, place }: RefusedInput,
  dtype: 'float' | 'integer' | 'bool',
): void {
  const wanted = { float: 'floats', integer: 'whole numbers (int32)', bool: 'bool' }[dtype];
  const isInteger = type.dtype === 'int32' || type.dtype === 'int64';
  const values = {
    layer: declaration.name,
    wanted,
    input: `\`${input.label}\``,
    found: tensorTypeText(type),
  };
  const help =
    dtype === 'float' && isInteger
      ? 'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.'
      : dtype === 'integer'
        ? 'word and category numbers are declared `int32`.'
        : undefined;
  site.context.report('KM3006', 'default', values, place, { related: shapeOrigin(input), help });
}

function reportSize({ site, declaration, input, type, place }: RefusedInput, axis: number): void {
  const size = type.shape.at(axis)!;
  const values = {
    layer: declaration.name,
    axis: axis === -1 ? 'last size' : `size of axis ${axis < 0 ? type.shape.length + axis + 1 : axis + 1}`,
    input: `\`${input.label}\``,
    found: tensorTypeText(type),
  };
  site.context.report('KM3005', 'default', values, place, {
    related: shapeOrigin(input),
    help: `a number in place of \`${sizeText(size)}\` makes it known.`,
  });
}

import type { LayerDeclaration } from '../declarations/define-layer.ts';
import type { Place } from '../diagnostics/place.ts';
import { sizeProduct, sizeText, type Size } from '../shapes/size.ts';
import { isFloatLike, tensorTypeText, type TensorType } from '../shapes/types.ts';
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
  return (
    dtypeFits(site, declaration, input, type, place) &&
    rankFits(site, declaration, input, type, place) &&
    sizesAreKnown(site, declaration, input, type, place)
  );
}

function shapeOrigin(input: FlowTensor) {
  return [{ place: input.place, message: `\`${input.label}\` gets its shape here.` }];
}

function rankFits(
  site: Site,
  declaration: LayerDeclaration,
  input: FlowTensor,
  type: TensorType,
  place: Place,
): boolean {
  const { rank } = declaration.input;
  if (rank === undefined) return true;
  const { minimum, maximum = Infinity } = typeof rank === 'number' ? { minimum: rank, maximum: rank } : rank;
  const actual = type.shape.length;
  if (actual >= minimum && actual <= maximum) return true;
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
  return false;
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

function dtypeFits(
  site: Site,
  declaration: LayerDeclaration,
  input: FlowTensor,
  type: TensorType,
  place: Place,
): boolean {
  const { dtype = 'any' } = declaration.input;
  const isInteger = type.dtype === 'int32' || type.dtype === 'int64';
  const fits =
    dtype === 'any' ||
    (dtype === 'float' && isFloatLike(type.dtype)) ||
    (dtype === 'integer' && (isInteger || type.dtype === 'uint8')) ||
    (dtype === 'bool' && type.dtype === 'bool');
  if (fits) return true;
  const wanted = { float: 'floats', integer: 'whole numbers (int32)', bool: 'bool' }[
    dtype as 'float' | 'integer' | 'bool'
  ];
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
  return false;
}

function sizesAreKnown(
  site: Site,
  declaration: LayerDeclaration,
  input: FlowTensor,
  type: TensorType,
  place: Place,
): boolean {
  for (const axis of declaration.input.knownAxes ?? []) {
    const size = type.shape.at(axis);
    if (size === undefined || typeof size === 'number') continue;
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
    return false;
  }
  return true;
}

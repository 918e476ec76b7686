import { classOf, type LayerDeclaration } from '../declarations/define-layer.ts';
import { inputOf, isChannelsFirst } from '../declarations/data-format.ts';
import type { Arguments } from '../declarations/values.ts';
import type { Fix } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import { putBefore } from '../diagnostics/edits.ts';
import { refusalOf, type WantedDType } from '../layers/takes.ts';
import { sizeProduct, sizeText, type Size } from '../shapes/size.ts';
import { tensorTypeText, type TensorType } from '../shapes/types.ts';
import type { FlowTensor } from './flow.ts';
import type { Site } from './site.ts';

/** Checks rank, dtype and known sizes of one input against the layer's declaration; false after a report. */
export function inputFits(
  site: Site,
  declaration: LayerDeclaration,
  args: Arguments,
  input: FlowTensor,
  place: Place,
): boolean {
  const type = input.type!;
  const refusal = refusalOf(declaration, type, args);
  if (!refusal) return true;
  const found = { site, declaration, args, input, type, place };
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
  readonly args: Arguments;
  readonly input: FlowTensor;
  readonly type: TensorType;
  readonly place: Place;
}

function reportRank(
  { site, declaration, args, input, type, place }: RefusedInput,
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
    layer: classOf(declaration),
    wanted: inputOf(declaration, args).description ?? `a tensor of ${counted} beside the batch`,
    input: `\`${input.label}\``,
    found: tensorTypeText(type),
  };
  site.context.report('KM3001', 'default', values, place, {
    related: shapeOrigin(input),
    ...(sequencesHelp(site, input) ??
      rankHelp(type.shape, actual < minimum ? minimum : maximum, {
        stage: stagePlace(site, declaration, place),
        isFirst: isChannelsFirst(declaration, args),
      })),
  });
}

/** A recurrent layer before that gives its last step alone may be asked for all of them. */
function sequencesHelp(site: Site, input: FlowTensor): RankHelp | undefined {
  const producer = site.frame.builder.tensors[input.index]?.producer?.layer;
  if (producer?.args?.['return_sequences'] !== false) return undefined;
  return { help: `\`return_sequences: true\` in \`${input.label}\` keeps its steps.` };
}

/** The place, where it is that of a layer which takes one tensor: another layer may then stand before it. */
function stagePlace(site: Site, { input }: LayerDeclaration, place: Place): Place | undefined {
  const { text } = site.environment.module.source;
  const isLayer = /^\p{Lu}/u.test(text.slice(place.span.start, place.span.end));
  return isLayer && (input.count === undefined || input.count === 'one') ? place : undefined;
}

interface RankHelp {
  readonly help: string;
  readonly fixes?: readonly Fix[];
}

/** A layer before that gives a shape the wanted number of axes. */
function rankHelp(
  shape: readonly Size[],
  wanted: number,
  { stage, isFirst }: { readonly stage: Place | undefined; readonly isFirst: boolean },
): RankHelp | undefined {
  const before = (layer: string, does: string): RankHelp => ({
    help: `\`${layer}\` ${does}.`,
    fixes: stage ? [putBefore(stage, layer)] : [],
  });
  const reshape = (dims: readonly Size[]): string | undefined =>
    dims.every((dim) => typeof dim === 'number') ? `Reshape([${dims.map(sizeText).join(', ')}])` : undefined;
  if (shape.length > wanted) {
    if (wanted === 1) return before('Flatten()', 'lays it out as one axis');
    const joined = reshape([...shape.slice(0, wanted - 1), sizeProduct(shape.slice(wanted - 1))]);
    return joined === undefined
      ? undefined
      : before(joined, wanted === 2 ? 'makes each row a step' : 'joins the last axes');
  }
  if (shape.length + 1 !== wanted || shape.length === 0) return undefined;
  const longer = reshape(isFirst ? [1, ...shape] : [...shape, 1]);
  return longer === undefined
    ? undefined
    : before(longer, wanted === 2 ? 'makes each number a step' : 'adds an axis of one channel');
}

function reportDType({ site, declaration, input, type, place }: RefusedInput, dtype: WantedDType): void {
  const wanted = wantedTexts[dtype];
  const isInteger = type.dtype === 'int32' || type.dtype === 'int64';
  const values = {
    layer: classOf(declaration),
    wanted,
    input: `\`${input.label}\``,
    found: tensorTypeText(type),
  };
  const help =
    type.dtype === 'string'
      ? 'layers such as `StringLookup` and `TextVectorization` turn strings into numbers.'
      : dtype === 'float' && isInteger
        ? 'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.'
        : dtype === 'integer'
          ? 'word and category numbers are declared `int32`.'
          : dtype === 'string' && isInteger && declaration.name === 'StringLookup'
            ? '`IntegerLookup` is the layer for whole numbers; words are declared `string`.'
            : undefined;
  const fixes = type.dtype === 'string' ? wordFixes(dtype, stagePlace(site, declaration, place)) : [];
  site.context.report('KM3006', 'default', values, place, { related: shapeOrigin(input), help, fixes });
}

const wantedTexts: Readonly<Record<WantedDType, string>> = {
  float: 'floats',
  integer: 'whole numbers (int32)',
  bool: 'bool',
  string: 'strings',
  category: 'strings or whole numbers',
  number: 'numbers',
};

/** Layers before that turn strings into what a layer takes. */
function wordFixes(dtype: WantedDType, stage: Place | undefined): readonly Fix[] {
  if (!stage) return [];
  const vectors = dtype === 'integer' ? '' : ', output_mode: multi_hot';
  return [
    putBefore(stage, `StringLookup(max_tokens: 1000${vectors})`),
    putBefore(stage, `TextVectorization(max_tokens: 1000${vectors})`),
  ];
}

function reportSize({ site, declaration, input, type, place }: RefusedInput, axis: number): void {
  const size = type.shape.at(axis)!;
  const values = {
    layer: classOf(declaration),
    axis: axis === -1 ? 'last size' : `size of axis ${axis < 0 ? type.shape.length + axis + 1 : axis + 1}`,
    input: `\`${input.label}\``,
    found: tensorTypeText(type),
  };
  site.context.report('KM3005', 'default', values, place, {
    related: shapeOrigin(input),
    help: `a number in place of \`${sizeText(size)}\` makes it known.`,
  });
}

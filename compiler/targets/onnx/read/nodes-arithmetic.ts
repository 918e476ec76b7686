import { findFunction } from '../../../functions/registry.ts';
import { isSymbolic, sizesEqual } from '../../../shapes/size.ts';
import type { Arguments } from '../../../declarations/values.ts';
import { activationValue } from './components.ts';
import type { ReadWeight } from './values.ts';
import type { Constant } from './constants.ts';
import type { NodeContext } from './context.ts';
import { activated, dense, globally, scaleChannels, withBias } from './nodes-layers.ts';
import { numberOf } from './number-of.ts';
import { besideOthers } from './shared-sizes.ts';
import { withMask } from './nodes-masks.ts';
import { alike, entries, whole } from './nodes-movement.ts';
import { fileShape, type Corner, type Held, type Value } from './values.ts';

/** A function of every entry, by the name that it has in kmodel. */
export function entrywise(context: NodeContext, name: string, args: Arguments = {}): Held {
  const held = entries(context, context.held(0));
  return { ...context.build.operation(findFunction(name)!, [held], args), form: held.form };
}

/** An activation, or the layer of its name with arguments. */
export function activation(
  context: NodeContext,
  name: string,
  layer: readonly [kind: string, args: Arguments] = ['Activation', {}],
): Held {
  const held = entries(context, context.held(0));
  const [kind, args] = layer;
  return activated(context.build, held, name, () => context.build.layer(kind, args, [held]));
}

/** A layer of every entry, whose arguments no activation has. */
export function entryLayer(context: NodeContext, kind: string, args: Arguments): Held {
  const held = entries(context, context.held(0));
  return { ...context.build.layer(kind, args, [held]), form: held.form };
}

/** Layers that join two tensors. */
const merges: Readonly<Record<string, string>> = { '+': 'Add', '-': 'Subtract', '*': 'Multiply' };

/** `a + b` of tensors, of a tensor and a number, or of a tensor and a number for each channel. */
export function binary(
  context: NodeContext,
  operator: '+' | '-' | '*' | '/',
  fileBatch: number | undefined,
): Held {
  const [left, right] = [context.value(0), context.value(1)];
  if (left.kind === 'tensor' && right.kind === 'tensor') return joined(context, operator, left, right);
  const held = left.kind === 'tensor' ? left : right;
  const other = left.kind === 'tensor' ? right : left;
  if (held.kind !== 'tensor')
    throw context.refuse('it computes with constants alone, in a way that kmodel does not work out');
  const number = isBias(context, held, other) ? undefined : numberOf(other);
  if (number !== undefined) {
    const kept = besideOthers(context, held, [other], fileBatch);
    return withNumber(context, operator, kept, number, left.kind === 'tensor');
  }
  const mask = operator === '+' ? withMask(context, held, other, fileBatch) : undefined;
  if (mask) return mask;
  if (other.kind === 'corner') return withRows(context, operator, held, other);
  if (other.kind !== 'constant') throw context.refuse('it computes with sizes');
  const further = other.shape.length - held.form.length;
  if (further > 0 && other.shape.slice(0, further).every((size) => size === 1)) {
    const constant = { ...other, shape: other.shape.slice(further) };
    const made = withChannels(context, operator, held, constant, left.kind === 'tensor');
    return { ...made, form: [...Array<'one'>(further).fill('one'), ...made.form] };
  }
  return withChannels(context, operator, held, other, left.kind === 'tensor');
}

/** True for one number that a layer of one unit has as its bias. */
function isBias({ build }: NodeContext, held: Held, other: Value): boolean {
  return (
    other.kind === 'constant' &&
    other.shape.length > 0 &&
    held.type.shape.at(-1) === other.data.length &&
    held.sole &&
    build.makerOf(held)?.args.use_bias === false
  );
}

/** Products of a tensor and an activation of it that are an activation themselves. */
const gated: Readonly<Record<string, string>> = { sigmoid: 'silu', hard_sigmoid: 'hard_silu' };

function gatedBy({ build }: NodeContext, a: Held, b: Held): Held | undefined {
  const layer = build.makerOf(b);
  const activation = layer?.declaration.name === 'Activation' ? layer.args.activation : undefined;
  const name =
    typeof activation === 'object' && activation !== null && 'name' in activation ? activation.name : '';
  const isGate = b.sole && Object.hasOwn(gated, name) && build.inputOf(b) === a.tensor;
  if (!isGate || a.form.join() !== b.form.join()) return undefined;
  layer!.args = { ...layer!.args, activation: activationValue(gated[name]!) };
  return { ...b, nonNegative: false };
}

function joined(context: NodeContext, operator: '+' | '-' | '*' | '/', a: Held, b: Held): Held {
  const { build } = context;
  const gate = operator === '*' ? (gatedBy(context, a, b) ?? gatedBy(context, b, a)) : undefined;
  if (gate) return gate;
  const [left, right] = sameRank(context, a, b);
  const nonNegative = operator !== '-' && a.nonNegative && b.nonNegative;
  if (operator === '/') return { ...build.operation('/', [left, right]), form: left.form, nonNegative };
  return { ...build.layer(merges[operator]!, {}, [left, right]), form: left.form, nonNegative };
}

/** Two tensors in one order, the shorter with axes of size 1 in front of its own. */
export function sameRank(context: NodeContext, a: Held, b: Held): readonly [Held, Held] {
  const rank = Math.max(a.form.length, b.form.length);
  const [own, other] = [a, b].map(({ form }) => JSON.stringify(form.filter((place) => place !== 'one')));
  const leadOf = ({ form }: Held): number => form.findIndex((place) => place !== 'one');
  const isOnlyLead = (held: Held): boolean => !held.form.slice(leadOf(held)).includes('one');
  // Axes of size 1 in front are nowhere, so that they need not be moved.
  if (leadOf(a) + leadOf(b) > 0 && own === other && isOnlyLead(a) && isOnlyLead(b)) {
    const { form } = leadOf(a) > leadOf(b) ? a : b;
    return [
      { ...a, form },
      { ...b, form },
    ];
  }
  if (a.form.length !== b.form.length && [a, b].some(({ form }) => form.length < rank && form[0] === 0))
    throw context.refuse('it joins tensors of different numbers of axes');
  const [left, right] = alike(context, [a, b]) as [Held, Held];
  return [left, right];
}

function withNumber(
  context: NodeContext,
  operator: '+' | '-' | '*' | '/',
  given: Held,
  number: number,
  isFirst: boolean,
): Held {
  if ((number === 0 && operator === '+') || (number === 1 && operator === '*')) return given;
  const held = entries(context, given);
  const made = context.build.operation(operator, isFirst ? [held, number] : [number, held]);
  const isKept = operator === '+' ? number >= 0 : operator !== '-' && number >= 0;
  return { ...made, form: held.form, nonNegative: isKept && given.nonNegative };
}

/** A number for each channel: a bias of the layer before, or a scale of its own. */
function withChannels(
  context: NodeContext,
  operator: '+' | '-' | '*' | '/',
  given: Held,
  constant: Constant,
  isFirst: boolean,
): Held {
  const { build } = context;
  const held = entries(context, given);
  const channels = channelNumbers(held, constant);
  const placed = operator === '+' && !channels ? withPositions(context, held, constant) : undefined;
  if (placed) return placed;
  if (!channels || (!isFirst && (operator === '-' || operator === '/')))
    throw context.refuse(
      `it computes with ${constant.data.length} numbers of the file, which kmodel has no layer for`,
    );
  const changed = (change: (value: number) => number): ReadWeight => ({
    shape: channels.shape,
    data: channels.data.map(change),
  });
  switch (operator) {
    case '*':
      return scaleChannels(build, held, channels);
    case '/':
      return scaleChannels(
        build,
        held,
        changed((value) => 1 / value),
      );
    default: {
      const added = operator === '+' ? channels : changed((value) => -value);
      const ones = { shape: added.shape, data: new Float32Array(added.data.length).fill(1) };
      const taken = withBias(build, held, added);
      if (taken) return { ...taken, nonNegative: false };
      const scaled = { ...scaleChannels(build, held, ones), sole: true };
      return withBias(build, scaled, added)!;
    }
  }
}

/** A vector of the file for each step of a sequence, added to it; undefined for other constants. */
function withPositions({ build }: NodeContext, held: Held, { shape, data }: Constant): Held | undefined {
  const [steps, features] = held.type.shape;
  const isSequence =
    held.form.join() === '0,1,2' && typeof steps === 'number' && typeof features === 'number';
  const [lead, ...own] = shape.length === 3 ? shape : [1, ...shape];
  if (!isSequence || lead !== 1 || own.join() !== [steps, features].join()) return undefined;
  const weights = [{ shape: own, data: Float32Array.from(data) }];
  const positions = build.layer('PositionEmbedding', { max_length: steps }, [held], { weights });
  return build.layer(merges['+']!, {}, [held, positions]);
}

/** The first rows of a table, one for each step of a sequence: learned positions. */
function withRows(
  { build, refuse }: NodeContext,
  operator: string,
  held: Held,
  { constant, sizes }: Corner,
): Held {
  const rows =
    constant.shape.length === 3 && constant.shape[0] === 1 ? constant.shape.slice(1) : constant.shape;
  const wanted = sizes.length === 3 ? sizes.slice(1) : sizes;
  const [steps, features] = held.type.shape;
  const isSequence = held.form.join() === '0,1,2' && rows.length === 2 && rows[1] === features;
  if (operator !== '+' || !isSequence || !sizesEqual(wanted[0]!, steps!))
    throw refuse('it computes with rows of the file, as many as its tensor has steps');
  const weights = [{ shape: rows, data: Float32Array.from(constant.data) }];
  const positions = build.layer('PositionEmbedding', { max_length: rows[0]! }, [held], { weights });
  return build.layer(merges['+']!, {}, [held, positions]);
}

/** The numbers of a constant that has one for each entry of kmodel's last axis; undefined for others. */
function channelNumbers(held: Held, { shape, data }: Constant): ReadWeight | undefined {
  const rank = held.form.length;
  const last = held.type.shape.length;
  const size = held.type.shape.at(-1);
  const axis = held.form.indexOf(last);
  const place = axis - (rank - shape.length);
  if (isSymbolic(size ?? 0) || size !== data.length || shape[place] !== data.length) return undefined;
  return { shape: [data.length], data: Float32Array.from(data) };
}

/** MatMul: Dense where one side is a constant, else a product of tensors. */
export function matmul(context: NodeContext): Held {
  const right = context.value(1);
  if (right.kind === 'constant') {
    if (right.shape.length !== 2) throw context.refuse('its constant is no matrix');
    return dense(context, right, undefined, context.layerName(1));
  }
  const { build } = context;
  const [a, b] = [build.plain(context.held(0)), build.plain(context.held(1))];
  return build.operation(findFunction('matmul')!, [a, b]);
}

/** ReduceMean and its kin; over space, the layers that say so. */
export function reduce(context: NodeContext, name: string): Held {
  const { attributes, build } = context;
  const given = context.held(0);
  const rank = given.form.length;
  const axes = (context.integers('axes', 1) ?? fileShape(given).map((_, axis) => axis)).map((axis) =>
    context.axis(axis, rank),
  );
  const keeps = attributes.integer('keepdims', 1) === 1;
  const isSpace = rank > 2 && rank < 6 && axes.length === rank - 2 && axes.every((axis) => axis > 1);
  const isInSpace = isSpace && given.type.shape.length === rank - 1;
  if (isInSpace && (name === 'mean' || name === 'max'))
    return globally(build, build.channelsLast(given), name === 'mean' ? 'Average' : 'Max', keeps);
  const held = whole(context, given);
  const places = axes.map((axis) => held.form[axis] as number).sort((a, b) => a - b);
  if (places.includes(0)) throw context.refuse('it joins samples of the batch with others');
  const lastSpace = held.form.length - 2;
  const isChannelsLast = places.length === lastSpace && places.every((place, index) => place === index + 1);
  if (isChannelsLast && rank > 2 && rank < 6 && (name === 'mean' || name === 'max')) {
    const made = build.layer(`Global${name === 'mean' ? 'Average' : 'Max'}Pooling${lastSpace}D`, {}, [held]);
    const last = axes.includes(rank - 1) ? 1 : rank - 1;
    return keeps
      ? {
          ...made,
          form: held.form.map((place) => (place === 0 ? 0 : places.includes(place as number) ? 'one' : 1)),
        }
      : { ...made, form: [0, 1], nonNegative: held.nonNegative && last > 0 };
  }
  const args = { axis: places.length === 1 ? places[0]! : places, keepdims: true };
  const made = build.operation(findFunction(name)!, [held], args);
  if (keeps) return { ...made, form: held.form };
  const plain = build.plain({ ...made, form: held.form });
  const left = plain.form.filter((_, axis) => !axes.includes(axis));
  const sizes = fileShape(plain).filter((_, axis) => !axes.includes(axis));
  return left.length === 1
    ? { ...build.layer('Reshape', { target_shape: [] }, [plain]) }
    : build.layer(
        'Reshape',
        { target_shape: sizes.slice(1).map((size) => (typeof size === 'number' ? size : -1)) },
        [plain],
      );
}

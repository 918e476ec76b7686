import type { ArgumentValue, Arguments } from '../../../declarations/values.ts';
import type { TensorFunction } from '../../../functions/define-function.ts';
import { ReadProblem, type SourceLayer } from '../../read/source.ts';
import { operationForm } from '../operation-forms.ts';
import { flatten, functionsByClass, operators, type Entry } from './entries.ts';
import { isObject, own, type Json, type JsonObject } from './json.ts';
import { operandsIn, withoutNeedlessTypes, type ReadOperand } from './operands.ts';
import { isHistory, type Given, type History, type InboundNode } from './tensors.ts';
import { readValue } from './values.ts';

/** An operation as the source of a text has it. */
export interface ReadOperation {
  readonly operation: Extract<SourceLayer, { readonly kind: 'operation' }>['operation'];
  readonly operands: readonly ReadOperand[];
  readonly args: Arguments;
  /** How many tensors it gives. */
  readonly results: number;
}

/**
 * An operation of `keras.ops` in kmodel's terms.
 * @throws ReadProblem that names it, where kmodel has none such
 */
export function readOperation({ kind, config, name }: Entry, { args, kwargs }: InboundNode): ReadOperation {
  const where = `The operation \`${name}\``;
  const operator = Object.hasOwn(operators, kind) ? operators[kind] : undefined;
  const known = operator ?? functionsByClass.get(kind);
  if (known === undefined) throw new ReadProblem(`${where} is \`${kind}\`, which kmodel does not have.`);
  const { positional = [], named = [] } = operationForm(kind);
  // Places of `x[:, 0]` and the number of `full_like` stand among the tensors, and are none.
  const tensors = kind === 'GetItem' ? args.slice(0, 1) : args.slice(0, args.length - positional.length);
  const further = Object.entries(kwargs).flatMap(([key, each]) =>
    typeof known !== 'string' && named.includes(key) && !Object.hasOwn(known.operands, key) ? [] : [each],
  );
  const given = [...tensors, ...further].flatMap((each) => operandsIn(each, where));
  const operands = withoutNeedlessTypes(given);
  if (typeof known === 'string') return { operation: known, operands, args: {}, results: 1 };
  const called = Object.fromEntries([
    ...positional.map(
      (key, index) => [key, plainValue(args[args.length - positional.length + index])] as const,
    ),
    ...named.map((key) => [key, plainValue(kwargs[key])] as const),
  ]);
  refuseUnknown(known, config, where);
  const constants = operationArguments(known, { ...config, ...called }, args, where);
  return {
    operation: known,
    operands,
    args: constants,
    results: resultsOf(known.name, constants, args[0], where),
  };
}

/** What an operation keeps and kmodel has no argument for changes nothing, or is named. */
function refuseUnknown(known: TensorFunction, config: JsonObject, where: string): void {
  const { further = {} } = operationForm(known.layer.name);
  for (const [key, value] of Object.entries(config)) {
    if (key === 'name' || value === null || value === false || Object.hasOwn(known.layer.arguments, key))
      continue;
    if (Object.hasOwn(further, key) && JSON.stringify(further[key]) === JSON.stringify(value)) continue;
    const text = JSON.stringify(value).slice(0, 60);
    throw new ReadProblem(`${where} has \`${key}: ${text}\`, which kmodel cannot say.`);
  }
}

function plainValue(given: Given | undefined): Json {
  return given !== undefined && !Array.isArray(given) && 'value' in given ? given.value : null;
}

/** How many tensors a function gives. */
function resultsOf(name: string, args: Arguments, first: Given | undefined, where: string): number {
  if (name === 'top_k') return 2;
  if (name === 'split') {
    const { indices_or_sections: parts } = args;
    return Array.isArray(parts) ? parts.length + 1 : (parts as number);
  }
  if (name !== 'unstack') return 1;
  if (typeof args.num === 'number') return args.num;
  const shape = first !== undefined && !Array.isArray(first) && 'layer' in first ? first.shape : undefined;
  const size = shape?.at(args.axis as number);
  if (typeof size === 'number') return size;
  throw new ReadProblem(`${where} does not say how many tensors it gives.`);
}

/** The constants of a function, without the batch axis that Keras counts. */
function operationArguments(
  known: TensorFunction,
  config: JsonObject,
  operands: readonly Given[],
  where: string,
): Arguments {
  const args: Record<string, ArgumentValue> = {};
  for (const [name, argument] of Object.entries(known.layer.arguments)) {
    if (Object.hasOwn(known.operands, name)) continue;
    const value = own(config, name);
    args[name] =
      value === undefined
        ? ((argument.default as ArgumentValue | undefined) ?? null)
        : readValue(value, argument.type, where);
    if (args[name] === null && !argument.nullable && argument.default !== undefined)
      args[name] = argument.default as ArgumentValue;
  }
  if (known.name === 'reshape') args.newshape = behindBatch(args.newshape, where);
  if (known.name === 'pad') args.pad_width = behindBatch(args.pad_width, where);
  if (known.name === 'tile') args.repeats = tiledBehindBatch(args.repeats!, operands[0], where);
  if (known.name === 'get_item') args.key = subscripts(operands, where);
  return args;
}

function behindBatch(value: ArgumentValue | undefined, where: string): ArgumentValue {
  if (Array.isArray(value)) return (value as readonly ArgumentValue[]).slice(1);
  throw new ReadProblem(`${where} does not say what it does with each axis.`);
}

/** Keras counts the last axes where it says less than there are. */
function tiledBehindBatch(repeats: ArgumentValue, first: Given | undefined, where: string): ArgumentValue {
  const counts = Array.isArray(repeats) ? (repeats as readonly number[]) : [repeats as number];
  const shape = first !== undefined && !Array.isArray(first) && 'layer' in first ? first.shape : undefined;
  const isWhole = shape === undefined || counts.length >= shape.length;
  if (!isWhole) return counts;
  if (counts[0] !== 1)
    throw new ReadProblem(
      `${where} repeats the samples of a batch, and kmodel computes each sample by itself.`,
    );
  return counts.slice(1);
}

/** What stands in the brackets of `x[:, 0, 1:3]`, behind the batch axis. */
function subscripts(operands: readonly Given[], where: string): ArgumentValue {
  const [x, ...given] = operands;
  const shape = x !== undefined && !Array.isArray(x) && 'layer' in x ? x.shape : undefined;
  const places = withoutEllipsis(
    given.flatMap((each) => flatten(each)),
    shape,
  ).map((given): readonly (number | null)[] => {
    if (!isHistory(given) && 'value' in given) {
      const { value } = given;
      if (typeof value === 'number') return [value];
      const config =
        isObject(value) && own(value, 'class_name') === '__slice__' ? own(value, 'config') : undefined;
      if (isObject(config)) {
        const bounds = ['start', 'stop', 'step'].map((key) => own(config, key) ?? null);
        if (bounds.every((bound) => bound === null || typeof bound === 'number'))
          return bounds as (number | null)[];
      }
    }
    throw new ReadProblem(`${where} takes a part of a tensor that kmodel cannot say.`);
  });
  const [batch, ...rest] = places;
  if (batch?.length === 3 && batch.every((bound) => bound === null)) return rest;
  throw new ReadProblem(`${where} takes some samples of a batch, and kmodel computes each sample by itself.`);
}

/** `x[..., 0]`: as many whole axes as there are. */
function withoutEllipsis(
  places: readonly Exclude<Given, readonly Given[]>[],
  shape: History['shape'],
): readonly Exclude<Given, readonly Given[]>[] {
  const isEllipsis = (given: Given): boolean =>
    'value' in given && isObject(given.value) && own(given.value, 'class_name') === '__ellipsis__';
  const at = places.findIndex(isEllipsis);
  if (at < 0 || shape === undefined) return places;
  const whole = { value: { class_name: '__slice__', config: { start: null, stop: null, step: null } } };
  const missing = Math.max(0, shape.length - (places.length - 1));
  return [...places.slice(0, at), ...Array<typeof whole>(missing).fill(whole), ...places.slice(at + 1)];
}

import { ReadProblem } from '../../read/source.ts';
import { isList, isObject, own, type Json } from './json.ts';

/** Where a tensor comes from: a layer, which use of it, and which result. */
export interface History {
  readonly layer: string;
  readonly node: number;
  readonly result: number;
  /** Its sizes, the batch among them, where the file says so. */
  readonly shape?: readonly (number | null)[];
  /** Where the file says so. */
  readonly dtype?: string;
}

/** What a call takes: tensors by their histories, other values as they are. */
export type Given = History | readonly Given[] | { readonly value: Json };

export function isHistory(given: Given): given is History {
  return !Array.isArray(given) && 'layer' in given;
}

/** One call of a layer, as its configuration lists it. */
export interface InboundNode {
  readonly args: readonly Given[];
  readonly kwargs: Readonly<Record<string, Given>>;
}

/** The calls of a layer, in the form of Keras 3 or of Keras 2. */
export function inboundNodes(value: Json | undefined, where: string): readonly InboundNode[] {
  if (!isList(value)) throw broken(where);
  return value.map((node) => {
    if (isObject(node)) return kerasThreeNode(node, where);
    if (isList(node)) return kerasTwoNode(node, where);
    throw broken(where);
  });
}

function kerasThreeNode(node: Json, where: string): InboundNode {
  if (!isObject(node)) throw broken(where);
  const args = own(node, 'args');
  const kwargs = own(node, 'kwargs');
  if (!isList(args)) throw broken(where);
  const named = isObject(kwargs)
    ? Object.entries(kwargs).map(([key, each]) => [key, given(each, where)] as const)
    : [];
  return { args: args.map((each) => given(each, where)), kwargs: Object.fromEntries(named) };
}

function given(value: Json, where: string): Given {
  if (isList(value)) return value.map((item) => given(item, where));
  if (!isObject(value)) return { value };
  const config = own(value, 'config');
  if (own(value, 'class_name') === '__tuple__') {
    const items = own(value, 'items');
    return isList(items) ? items.map((item) => given(item, where)) : { value };
  }
  if (own(value, 'class_name') !== '__keras_tensor__' || !isObject(config)) return { value };
  const history = historyOf(own(config, 'keras_history'), where);
  const shape = own(config, 'shape');
  const isShape =
    isList(shape) && shape.every((size): size is number | null => size === null || typeof size === 'number');
  const dtype = own(config, 'dtype');
  return { ...history, ...(isShape && { shape }), ...(typeof dtype === 'string' && { dtype }) };
}

/** `[["dense", 0, 0, {…}], …]`: all inputs of one call. */
function kerasTwoNode(node: readonly Json[], where: string): InboundNode {
  // A single input may stand without the list around it.
  const entries = typeof node[0] === 'string' ? [node] : node;
  const inputs = entries.map((entry) => historyOf(entry, where));
  const kwargs: Record<string, Given> = {};
  for (const entry of entries) {
    const named = isList(entry) ? entry[3] : undefined;
    if (!isObject(named)) continue;
    for (const [key, each] of Object.entries(named)) kwargs[key] = kerasTwoArgument(each);
  }
  return { args: inputs.length === 1 ? inputs : [inputs], kwargs };
}

function kerasTwoArgument(value: Json): Given {
  if (isList(value) && value.length === 3 && typeof value[0] === 'string') return historyOf(value, '');
  if (isList(value)) return value.map(kerasTwoArgument);
  return { value };
}

/** `["dense", 0, 0]` */
export function historyOf(value: Json | undefined, where: string): History {
  if (isList(value)) {
    const [layer, node, result] = value;
    if (typeof layer === 'string' && isCount(node) && isCount(result)) return { layer, node, result };
  }
  throw broken(where);
}

function isCount(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function broken(where: string): ReadProblem {
  return new ReadProblem(
    `${where} does not say what flows into it: the file is damaged, or no model of Keras.`,
  );
}

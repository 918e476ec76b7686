import { allFunctions } from '../../../functions/registry.ts';
import { getItem } from '../../../functions/subscripts.ts';
import type { TensorFunction } from '../../../functions/define-function.ts';
import { dependencyOrder } from '../../../names/order.ts';
import { findLayer } from '../../../layers/registry.ts';
import { ReadProblem } from '../../read/source.ts';
import { isList, isObject, listAt, objectAt, own, textAt, type Json, type JsonObject } from './json.ts';
import { historyOf, inboundNodes, isHistory, type Given, type History, type InboundNode } from './tensors.ts';
import { layerClass } from './values.ts';

/** One layer or operation of a configuration. */
export interface Entry {
  readonly name: string;
  readonly json: JsonObject;
  readonly config: JsonObject;
  readonly kind: string;
  readonly nodes: readonly InboundNode[];
}

/** More layers than any model has: what has more was made to exhaust its reader. */
const mostLayers = 20_000;

/** The layers and operations that a configuration lists. */
export function readEntries(model: JsonObject): readonly Entry[] {
  const layers = listAt(model, 'layers', 'The model');
  if (layers.length > mostLayers)
    throw new ReadProblem(`The model has ${layers.length} layers, more than ${mostLayers}.`);
  const names = new Set<string>();
  return layers.map((json): Entry => {
    if (!isObject(json)) throw new ReadProblem('A layer of the model is no object.');
    const config = objectAt(json, 'config', 'A layer');
    const name = String(own(json, 'name') ?? own(config, 'name') ?? '');
    if (names.has(name)) throw new ReadProblem(`Two layers of the model are called \`${name}\`.`);
    names.add(name);
    const kind = textAt(json, 'class_name', `Layer \`${name}\``);
    return {
      name,
      json,
      config,
      kind,
      nodes: inboundNodes(own(json, 'inbound_nodes') ?? [], `Layer \`${name}\``),
    };
  });
}

/** Every call after what it takes. */
export function orderedCalls(
  entries: readonly Entry[],
  byName: ReadonlyMap<string, Entry>,
  firstNode: (entry: Entry) => number,
): readonly { readonly entry: Entry; readonly node: number }[] {
  const nodes = new Map<string, { readonly entry: Entry; readonly node: number }>();
  for (const entry of entries) {
    if (entry.kind === 'InputLayer') continue;
    entry.nodes.forEach((_, node) => nodes.set(`${node + firstNode(entry)} ${entry.name}`, { entry, node }));
  }
  const { order, circles } = dependencyOrder(nodes.values(), ({ entry, node }) =>
    historiesIn(entry.nodes[node]!).flatMap(({ layer, node: before }) => {
      if (byName.get(layer)?.kind === 'InputLayer') return [];
      const found = nodes.get(`${before} ${layer}`);
      if (!found)
        throw new ReadProblem(
          `Layer \`${entry.name}\` takes the result of \`${layer}\`, which the model does not have.`,
        );
      return [found];
    }),
  );
  const [circle] = circles;
  if (circle) throw new ReadProblem(`The layer \`${circle[0]!.entry.name}\` is made from its own result.`);
  return order;
}

export const functionsByClass: ReadonlyMap<string, TensorFunction> = new Map(
  [...allFunctions(), getItem].map((each) => [each.layer.name, each]),
);

export const operators: Readonly<Record<string, '+' | '-' | '*' | '/'>> = {
  Add: '+',
  Subtract: '-',
  Multiply: '*',
  TrueDivide: '/',
  Divide: '/',
};

export function isOperation({ json, kind, config }: Entry): boolean {
  const module = own(json, 'module');
  if (typeof module === 'string') return module.includes('.ops.');
  // The older format leaves the module out: operations have the names of layers, and less to say.
  if (Object.hasOwn(operators, kind) && own(config, 'trainable') === undefined) return true;
  return !findLayer(layerClass(kind)) && (functionsByClass.has(kind) || Object.hasOwn(operators, kind));
}

/**
 * The names of operations that make nothing but masks: `NotEqual` to a constant, and `Any` of that, as Keras 3.16
 * writes masks of Embedding and Masking. What anything but a `mask` takes is an operation like others.
 */
export function maskOperations(entries: readonly Entry[], outputs: readonly History[]): ReadonlySet<string> {
  const kinds = new Set(['NotEqual', 'Any']);
  const masks = new Set(
    entries.filter((entry) => kinds.has(entry.kind) && isOperation(entry)).map(({ name }) => name),
  );
  for (const { layer } of outputs) masks.delete(layer);
  for (let before = -1; before !== masks.size;) {
    before = masks.size;
    for (const { name, nodes } of entries) {
      if (masks.has(name)) continue;
      for (const { args, kwargs } of nodes) {
        const named = Object.entries(kwargs).filter(([key]) => key !== 'mask');
        const taken = [...args, ...named.map(([, given]) => given)].flatMap(flatten).filter(isHistory);
        for (const { layer } of taken) masks.delete(layer);
      }
    }
  }
  return masks;
}

export function histories(value: Json | undefined, where: string): readonly History[] {
  if (isList(value) && typeof value[0] === 'string') return [historyOf(value, where)];
  if (isList(value)) return value.map((each) => historyOf(each, where));
  if (isObject(value)) return Object.values(value).map((each) => historyOf(each, where));
  throw new ReadProblem(`${where} does not say its inputs and outputs.`);
}

export function flatten(given: Given): readonly Exclude<Given, readonly Given[]>[] {
  return Array.isArray(given)
    ? (given as readonly Given[]).flatMap(flatten)
    : [given as Exclude<Given, readonly Given[]>];
}

export function historiesIn({ args, kwargs }: InboundNode): readonly History[] {
  return [...args, ...Object.values(kwargs)].flatMap(flatten).filter(isHistory);
}

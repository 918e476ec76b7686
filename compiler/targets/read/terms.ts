import type { ArgumentDeclaration } from '../../declarations/declare.ts';
import type { ArgumentValue, ComponentValue } from '../../declarations/values.ts';
import { hasDefaultArguments } from '../default-arguments.ts';
import type { SourceCall, SourceLayer } from './source.ts';

/** What a tensor goes through, one after the other. */
export type Term =
  /** A layer or model with one tensor in, which may stand several times in its list of inputs. */
  | { readonly kind: 'call'; readonly call: SourceCall; readonly layer: SourceLayer }
  /** A way that parts and comes together again. */
  | { readonly kind: 'region'; readonly body: Body }
  /** A use of a block, with a value for each of its parameters. */
  | { readonly kind: 'use'; readonly block: Block; readonly slots: readonly Slot[] }
  | { readonly kind: 'repeat'; readonly count: number; readonly body: readonly Term[] }
  | {
      readonly kind: 'for';
      readonly variable: string;
      readonly values: readonly ArgumentValue[];
      readonly body: readonly Term[];
      /** How each slot of the body is written. */
      readonly plan: readonly Planned[];
    };

/** A pipeline: where it begins, and what it goes through. */
export interface Pipeline {
  readonly source: Source;
  readonly terms: readonly Term[];
}

export type Source =
  /** A tensor with a name. */
  | { readonly kind: 'tensor'; readonly tensor: number }
  /** A call of several tensors, or an operation. */
  | {
      readonly kind: 'merge';
      readonly call: SourceCall;
      readonly layer: SourceLayer;
      readonly inputs: readonly Pipeline[];
    };

/** What gives names to tensors, each after what it needs. */
export interface Statement {
  /** Several where a call gives several results. */
  readonly targets: readonly number[];
  readonly pipeline: Pipeline;
}

/** A piece of graph with tensors that it takes, and one that it gives. */
export interface Body {
  readonly entries: readonly number[];
  readonly statements: readonly Statement[];
  readonly result: Pipeline;
}

/** A piece that occurs several times. */
export interface Block {
  readonly name: string;
  readonly body: Body;
  readonly parameters: readonly BlockParameter[];
  /** How each slot of the body is written. */
  readonly plan: readonly Planned[];
}

export interface BlockParameter {
  readonly name: string;
  readonly type: string;
  readonly initial: ArgumentValue | undefined;
  readonly slot: Slot;
}

/** How a value of a body is written: as it is, or by a parameter, times a whole number. */
export type Planned =
  { readonly kind: 'value' } | { readonly kind: 'parameter'; readonly name: string; readonly factor: number };

/** A place in a piece where occurrences may differ. */
export interface Slot {
  readonly name: string;
  readonly value: ArgumentValue;
  readonly declaration: ArgumentDeclaration | undefined;
}

/** The shape of terms without the values in their slots, and those values in order. */
export interface Skeleton {
  readonly text: string;
  readonly slots: readonly Slot[];
}

/** The skeleton of some terms. Tensors of bodies are numbered by their places in them. */
export function skeletonOf(terms: readonly Term[], shared: ReadonlySet<number>): Skeleton {
  const slots: Slot[] = [];
  const text = termsText(terms, shared, new Map(), slots);
  return { text, slots };
}

export function skeletonOfBody(body: Body, shared: ReadonlySet<number>): Skeleton {
  const slots: Slot[] = [];
  return { text: bodyText(body, shared, slots), slots };
}

type Places = Map<number, number>;

function bodyText(body: Body, shared: ReadonlySet<number>, slots: Slot[]): string {
  const places: Places = new Map();
  for (const entry of body.entries) places.set(entry, places.size);
  const statements = body.statements.map(({ targets, pipeline }) => {
    const text = pipelineText(pipeline, shared, places, slots);
    for (const target of targets) places.set(target, places.size);
    return `${targets.length}=${text}`;
  });
  return `{${[...statements, pipelineText(body.result, shared, places, slots)].join(';')}}`;
}

function pipelineText(
  { source, terms }: Pipeline,
  shared: ReadonlySet<number>,
  places: Places,
  slots: Slot[],
): string {
  const from =
    source.kind === 'tensor'
      ? `#${places.get(source.tensor) ?? `outer ${source.tensor}`}`
      : `[${source.inputs.map((each) => pipelineText(each, shared, places, slots)).join(',')}]${layerText(source.call, source.layer, shared, places, slots)}`;
  return `${from}${termsText(terms, shared, places, slots)}`;
}

function termsText(
  terms: readonly Term[],
  shared: ReadonlySet<number>,
  places: Places,
  slots: Slot[],
): string {
  return terms.map((term) => termText(term, shared, places, slots)).join('');
}

function termText(term: Term, shared: ReadonlySet<number>, places: Places, slots: Slot[]): string {
  switch (term.kind) {
    case 'call':
      return `>${term.call.inputs.length}${layerText(term.call, term.layer, shared, places, slots)}`;
    case 'region':
      return `>${bodyText(term.body, shared, slots)}`;
    case 'use':
      slots.push(...term.slots);
      return `>@${term.block.name}`;
    case 'repeat':
      return `>repeat${term.count}(${termsText(term.body, shared, places, slots)})`;
    case 'for':
      return `>for${JSON.stringify(term.values)}${JSON.stringify(term.plan)}(${termsText(term.body, shared, places, [])})`;
  }
}

function layerText(
  call: SourceCall,
  layer: SourceLayer,
  shared: ReadonlySet<number>,
  places: Places,
  slots: Slot[],
): string {
  const tensors = Object.entries(call.tensorArguments).map(
    ([name, given]) => `${name}:${given.map((each) => places.get(each) ?? `outer ${each}`).join()}`,
  );
  if (shared.has(call.layer)) return `shared ${call.layer}${tensors.join()}`;
  if (layer.kind === 'model') return `model ${call.layer}${tensors.join()}`;
  if (layer.kind === 'operation') {
    const name = typeof layer.operation === 'string' ? layer.operation : layer.operation.name;
    return `${name}(${JSON.stringify(layer.operands)}${JSON.stringify(layer.args)})`;
  }
  const fixed: string[] = [];
  for (const [name, declaration] of Object.entries(layer.declaration.arguments)) {
    const value = layer.args[name]!;
    if (isSlot(value) || (name === 'padding' && typeof value === 'string')) {
      slots.push({ name, value, declaration });
      // No parameter is a number here and a list there.
      if (Array.isArray(value) && declaration.type.kind !== 'perAxis') fixed.push(`${name}:[]`);
    } else fixed.push(`${name}:${JSON.stringify(value)}`);
  }
  return `${layer.declaration.name}(${[...fixed, ...tensors, ...(layer.trainable ? [] : ['frozen'])].join()})`;
}

/** True for values that a parameter can stand for. */
export function isSlot(value: ArgumentValue): boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return true;
  if (Array.isArray(value)) {
    const items = value as readonly ArgumentValue[];
    return items.length > 0 && items.every((item) => typeof item === 'number');
  }
  const component = value as ComponentValue | null;
  return (
    typeof component === 'object' &&
    component !== null &&
    component.kind === 'component' &&
    component.category === 'activation' &&
    hasDefaultArguments(component)
  );
}

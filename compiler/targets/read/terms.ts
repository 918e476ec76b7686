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
  /** Whether they read tensors that are made elsewhere, or use shared layers. */
  readonly readsOutside: boolean;
}

/** The skeleton of some terms. Tensors of bodies are numbered by their places in them. */
export function skeletonOf(terms: readonly Term[], shared: ReadonlySet<number>): Skeleton {
  const found = newFindings(shared);
  const text = termsText(terms, new Map(), found);
  return { text, slots: found.slots, readsOutside: found.readsOutside };
}

export function skeletonOfBody(body: Body, shared: ReadonlySet<number>): Skeleton {
  const found = newFindings(shared);
  const text = bodyText(body, found);
  return { text, slots: found.slots, readsOutside: found.readsOutside };
}

/** What is found on the way while a skeleton is written. */
interface Findings {
  readonly shared: ReadonlySet<number>;
  readonly slots: Slot[];
  readsOutside: boolean;
}

function newFindings(shared: ReadonlySet<number>): Findings {
  return { shared, slots: [], readsOutside: false };
}

type Places = Map<number, number>;

function bodyText(body: Body, found: Findings): string {
  const places: Places = new Map();
  for (const entry of body.entries) places.set(entry, places.size);
  const statements = body.statements.map(({ targets, pipeline }) => {
    const text = pipelineText(pipeline, places, found);
    for (const target of targets) places.set(target, places.size);
    return `${targets.length}=${text}`;
  });
  return `{${[...statements, pipelineText(body.result, places, found)].join(';')}}`;
}

function pipelineText({ source, terms }: Pipeline, places: Places, found: Findings): string {
  const from =
    source.kind === 'tensor'
      ? `#${placeText(source.tensor, places, found)}`
      : `[${source.inputs.map((each) => pipelineText(each, places, found)).join(',')}]${layerText(source.call, source.layer, places, found)}`;
  return `${from}${termsText(terms, places, found)}`;
}

function placeText(tensor: number, places: Places, found: Findings): string {
  const place = places.get(tensor);
  if (place !== undefined) return String(place);
  found.readsOutside = true;
  return `outer ${tensor}`;
}

function termsText(terms: readonly Term[], places: Places, found: Findings): string {
  return terms.map((term) => termText(term, places, found)).join('');
}

function termText(term: Term, places: Places, found: Findings): string {
  switch (term.kind) {
    case 'call':
      return `>${term.call.inputs.length}${layerText(term.call, term.layer, places, found)}`;
    case 'region':
      return `>${bodyText(term.body, found)}`;
    case 'use':
      found.slots.push(...term.slots);
      return `>@${term.block.name}`;
    case 'repeat':
      return `>repeat${term.count}(${termsText(term.body, places, found)})`;
    case 'for': {
      // Its values stand in the text: they are no slots.
      const inside = newFindings(found.shared);
      const body = termsText(term.body, places, inside);
      found.readsOutside ||= inside.readsOutside;
      return `>for${JSON.stringify(term.values)}${JSON.stringify(term.plan)}(${body})`;
    }
  }
}

function layerText(call: SourceCall, layer: SourceLayer, places: Places, found: Findings): string {
  const tensors = Object.entries(call.tensorArguments).map(
    ([name, given]) => `${name}:${given.map((each) => placeText(each, places, found)).join()}`,
  );
  if (found.shared.has(call.layer)) {
    found.readsOutside = true;
    return `shared ${call.layer}${tensors.join()}`;
  }
  if (layer.kind === 'model') return `model ${call.layer}${tensors.join()}`;
  if (layer.kind === 'operation') {
    const name = typeof layer.operation === 'string' ? layer.operation : layer.operation.name;
    return `${name}(${JSON.stringify(layer.operands)}${JSON.stringify(layer.args)})`;
  }
  const fixed: string[] = [];
  for (const [name, declaration] of Object.entries(layer.declaration.arguments)) {
    const value = layer.args[name]!;
    if (isSlot(value) || (name === 'padding' && typeof value === 'string')) {
      found.slots.push({ name, value, declaration });
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

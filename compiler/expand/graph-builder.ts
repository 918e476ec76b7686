import type { Arguments } from '../declarations/values.ts';
import type { Place } from '../diagnostics/place.ts';
import type { GraphInput, GroupName, LayerCall } from '../graph/model-graph.ts';
import type { LayerDeclaration, WeightSpecification } from '../declarations/define-layer.ts';
import type { Size } from '../shapes/size.ts';
import type { TensorType } from '../shapes/types.ts';
import type { FlowTensor } from './flow.ts';

/** One model while it is expanded. Names come at the end, when all of them are known. */
export interface GraphBuilder {
  readonly tensors: BuiltTensor[];
  readonly layers: BuiltLayer[];
  readonly calls: BuiltCall[];
  readonly inputs: Pick<GraphInput, 'name' | 'doc' | 'tensor' | 'missing' | 'place'>[];
  readonly conditions: BuiltCondition[];
  /** Steps of expansion so far: layers, uses and rounds of loops. */
  work: number;
  /** True once a limit is passed: expansion then ends, and no graph comes of it. */
  exhausted: boolean;
}

export interface BuiltTensor {
  readonly type: TensorType;
  readonly masked: boolean;
  /** The call that makes it; undefined for inputs. */
  readonly producer: BuiltCall | undefined;
}

/** A `repeat` as it is expanded: its object is what tells it from others. */
export interface Repeat {
  readonly count: number;
}

/** One round of a `repeat`, within the block, model or shared stack around it. */
export interface BuiltRound {
  readonly outer: BuiltRound | undefined;
  readonly repeat: Repeat;
  readonly index: number;
}

/** A block, model or shared stack around layers: it lends them its name. */
export interface Group {
  readonly outer: Group | undefined;
  /** The round that it stands in, within `outer`. */
  readonly round: BuiltRound | undefined;
  readonly kind: GroupName['kind'];
  /** Where it is used; for a shared stack, where it is declared. */
  readonly place: Place;
  /** The declaration that uses it, in `outer`. */
  readonly declaration: string | undefined;
  /** The last part of its name: the block's in snake case. */
  readonly snake: string;
  /** The block or model, as captions show it. */
  readonly of: string;
  /** From `name: "…"`. */
  readonly explicit: { readonly text: string; readonly place: Place } | undefined;
  /** The name of the `shared` declaration that it is. */
  readonly own: string | undefined;
  /** Given once the whole model is expanded. */
  name: string | undefined;
}

export interface BuiltLayer {
  readonly group: Group | undefined;
  /** The round that it stands in, within its group. */
  readonly round: BuiltRound | undefined;
  readonly declaredIn: string | undefined;
  readonly snake: string;
  readonly explicit: { readonly text: string; readonly place: Place } | undefined;
  /** The name of the `shared` declaration that it is. */
  readonly own: string | undefined;
  /** The head that it makes. */
  head: string | undefined;
  readonly declaration: LayerDeclaration;
  readonly args: Arguments | undefined;
  readonly trainable: boolean;
  readonly shared: boolean;
  readonly place: Place;
  /** Set at the first call whose inputs are known. */
  weights: readonly WeightSpecification[] | undefined;
  firstInputs: readonly FlowTensor[];
  /** Given once the whole model is expanded. */
  name: string;
}

/** Of most calls: one object for all of them, by which they are known. */
export const noTensorArguments: BuiltCall['tensorArguments'] & LayerCall['tensorArguments'] = Object.freeze(
  {},
);

export interface BuiltCall {
  readonly layer: BuiltLayer;
  readonly inputs: readonly FlowTensor[];
  readonly tensorArguments: Readonly<Record<string, readonly FlowTensor[]>>;
  readonly outputs: readonly number[];
  readonly place: Place;
  /** The uses around it, outermost first, for rules that report later. */
  readonly uses: readonly Place[];
}

export type BuiltCondition = { readonly layer: BuiltLayer | undefined; readonly place: Place } & (
  | { readonly kind: 'atLeast'; readonly size: Size; readonly minimum: number }
  | { readonly kind: 'equal'; readonly left: Size; readonly right: Size }
  | { readonly kind: 'divisible'; readonly size: Size; readonly divisor: number }
);

export function createGraphBuilder(): GraphBuilder {
  return { tensors: [], layers: [], calls: [], inputs: [], conditions: [], work: 0, exhausted: false };
}

export const mostLayers = 100_000;
export const mostWork = 400_000;
export const deepestNesting = 256;

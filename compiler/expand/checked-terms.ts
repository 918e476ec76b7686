import type { HeadDeclaration, ObjectiveDeclaration } from '../../grammar/ast.ts';
import type { Span } from '../../grammar/source.ts';
import type { Place } from '../diagnostics/place.ts';
import type { DefinedMember } from '../bind/definitions.ts';
import type { LossMisfit } from '../declarations/define-component.ts';
import type { ComponentValue, HeadMetric } from '../declarations/values.ts';
import type { TensorType } from '../shapes/types.ts';
import type { FlowTensor } from './flow.ts';
import type { BuiltLayer } from './graph-builder.ts';

/** A head with its settings checked. */
export interface CheckedHead {
  readonly defined: DefinedMember<HeadDeclaration>;
  readonly tensor: FlowTensor | undefined;
  readonly loss: ComponentValue<'loss'> | null;
  /** True where a loss is written, even if it is wrong. */
  readonly hasLoss: boolean;
  readonly target: TensorType | undefined;
  /** What the model has itself as the target. */
  readonly targetTensor: FlowTensor | undefined;
  readonly misfit: LossMisfit | undefined;
  /** The names of its classes. */
  readonly classes: readonly string[] | null;
  /** What the samples of each weigh. */
  readonly classWeight: readonly number[] | null;
  readonly weight: number;
  readonly metrics: readonly HeadMetric[];
  readonly spans: ReadonlyMap<string, Span>;
}

/** An objective with its settings checked. */
export interface CheckedObjective {
  readonly defined: DefinedMember<ObjectiveDeclaration>;
  readonly tensor: FlowTensor | undefined;
  readonly weight: number;
}

/** Layers that have an optimizer of their own. */
export interface CheckedPart {
  readonly name: string;
  readonly layers: readonly BuiltLayer[];
  readonly optimizer: ComponentValue<'optimizer'>;
}

/** One part of a training in turns, with its names looked up. */
export interface CheckedStep {
  readonly name: string;
  readonly minimize: readonly string[];
  /** Null for everything. */
  readonly update: readonly BuiltLayer[] | null;
  readonly optimizer: ComponentValue<'optimizer'> | null;
  readonly repeat: number;
  readonly place: Place;
}

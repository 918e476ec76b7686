import type { ArgumentDeclarations, ValuesOf } from '../../declarations/declare.ts';
import type { Arguments, LayerValue } from '../../declarations/values.ts';
import { defineLayer } from '../../declarations/define.ts';
import {
  shapeProblem,
  type LayerDeclaration,
  type LoweringContext,
  type ShapeProblem,
  type WeightSpecification,
} from '../../declarations/define-layer.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { resizingActivation } from '../shared/apply-component.ts';
import { keptEntries } from '../regularization/base-dropout.ts';
import type { RecurrentArguments, RecurrentCell } from './base-recurrent.ts';

/** One step: from the input and the states before it to the states after it, of which one is the output. */
export type CellStep = (ops: Ops, x: Tensor, states: readonly Tensor[]) => readonly Tensor[];

/** What RNN needs of a cell. */
export interface Cell {
  /** The sizes of its states. */
  readonly stateSizes: readonly number[];
  /** Which of them is the output. */
  readonly output: number;
  readonly weights: (features: number) => readonly WeightSpecification[];
  /** Prepares what all steps share. */
  readonly start: (context: LoweringContext, features: number) => CellStep;
  /** Multiply-adds of a step. */
  readonly multiplyAdds: (features: number) => number;
  readonly problem?: ShapeProblem | undefined;
}

export interface CellDeclaration<
  D extends ArgumentDeclarations = ArgumentDeclarations,
> extends LayerDeclaration<D> {
  readonly cellOf: (args: Arguments) => Cell;
}

/** The cell that a layer with its arguments is; undefined for layers that are none. */
export function cellOf(declaration: LayerDeclaration): ((args: Arguments) => Cell) | undefined {
  return (declaration as Partial<CellDeclaration>).cellOf;
}

/** A cell as the value of an argument. */
export function cellIn(layer: LayerValue): Cell {
  const cell = cellOf(layer.declaration)!(layer.args);
  if (layer.trainable) return cell;
  return {
    ...cell,
    weights: (features) => cell.weights(features).map((weight) => ({ ...weight, trainable: false })),
  };
}

/** A cell as a layer: it stands in `RNN`, and alone in a pipeline it is a mistake that says so. */
export function defineCell<const D extends ArgumentDeclarations>(texts: {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  readonly arguments: D;
  readonly cell: (args: ValuesOf<D>) => Cell;
}): CellDeclaration<D> {
  const { cell, ...declared } = texts;
  const declaration = defineLayer<D>({
    ...declared,
    family: 'recurrent',
    penalty: 'none',
    input: {},
    output: () =>
      shapeProblem('KM3009', '{layer} is one step of a loop, and {input} is no loop.', {
        help: `\`RNN(${texts.name}(…))\` runs it over the steps of a sequence.`,
      }),
    lower: () => {
      throw new Error(`${texts.name} is lowered inside RNN alone.`);
    },
  });
  return { ...declaration, cellOf: (args) => cell(args as unknown as ValuesOf<D>) };
}

interface GatedCell<A> {
  readonly step: RecurrentCell<A>;
  readonly weights: (args: A, features: number) => readonly WeightSpecification[];
}

/** A cell that makes its step as the layer of the same kind does. */
export function gatedCell<A extends RecurrentArguments>(
  { step, weights }: GatedCell<A>,
  given: unknown,
): Cell {
  const args = given as A;
  const { units } = args;
  return {
    stateSizes: Array<number>(step.states).fill(units),
    output: 0,
    weights: (features) => weights(args, features),
    start: (context, features) => {
      const { batch } = context;
      const next = step.step(context, args);
      const kernel = context.weight('kernel');
      const bias = step.inputBias(context, args);
      // The same entries are dropped at every step.
      const ofInput = keptEntries(context, args.dropout, args.seed, [batch, features]);
      const ofState = keptEntries(context, args.recurrent_dropout, args.seed, [batch, units]);
      const recurrent = (inner: Ops, state: Tensor): Tensor =>
        ofState ? inner.multiply(state, ofState) : state;
      return (inner, x, states) => {
        const product = inner.matmul(ofInput ? inner.multiply(x, ofInput) : x, kernel);
        const projected = bias ? inner.add(product, bias) : product;
        return next(inner, projected, states, (state) => recurrent(inner, state));
      };
    },
    multiplyAdds: (features) => step.gates * units * (features + units),
    problem: activationProblem(args),
  };
}

function activationProblem({
  activation,
  recurrent_activation,
  units,
}: RecurrentArguments): ShapeProblem | undefined {
  const found = resizingActivation([units], {
    activation,
    recurrent_activation: recurrent_activation ?? null,
  });
  if (!found) return undefined;
  return shapeProblem('KM2004', `\`${found.name}\` changes the size, which a recurrent cell must keep.`, {
    argument: 'cell',
  });
}

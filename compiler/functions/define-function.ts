import {
  noneByDefault,
  requiredNumber,
  type ArgumentDeclarations,
  type ValuesOf,
} from '../declarations/declare.ts';
import { defineLayer } from '../declarations/define.ts';
import {
  isShapeProblem,
  type LayerDeclaration,
  type LayerShapeCall,
  type LoweringContext,
  type ShapeProblem,
} from '../declarations/define-layer.ts';
import type { Operand } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import { substituteSize, type Size } from '../shapes/size.ts';
import { batchSize, sampleType, wholeType, type TensorType } from '../shapes/types.ts';

/**
 * What may stand for a tensor parameter: one tensor, also a number in its place, a tensor that may be left out, a
 * list of tensors, or all that follows in the call.
 */
export type OperandKind = 'tensor' | 'number' | 'optional' | 'list' | 'rest';

/**
 * What a call may do with the batch axis. `kept`: in models, blocks and activations each sample stays by itself.
 * `free`: in layers, losses, metrics and of weights it is an axis like others.
 */
export type BatchAxis = 'kept' | 'free';

/** A function of tensors, by the name that it has in `keras.ops`. */
export interface TensorFunction {
  readonly name: string;
  /** Tensors and constants in the order in which they are given without names. */
  readonly parameters: readonly string[];
  /** The parameters that are tensors. */
  readonly operands: Readonly<Record<string, OperandKind>>;
  /**
   * The node that a call becomes in a model, where types leave the batch axis out. Numbers that stand for tensors are
   * among its arguments, by the operand's name.
   */
  readonly layer: LayerDeclaration;
  /** The same in the body of a layer or component, where types are whole. */
  readonly whole: Readonly<Record<BatchAxis, LayerDeclaration>>;
  /** The same in an objective of a model, which may join its samples. */
  readonly objective: LayerDeclaration;
}

/** An operand's type, whole; a number has none. */
export type OperandType = TensorType | number;

/** What a shape rule knows beside the types. */
export interface FunctionCall extends Pick<
  LayerShapeCall<unknown>,
  'requireEqual' | 'requireDivisible' | 'constants'
> {
  readonly batch: BatchAxis;
}

/** Shapes are whole: the batch axis, where a tensor has one, is the first, of the size `batchSize`. */
export interface FunctionTypes {
  /** As checked. */
  readonly operands: readonly OperandType[];
  /** With the batch as it is where the function runs. */
  readonly outputs: readonly TensorType[];
  readonly batch: BatchAxis;
}

interface FunctionText<D extends ArgumentDeclarations> {
  readonly name: string;
  /** Keras's class of the operation: what summaries and diagrams show. */
  readonly class: string;
  readonly summary: string;
  /** A call that is right where `x` is float32[4, 8]. */
  readonly example: string;
  readonly operands: Readonly<Record<string, OperandKind>>;
  /** The constants, in Keras's order, behind the operands. */
  readonly arguments?: D;
  /** All parameters in Keras's order, where constants stand before operands. */
  readonly order?: readonly string[];
  output(
    types: readonly OperandType[],
    args: ValuesOf<D>,
    call: FunctionCall,
  ): TensorType | readonly TensorType[] | ShapeProblem;
  lower(
    context: LoweringContext,
    operands: readonly Operand[],
    args: ValuesOf<D>,
    types: FunctionTypes,
  ): Tensor | readonly Tensor[];
}

const noConstants = {} as const;

/** A function of tensors: a layer without weights, whose inputs are written in parentheses. */
export function defineFunction<const D extends ArgumentDeclarations = typeof noConstants>(
  text: FunctionText<D>,
): TensorFunction {
  const { operands, name } = text;
  const constants = text.arguments ?? noConstants;
  const names = Object.keys(operands);
  const isList = names.some((operand) => operands[operand] === 'list' || operands[operand] === 'rest');
  const numbers = names.filter((operand) => operands[operand] === 'number');
  const placeholders = Object.fromEntries(
    numbers.map((operand) => [
      operand,
      noneByDefault(requiredNumber(`A number in place of \`${operand}\`.`)),
    ]),
  );
  /** The operands in order: numbers from the arguments, tensors from the inputs. */
  const inPlace = <T>(args: Readonly<Record<string, unknown>>, inputs: readonly T[]): (T | number)[] => {
    if (isList) return [...inputs];
    let next = 0;
    return names.flatMap((operand): readonly (T | number)[] => {
      const value = args[operand];
      if (typeof value === 'number' && operands[operand] === 'number') return [value];
      const input = inputs[next++];
      return input === undefined ? [] : [input];
    });
  };
  const own = (args: unknown): ValuesOf<D> => args as ValuesOf<D>;
  const declare = (batch: BatchAxis, inSamples: boolean): LayerDeclaration =>
    defineLayer<ArgumentDeclarations>({
      name: text.class,
      family: 'function',
      internal: true,
      summary: text.summary,
      example: text.example,
      arguments: { ...placeholders, ...constants },
      input: { count: 'list', minimum: 0 },
      output: ({ args, inputs, constants, requireEqual, requireDivisible }) => {
        const types = inPlace(args, inputs.map(wholeType));
        const result = text.output(types, own(args), {
          batch,
          requireEqual,
          requireDivisible,
          ...(constants && { constants }),
        });
        if (isShapeProblem(result)) return result;
        const finish = ({ dtype, shape }: TensorType): TensorType => {
          const whole = { dtype, shape, whole: true } as const;
          return inSamples ? sampleType(whole) : whole;
        };
        return Array.isArray(result)
          ? (result as readonly TensorType[]).map(finish)
          : finish(result as TensorType);
      },
      lower: (context, { args, inputs, inputTypes, outputTypes }) => {
        const batches = new Map<string, Size>([['batch size', context.batch]]);
        const outputs = outputTypes.map((type) => {
          const whole = wholeType(type);
          if (context.batch === batchSize) return whole;
          return { ...whole, shape: whole.shape.map((size) => substituteSize(size, batches)) };
        });
        const types = { operands: inPlace(args, inputTypes.map(wholeType)), outputs, batch };
        return text.lower(context, inPlace(args, inputs), own(args), types);
      },
    });
  const parameters = text.order ?? [...names, ...Object.keys(constants)];
  return {
    name,
    parameters,
    operands,
    layer: declare('kept', true),
    whole: { kept: declare('kept', false), free: declare('free', false) },
    objective: declare('free', true),
  };
}

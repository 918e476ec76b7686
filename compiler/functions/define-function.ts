import {
  noneByDefault,
  requiredNumber,
  type ArgumentDeclarations,
  type ValuesOf,
} from '../declarations/declare.ts';
import {
  defineLayer,
  type LayerDeclaration,
  type LayerShapeCall,
  type LoweringContext,
  type ShapeProblem,
} from '../declarations/define-layer.ts';
import type { Operand } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import type { TensorType } from '../shapes/types.ts';

/** What may stand for a tensor parameter: one tensor, also a number in its place, or a list of tensors. */
export type OperandKind = 'tensor' | 'number' | 'list';

/** A function of tensors, by the name that it has in `keras.ops`. */
export interface TensorFunction {
  readonly name: string;
  /** Tensors and constants in the order in which they are given without names. */
  readonly parameters: readonly string[];
  /** The parameters that are tensors. */
  readonly operands: Readonly<Record<string, OperandKind>>;
  /** The node that a call becomes. Numbers that stand for tensors are among its arguments, by the operand's name. */
  readonly layer: LayerDeclaration;
}

/** An operand's type; a number has none. */
export type OperandType = TensorType | number;

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
  output(
    types: readonly OperandType[],
    args: ValuesOf<D>,
    call: LayerShapeCall<unknown>,
  ): TensorType | readonly TensorType[] | ShapeProblem;
  lower(
    context: LoweringContext,
    operands: readonly Operand[],
    args: ValuesOf<D>,
    types: { readonly inputs: readonly TensorType[]; readonly outputs: readonly TensorType[] },
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
  const isList = names.some((operand) => operands[operand] === 'list');
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
    return names.map((operand) => {
      const value = args[operand];
      return typeof value === 'number' && operands[operand] === 'number' ? value : inputs[next++]!;
    });
  };
  const own = (args: unknown): ValuesOf<D> => args as ValuesOf<D>;
  const layer = defineLayer<ArgumentDeclarations>({
    name: text.class,
    family: 'function',
    internal: true,
    summary: text.summary,
    example: text.example,
    arguments: { ...placeholders, ...constants },
    input: { count: 'list', minimum: 1 },
    output: (call) => text.output(inPlace(call.args, call.inputs), own(call.args), call),
    lower: (context, { args, inputs, inputTypes, outputTypes }) =>
      text.lower(context, inPlace(args, inputs), own(args), { inputs: inputTypes, outputs: outputTypes }),
  });
  return { name, parameters: [...names, ...Object.keys(constants)], operands, layer };
}

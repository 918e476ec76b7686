import { linear } from '../../../components/activations/piecewise.ts';
import { nonNeg } from '../../../components/constraints/norms.ts';
import { l2 } from '../../../components/regularizers/norms.ts';
import { withDefaults } from '../../../declarations/default-value.ts';
import type { ArgumentDeclarations, ArgumentType } from '../../../declarations/declare.ts';
import {
  isComponent,
  type Arguments,
  type ArgumentValue,
  type ComponentValue,
} from '../../../declarations/values.ts';
import type { GraphScope } from '../../../ops/scope.ts';
import type { NamedTensor } from '../../../ops/types.ts';
import { Unwritable } from './body.ts';

/** Objects in the place of arguments of a layer, by which its lowering shows where it uses them. */
export interface StandIns {
  readonly args: Arguments;
  /** What activations were applied to; their results are inputs of the graph, of the same names. */
  readonly applied: () => readonly NamedTensor[];
  /** The argument for which an object stands. */
  readonly argumentOf: (value: ComponentValue) => string | undefined;
}

/** The beginning of the names of what activations give: `call:activation:0`. */
const beginning = 'call:';

/** The argument whose function makes an input of a graph; undefined for other inputs. */
export function appliedArgument(input: string): string | undefined {
  return input.startsWith(beginning) ? input.slice(beginning.length, input.lastIndexOf(':')) : undefined;
}

/**
 * Arguments with objects in the places of those that a class holds.
 * @param held their names
 * @param scope where the layer is lowered
 * @throws Unwritable where there is none: its class would hold nothing
 */
export function standIns(
  args: Arguments,
  declared: ArgumentDeclarations,
  held: ReadonlySet<string>,
  scope: GraphScope,
): StandIns {
  const names = new Map<object, string>();
  const applied: NamedTensor[] = [];
  const standIn = (name: string, given: ArgumentValue): ArgumentValue => {
    const value = given ?? insteadOfNone(declared[name]!.type);
    if (isComponent(value, 'activation')) {
      const { declaration } = value;
      const made: typeof declaration = {
        ...declaration,
        lower: (ops, x, given) => {
          if (!scope.owns(x)) throw new Unwritable(`\`${name}\` is applied in a loop`);
          const result = declaration.lower(ops, x, given);
          const input = `${beginning}${name}:${applied.length}`;
          applied.push({ name: input, tensor: x });
          return scope.input(input, result.dtype, result.shape);
        },
      };
      return { ...value, declaration: made };
    }
    const isHeld =
      isComponent(value, 'initializer') ||
      isComponent(value, 'regularizer') ||
      isComponent(value, 'constraint');
    if (!isHeld) throw new Unwritable(`\`${name}\` is no object here`);
    const declaration = { ...value.declaration };
    names.set(declaration, name);
    return { ...value, declaration } as ComponentValue;
  };
  return {
    args: Object.fromEntries(
      Object.entries(args).map(([name, value]) => [name, held.has(name) ? standIn(name, value) : value]),
    ),
    applied: () => applied,
    argumentOf: ({ declaration }) => names.get(declaration),
  };
}

/** An object of the kind that an argument takes; of a missing initializer, Keras makes nothing that could be held. */
function insteadOfNone(type: ArgumentType): ArgumentValue {
  if (type.kind !== 'component') return null;
  switch (type.category) {
    case 'activation':
      return withDefaults(linear);
    case 'regularizer':
      return withDefaults(l2);
    case 'constraint':
      return withDefaults(nonNeg);
    default:
      return null;
  }
}

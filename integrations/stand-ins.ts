import type { ArgumentType } from '../compiler/declarations/declare.ts';
import type { ComponentCategory } from '../compiler/declarations/values.ts';
import type { Definition } from '../compiler/bind/definitions.ts';
import { compileModel, type CompilerHost, type ModelGraph } from '../compiler/index.ts';

/** Numbers tried for parameters that have no value, until a model compiles: its dtypes do not depend on them. */
const attempts: readonly StandInNumbers[] = [
  { integer: '8', number: '0.5' },
  { integer: '2', number: '0.5' },
  { integer: '1', number: '1.0' },
  { integer: '64', number: '0.1' },
  { integer: '256', number: '0.001' },
  { integer: '3', number: '2.0' },
  { integer: '1024', number: '0.0' },
];

interface StandInNumbers {
  readonly integer: string;
  readonly number: string;
}

const components: Readonly<Partial<Record<ComponentCategory, string>>> = {
  activation: 'relu',
  initializer: 'zeros',
  regularizer: 'l2',
  constraint: 'non_neg',
};

/**
 * The graph of a model with stand-ins for the parameters that need a value: names and dtypes of its inputs and heads
 * are those that any values give; sizes are not.
 * @returns undefined where none of the stand-ins fits
 */
export function compileWithStandIns(
  path: string,
  host: CompilerHost,
  model: string,
  { parameters }: Definition,
): ModelGraph | undefined {
  const missing = parameters.filter(({ parameter, hidden }) => !parameter.default && !hidden);
  for (const numbers of attempts) {
    const values = missing.map(({ parameter, type }) => [parameter.name.key, standIn(type, numbers)]);
    const { graph } = compileModel(path, host, { model, parameters: Object.fromEntries(values) });
    if (graph) return graph;
  }
  return undefined;
}

/** A value of a parameter's type, as an expression of the language. */
function standIn(type: ArgumentType | undefined, numbers: StandInNumbers): string {
  switch (type?.kind) {
    case 'integer':
    case 'number':
      return numbers[type.kind];
    case 'boolean':
      return 'true';
    case 'string':
      return '"text"';
    case 'option':
      return type.options.includes('same') ? 'same' : type.options[0]!;
    case 'component':
      return components[type.category] ?? 'none';
    case 'list': {
      const entry = standIn(type.of, numbers);
      return `[${entry}, ${entry}]`;
    }
    default:
      return 'none';
  }
}

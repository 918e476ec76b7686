import { compileModel, type CheckedModel, type CompilerHost, type ModelGraph } from '../compiler/index.ts';

/** Values tried for parameters that have none, by type, until a model compiles: its types do not depend on them. */
const attempts: readonly Readonly<Record<string, string>>[] = [
  { int: '8', float: '0.5' },
  { int: '2', float: '0.5' },
  { int: '1', float: '1.0' },
  { int: '64', float: '0.1' },
  { int: '256', float: '0.001' },
  { int: '3', float: '2.0' },
  { int: '1024', float: '0.0' },
];

const sameInEach: Readonly<Record<string, string>> = {
  bool: 'true',
  string: '"text"',
  activation: 'relu',
  padding: 'same',
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
  model: CheckedModel,
): ModelGraph | undefined {
  const declared = model.declaration.parameters ?? [];
  for (const attempt of attempts) {
    const values = { ...sameInEach, ...attempt };
    const parameters: Record<string, string> = {};
    for (const name of model.missingParameters) {
      const type = declared.find((parameter) => parameter.name.key === name)?.type;
      const value = values[type?.name.key ?? ''];
      if (value === undefined) return undefined;
      parameters[name] = type?.list ? `[${value}, ${value}]` : value;
    }
    const { graph } = compileModel(path, host, { model: model.name, parameters });
    if (graph) return graph;
  }
  return undefined;
}

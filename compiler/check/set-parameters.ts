import { createSourceFile, parse } from '../../grammar/index.ts';
import type { CheckContext } from '../bind/context.ts';
import { evaluateConstants } from '../bind/constants.ts';
import type { Definition } from '../bind/definitions.ts';
import { moduleEnvironment } from '../bind/environment.ts';
import type { Module } from '../bind/module.ts';
import { defaultParameters, givenValue } from '../bind/parameters.ts';
import type { Value } from '../bind/values.ts';
import { createCollector } from '../diagnostics/collector.ts';
import { suggestionFor } from '../diagnostics/suggest.ts';

/**
 * Reads values for parameters from texts, each a kmodel expression in the scope of the model's file.
 * @returns the values with the defaults of the others, or one sentence on what is wrong
 */
export function readParameters(
  context: CheckContext,
  definition: Definition,
  given: Readonly<Record<string, string>>,
): { readonly values: ReadonlyMap<string, Value>; readonly problem: string | undefined } {
  const values = new Map(defaultParameters(context, definition));
  const open = definition.parameters.filter((each) => !each.hidden);
  for (const [name, text] of Object.entries(given)) {
    const parameter = open.find((each) => each.parameter.name.key === name.normalize('NFC'));
    if (!parameter) {
      const names = open.map((each) => each.parameter.name.text);
      const { text: suggestion } = suggestionFor(name, names, 'It has');
      const sentence = `Model \`${definition.name}\` has no parameter \`${name}\`. ${suggestion ?? ''}`;
      return { values, problem: sentence.trimEnd() };
    }
    const outcome = readValue(context, definition.module, parameter, name, text);
    if (typeof outcome === 'string') return { values, problem: outcome };
    values.set(parameter.parameter.name.key, outcome);
  }
  return { values, problem: undefined };
}

function readValue(
  context: CheckContext,
  module: Module,
  parameter: Definition['parameters'][number],
  name: string,
  text: string,
): Value | string {
  const source = createSourceFile(`--set ${name}`, `const value = ${text}`);
  const { file, problems } = parse(source);
  const [declaration, ...others] = file.declarations;
  if (problems.length > 0 || declaration?.kind !== 'Const' || others.length > 0) {
    return `\`--set ${name}=${text}\` is no value: ${problems[0]?.message ?? 'one expression is needed.'}`;
  }
  const collector = createCollector();
  const { path } = source;
  const scope: Module = { ...module, path, origin: path, source, file, problemSpans: [] };
  const inner: CheckContext = {
    ...context,
    collector,
    report: collector.report,
    modules: new Map([[source.path, scope]]),
  };
  evaluateConstants(inner);
  const environment = moduleEnvironment(scope);
  const value = givenValue(inner, environment, parameter, declaration.value, `\`--set\``);
  const [problem] = collector.diagnostics();
  return problem ? `\`--set ${name}=${text}\`: ${problem.message}` : value;
}

import type { Definition } from '../../../bind/definitions.ts';
import { docComment } from '../comments.ts';
import { Scope, variableName } from '../identifiers.ts';
import { keyText } from '../values-text.ts';
import type { BlockFunction, StructuredContext } from './context.ts';
import type { DefinitionInfo } from '../../program/definition-info.ts';
import { chainText, type Flow } from './flow.ts';
import { createSite, readParameters, withNumbering } from './function-site.ts';
import { writeMembers } from './members.ts';
import { optionsParameter, optionText, type ParameterText } from './parameter-text.ts';
import type { Site } from './site.ts';
import { Unstructured } from '../../program/unstructured.ts';

/** What a block's function gives back. */
interface Result {
  readonly text: string;
  /** Undefined for one tensor. */
  readonly names: readonly string[] | undefined;
}

/** The function of a block, or of a model that is used as a layer. */
export function blockFunction(context: StructuredContext, info: DefinitionInfo): BlockFunction {
  const { definition } = info;
  const site = createSite(context, info, new Scope(context.parts.scope, ['name', 'numbered']));
  const name = context.parts.scope.claim(variableName(definition.name));
  const inputs = definition.inputs.map(({ member }) => {
    const variable = site.scope.claim(variableName(member.name.key));
    site.tensors.set(member.name.key, variable);
    return variable;
  });
  const result = resultOf(site, writeMembers(site));
  const body = withNumbering(site);
  const parameters = readParameters(site);
  const isStage = inputs.length === 1 && !result.names;
  if (isStage) context.parts.use('chain');
  const type = isStage ? 'Stage' : functionType(inputs.length, result);
  const taken = ['name: string', ...optionsOf(parameters)].join(', ');
  const text = `${docComment(definition.declaration.doc)}function ${name}(${taken}): ${type} {
return ${closureText(inputs, body, result)};
}`;
  return { name, parameters, text, inputs: inputs.length, results: result.names };
}

function resultOf(site: Site, returned: Flow | undefined): Result {
  const { definition } = site.info;
  if (definition.kind === 'model') return headsOf(definition, site.tensors);
  if (!returned) throw new Unstructured('a block without result');
  if (returned.kind === 'list') throw new Unstructured('a block that returns a list');
  return returned.kind === 'chain'
    ? { text: chainText(returned, site.context.parts), names: undefined }
    : recordOf(returned.entries);
}

function headsOf({ heads }: Definition, tensors: ReadonlyMap<string, string>): Result {
  const entries = heads.map(({ member: { name } }) => [name.key, tensors.get(name.key)!] as const);
  return entries.length === 1 ? { text: entries[0]![1], names: undefined } : recordOf(entries);
}

function recordOf(entries: readonly (readonly [string, string])[]): Result {
  const properties = entries.map(([key, text]) => (key === text ? key : `${keyText(key)}: ${text}`));
  return { text: `{ ${properties.join(', ')} }`, names: entries.map(([key]) => key) };
}

function functionType(inputs: number, { names }: Result): string {
  const record = names?.map((each) => `${keyText(each)}: tf.SymbolicTensor`).join('; ');
  const result = record === undefined ? 'tf.SymbolicTensor' : `{ ${record} }`;
  return `(${inputs === 1 ? 'x: tf.SymbolicTensor' : 'inputs: tf.SymbolicTensor[]'}) => ${result}`;
}

function closureText(inputs: readonly string[], body: readonly string[], { text, names }: Result): string {
  const taken = inputs.length === 1 ? `(${inputs[0]})` : `([${inputs.join(', ')}])`;
  if (body.length > 0) return `${taken} => {\n${body.join('\n')}\nreturn ${text};\n}`;
  // A record right behind an arrow would be a block.
  return `${taken} => ${names ? `(${text})` : text}`;
}

function optionsOf(parameters: readonly ParameterText[]): readonly string[] {
  if (parameters.length === 0) return [];
  return [optionsParameter(parameters, `{ ${parameters.map(optionText).join('; ')} }`)];
}

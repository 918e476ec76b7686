import { ownValue } from '../../../names/own-value.ts';
import type { ArgumentValue } from '../../../declarations/values.ts';
import type { Scope } from '../identifiers.ts';
import type { StructuredContext } from './context.ts';
import type { DefinitionInfo } from '../../program/definition-info.ts';
import { flowOf } from './flows.ts';
import { parameterText, type ParameterText } from './parameter-text.ts';
import type { Site } from './site.ts';
import { constantAt } from './site-constants.ts';

/**
 * Where the function of a block or model begins: nothing of it is written yet.
 * @param scope the names of the function
 */
export function createSite(context: StructuredContext, info: DefinitionInfo, scope: Scope): Site {
  const { definition } = info;
  const site: Site = {
    context,
    info,
    scope,
    isModel: definition === context.origin.definition,
    parameters: [],
    reads: new Set(),
    tensors: new Map(),
    shared: new Map(),
    statements: [],
    masks: new Map(),
    numbering: { isUsed: false },
    module: definition.module,
    loops: [],
    flowOf,
  };
  const parameters = definition.parameters
    .filter(({ hidden }) => !hidden)
    .map((defined) => parameterText(defined, scope, (value, module) => constantAt(site, value, module)));
  return {
    ...site,
    parameters: site.isModel ? parameters.map((each) => withGivenValue(context, each)) : parameters,
  };
}

/** The value that the graph was made with is the default: that of the text, or one that was set. */
function withGivenValue(
  { instances, constants }: StructuredContext,
  parameter: ParameterText,
): ParameterText {
  if (parameter.isComponent) return parameter;
  const value: ArgumentValue = ownValue(instances.graph.parameters, parameter.key)!;
  const text = constants.value(value);
  return parameter.plain === text ? parameter : { ...parameter, initial: text };
}

/** The statements of the function, with what they count names by. */
export function withNumbering({ statements, numbering, context }: Site): readonly string[] {
  if (!numbering.isUsed) return statements;
  return [`const numbered = ${context.parts.use('numbering')}();`, ...statements];
}

/** The parameters that the function reads; those that the model has pinned are values. */
export function readParameters({ context, isModel, parameters, reads }: Site): readonly ParameterText[] {
  return parameters.filter(({ key }) => reads.has(key) && !(isModel && context.pins.has(key)));
}

import { docComment } from '../comments.ts';
import type { GraphText } from '../expanded.ts';
import { variableName, type Scope } from '../identifiers.ts';
import { inputText, isScalar, scalarText } from '../model-text.ts';
import type { StructuredContext } from './context.ts';
import { createSite, readParameters, withNumbering } from './function-site.ts';
import { writeMembers } from './members.ts';
import type { ParameterText } from './parameter-text.ts';
import type { Site } from './site.ts';
import { constantAt } from './site-constants.ts';

/** The body of the function that builds the model itself, with the parameters that it reads. */
export function modelBody(
  context: StructuredContext,
  scope: Scope,
): GraphText & { readonly parameters: readonly ParameterText[] } {
  const site = createSite(context, context.infos.get(context.origin.definition)!, scope);
  const { graph } = context.instances;
  const inputs = writeInputs(site);
  writeMembers(site);
  return {
    statements: withNumbering(site),
    inputs,
    heads: graph.heads.map((head) => site.tensors.get(head.name)!),
    masks: graph.heads.map((head) => site.masks.get(head.name)),
    parameters: readParameters(site),
  };
}

/** Gives the variables of the inputs, in order. */
function writeInputs(site: Site): readonly string[] {
  const { graph } = site.context.instances;
  return graph.inputs.map((input) => {
    const declared = site.info.definition.inputs.find(({ member }) => member.name.key === input.name)!;
    const name = site.scope.claim(variableName(input.name));
    site.tensors.set(input.name, name);
    const shape = graph.tensors[input.tensor]!.shape.map((size, axis) => {
      const dim = declared.member.type?.dims?.[axis];
      return typeof size === 'number' && dim ? constantAt(site, dim, declared.module) : 'null';
    });
    site.statements.push(`${docComment(input.doc)}const ${name} = ${inputText(graph, input, shape)};`);
    if (isScalar(graph, input)) {
      const scalar = site.scope.claim(`${name}Scalar`);
      site.tensors.set(input.name, scalar);
      site.statements.push(`const ${scalar} = ${scalarText(input, name)};`);
    }
    return name;
  });
}

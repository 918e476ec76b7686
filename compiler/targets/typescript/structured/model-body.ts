import { docComment } from '../comments.ts';
import type { GraphText } from '../expanded.ts';
import { variableName, type Scope } from '../identifiers.ts';
import { inputText } from '../model-text.ts';
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
  writeInputs(site);
  writeMembers(site);
  return {
    statements: withNumbering(site),
    inputs: graph.inputs.map((input) => site.tensors.get(input.name)!),
    heads: graph.heads.map((head) => site.tensors.get(head.name)!),
    masks: graph.heads.map((head) => site.masks.get(head.name)),
    parameters: readParameters(site, site.statements.join('\n')),
  };
}

function writeInputs(site: Site): void {
  const { graph } = site.context.instances;
  for (const input of graph.inputs) {
    const declared = site.info.definition.inputs.find(({ member }) => member.name.key === input.name)!;
    const name = site.scope.claim(variableName(input.name));
    site.tensors.set(input.name, name);
    const shape = graph.tensors[input.tensor]!.shape.map((size, axis) => {
      const dim = declared.member.type?.dims?.[axis];
      return typeof size === 'number' && dim ? constantAt(site, dim, declared.module) : 'null';
    });
    site.statements.push(`${docComment(input.doc)}const ${name} = ${inputText(graph, input, shape)};`);
  }
}

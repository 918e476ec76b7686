import type { Member } from '../../grammar/ast.ts';
import { variable } from '../shapes/size.ts';
import type { CheckContext } from './context.ts';
import type { Definition } from './definitions.ts';
import type { Environment } from './environment.ts';
import { defaultParameters } from './parameters.ts';
import { unknownValue } from './values.ts';
import type { AnalysedMembers, MemberReferences } from './references.ts';
import { MemberAnalysis } from './member-analysis.ts';

/**
 * Checks names and arguments in the text of one block or model, with every parameter unknown: what is wrong
 * here is wrong at every use, also where an `if` or an empty loop leaves it out. Inherited members were checked
 * where they are written.
 */
export function analyseDefinition(
  context: CheckContext,
  definition: Definition,
  references: { readonly set: (member: Member, found: MemberReferences) => unknown },
  analysed?: AnalysedMembers,
): void {
  const isOwn = definition.kind === 'layer' || definition.kind === 'component';
  const sizes = [...definition.sizeVariables.keys()];
  const environment: Environment = {
    module: definition.module,
    parameters: new Map([
      ...definition.parameters.map(({ parameter }) => [parameter.name.key, unknownValue] as const),
      // At a use they may be numbers.
      ...(isOwn ? sizes.map((name) => [name, unknownValue] as const) : []),
    ]),
    sizes: new Map(sizes.map((name) => [name, variable(name)])),
    loop: undefined,
    inside: definition.declaration,
    scopeNames: definition.scopeNames,
  };
  if (isOwn) defaultParameters(context, definition);
  for (const defined of definition.members) {
    const { member } = defined;
    if (defined.owner !== definition.declaration || analysed?.has(member)) continue;
    const before = context.collector.reportCount();
    const found = new MemberAnalysis(context, definition, environment).run(member);
    references.set(member, found);
    if (!found.unclear && context.collector.reportCount() === before) analysed?.add(member);
  }
}

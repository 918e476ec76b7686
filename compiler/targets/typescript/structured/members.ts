import type { BranchDeclaration, HeadDeclaration, Identifier } from '../../../../grammar/ast.ts';
import { docComment } from '../comments.ts';
import { variableName } from '../identifiers.ts';
import { keyText } from '../values-text.ts';
import { chainText, oneStage, single, type Flow } from './flow.ts';
import { flowOf } from './flows.ts';
import { writeShared } from './shared-declarations.ts';
import { tensorText, type Site } from './site.ts';
import { Unstructured } from '../../program/unstructured.ts';

/**
 * Writes the members of a block or model as statements, each after what it needs.
 * @returns what `return` gives
 */
export function writeMembers(site: Site): Flow | undefined {
  let returned: Flow | undefined;
  for (const { member, module } of site.info.members) {
    const here = { ...site, module };
    switch (member.kind) {
      case 'Shared':
        writeShared(here, member);
        break;
      case 'Branch':
        writeBranch(here, member);
        break;
      case 'Head':
        writeHead(here, member);
        break;
      case 'Return':
        returned = flowOf(here, member.value);
        break;
      case 'Input':
      case 'Train':
      case 'Data':
    }
  }
  return returned;
}

function writeHead(site: Site, head: HeadDeclaration): void {
  const isMasked = site.isModel && site.context.layers.losesMask(head.name.key);
  if (isMasked) writeMaskedHead(site, head);
  else assign(site, head.name, tensorText(site, head.value), head.doc);
}

/** A head whose loss leaves padding out: its last layer gets a variable, to take the mask from. */
function writeMaskedHead(site: Site, { name, value, doc }: HeadDeclaration): void {
  const { scope, context, statements, masks } = site;
  const flow = single(flowOf(site, value));
  const last = flow.stages.at(-1);
  if (!last?.isOne) throw new Unstructured('a masked head');
  const layer = scope.claim(`${variableName(name.key)}Layer`);
  const mask = scope.claim(`${variableName(name.key)}Mask`);
  statements.push(
    `const ${layer} = ${last.text};`,
    `const ${mask} = ${context.parts.use('keepMask')}(${layer});`,
  );
  masks.set(name.key, `${mask}()`);
  const whole = { ...flow, stages: [...flow.stages.slice(0, -1), oneStage(layer)] };
  assign(site, name, chainText(whole, context.parts), doc);
}

function writeBranch(site: Site, { target, value, doc }: BranchDeclaration): void {
  const flow = flowOf(site, value);
  if (target.kind === 'Identifier')
    return assign(site, target, chainText(single(flow), site.context.parts), doc);
  if (flow.kind !== 'chain' || flow.stages.length > 0) throw new Unstructured('several results');
  const pattern =
    target.kind === 'ListPattern'
      ? `[${target.names.map((name) => claim(site, name)).join(', ')}]`
      : `{ ${target.entries.map(({ key, name }) => propertyPattern(key.key, claim(site, name))).join(', ')} }`;
  site.statements.push(`${docComment(doc)}const ${pattern} = ${flow.source};`);
}

function propertyPattern(key: string, variable: string): string {
  return key === variable ? variable : `${keyText(key)}: ${variable}`;
}

function assign(site: Site, name: Identifier, text: string, doc: string | undefined): void {
  site.statements.push(`${docComment(doc)}const ${claim(site, name)} = ${text};`);
}

/** The variable of a tensor. */
function claim({ scope, tensors }: Site, name: Identifier): string {
  const variable = scope.claim(variableName(name.key));
  tensors.set(name.key, variable);
  return variable;
}

import type { Identifier } from '../../grammar/ast.ts';
import { replacementFix } from '../diagnostics/suggest.ts';
import { isLayerValue } from './call-kinds.ts';
import type { CheckContext } from './context.ts';
import type { DefinedMember, Definition } from './definitions.ts';
import type { Environment } from './environment.ts';
import { findValue } from './evaluate.ts';
import { placeIn } from './module.ts';

/** `branch encoder = Dense(32)` makes no tensor: `shared` is meant, where it then stands as a layer (KM1003). */
export function reportBranchAsLayer(
  context: CheckContext,
  environment: Environment,
  stage: Identifier,
  { member, module }: DefinedMember,
): boolean {
  if (member.kind !== 'Branch' || !isLayerValue(member.value)) return false;
  const place = placeIn(environment.module, stage.span);
  const keyword = { start: member.span.start, end: member.span.start + 'branch'.length };
  const isPlain = module.source.text.slice(keyword.start, keyword.end) === 'branch';
  context.report('KM1003', 'branchOfLayers', { name: stage.text }, place, {
    help: `\`shared ${stage.text} = …\` keeps layers to be used again.`,
    fixes: isPlain ? [replacementFix(placeIn(module, keyword), 'shared', 'Change `branch` to `shared`')] : [],
  });
  return true;
}

/** KM1002 where the variable of a `for` bears the name of something else. */
export function checkLoopVariable(
  context: CheckContext,
  environment: Environment,
  definition: Definition,
  variableName: Identifier,
): void {
  const { key, text, span } = variableName;
  if (key === '') return;
  const kind =
    findValue(context, environment, variableName) !== undefined
      ? environment.module.names.get(key)?.kind === 'const'
        ? 'constant'
        : 'parameter or variable'
      : definition.names.has(key)
        ? 'declaration'
        : undefined;
  if (kind) context.report('KM1002', 'hides', { name: text, kind }, placeIn(environment.module, span));
}

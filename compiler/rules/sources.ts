import type { CallExpression, Expression, Stage } from '../../grammar/ast.ts';
import { visit } from '../../grammar/walk.ts';
import { constantFunctions } from '../bind/functions.ts';
import { isMaskCall } from '../bind/call-kinds.ts';
import { namesFunction, startOf } from '../bind/function-call.ts';
import { keywordOf, type DefinedMember, type Definition } from '../bind/definitions.ts';
import { givenInputs } from '../bind/given-inputs.ts';
import { hasProblemWithin, placeIn, type Module } from '../bind/module.ts';
import { findLayer } from '../layers/registry.ts';
import { reachableFrom, type DefinitionRuleContext } from './context.ts';

/**
 * A model is valid only if every head is reached by an input, and every pipeline has a source (KM4002). A branch
 * without source is reported once: at the first head that it leaves without input, else at the branch itself.
 */
export function checkSources(rule: DefinitionRuleContext): void {
  const { definition, report } = rule;
  const sourceless = new Set(definition.members.filter((defined) => lacksSource(defined, definition)));
  rule.lacksSource = sourceless.size > 0;
  const reported = new Set<DefinedMember>();
  const heads = sourceless.size === 0 ? [] : definition.heads;
  for (const defined of sourceless) if (isExplained(defined, definition)) reported.add(defined);
  for (const head of heads) {
    if (reported.has(head)) continue;
    if (sourceless.has(head)) {
      reported.add(head);
      const { name } = head.member;
      if (head.owner !== definition.declaration) continue;
      report('KM4002', 'head', { name: name.text }, placeIn(head.module, name.span), {
        help: startHelp(name.text, definition),
      });
      continue;
    }
    const path = pathToOnlySource(head, rule, sourceless);
    const origin = path?.at(-1);
    if (!path || !origin || reported.has(origin)) continue;
    reported.add(origin);
    const { name } = head.member;
    report(
      'KM4002',
      'reached',
      { name: name.text, reason: reasonOf(path) },
      placeIn(head.module, name.span),
      {
        related: [
          {
            place: placeIn(origin.module, origin.names[0]!.span),
            message: `\`${nameOf(origin)}\` is declared here.`,
          },
        ],
        help: startHelp(nameOf(origin), definition),
      },
    );
  }
  for (const defined of sourceless) {
    if (reported.has(defined) || defined.owner !== definition.declaration) continue;
    const kind = keywordOf(defined.member);
    const [name] = defined.names;
    const values = { kind, name: name?.text ?? definition.name };
    const span = name?.span ?? {
      start: defined.member.span.start,
      end: defined.member.span.start + kind.length,
    };
    report('KM4002', 'source', values, placeIn(defined.module, span), {
      help: startHelp(name?.text ?? definition.name, definition),
    });
  }
  if (
    definition.kind === 'model' &&
    definition.heads.length + definition.objectives.length === 0 &&
    !rule.isUnclear() &&
    !isSwallowed(definition)
  ) {
    const { name } = definition.declaration;
    report('KM4002', 'noHead', { name: name.text }, placeIn(definition.module, name.span), {
      help: 'a head is what the model predicts: `head y = … -> Dense(1)`.',
    });
  }
}

/** Whether another mistake is reported, from which the lack of a source follows. */
function isExplained(defined: DefinedMember, definition: Definition): boolean {
  const { member, module, names } = defined;
  if (hasProblemWithin(module, member.span)) return true;
  const first = layerInFront(defined, definition);
  if (first?.kind === 'Call' && isToldOf(first, definition, module)) return true;
  // Layers that are kept in a branch and used as one (KM1003).
  return names.some(({ key }) => isUsedAsStage(key, definition));
}

/** Whether a call has a mistake of its own: it means no layer (KM1003), or holds what should flow into it (KM0002). */
function isToldOf(call: CallExpression, { kind, scopeNames }: Definition, module: Module): boolean {
  const { key } = call.callee;
  const meaning = module.names.get(key);
  if (meaning?.kind === 'definition' && meaning.declaration.kind === 'Component') return true;
  if (!findLayer(key) && !meaning) return true;
  // Layers of the text and components are made of functions: a layer in them is a mistake (KM1003).
  if (kind !== 'model' && kind !== 'block') return !meaning;
  return givenInputs(call, { module, scopeNames }).length > 0;
}

function isUsedAsStage(name: string, { members }: Definition): boolean {
  let used = false;
  for (const { member } of members) {
    visit(member, (node) => {
      if (node.kind !== 'Pipeline') return;
      used ||= node.stages.some((stage) => stage.kind === 'Identifier' && stage.key === name);
    });
  }
  return used;
}

function nameOf(defined: DefinedMember): string {
  return defined.names[0]?.text ?? '';
}

function startHelp(name: string, definition: Definition): string {
  const input = definition.inputs[0]?.member.name.text ?? 'x';
  return `start \`${name}\` with an input, for example \`${input} -> …\`.`;
}

/** The way from a head to a branch without source, where no input and nothing unclear feeds the head. */
function pathToOnlySource(
  head: DefinedMember,
  rule: DefinitionRuleContext,
  sourceless: ReadonlySet<DefinedMember>,
): readonly DefinedMember[] | undefined {
  const reached = reachableFrom([head], rule.dependenciesOf);
  for (const defined of reached) {
    if (defined.member.kind === 'Input' || rule.referencesOf(defined)?.unclear) return undefined;
  }
  const path: DefinedMember[] = [head];
  const seen = new Set(path);
  for (let at = head; !sourceless.has(at);) {
    const next = rule
      .dependenciesOf(at)
      .find((each) => reachesSourceless(each, rule, sourceless) && !seen.has(each));
    if (!next) return undefined;
    seen.add(next);
    path.push(next);
    at = next;
  }
  return path;
}

function reachesSourceless(
  defined: DefinedMember,
  rule: DefinitionRuleContext,
  sourceless: ReadonlySet<DefinedMember>,
): boolean {
  return [...reachableFrom([defined], rule.dependenciesOf)].some((each) => sourceless.has(each));
}

/** "`mix` is made from `aux` alone, and `aux` has no source" */
function reasonOf(path: readonly DefinedMember[]): string {
  const origin = `\`${nameOf(path.at(-1)!)}\``;
  const steps: string[] = [];
  for (let index = 1; index < path.length - 1; index++) {
    steps.push(`\`${nameOf(path[index]!)}\` is made from \`${nameOf(path[index + 1]!)}\` alone`);
  }
  const shown = steps.length > 3 ? [steps[0]!, '…', steps.at(-1)!] : steps;
  const last = `${origin} has no source`;
  return shown.length === 0
    ? `it is made from ${origin} alone, and ${last}`
    : `${shown.join(', ')}, and ${last}`;
}

/** True for a pipeline that begins with a layer instead of a tensor. */
export function lacksSource(defined: DefinedMember, definition: Definition): boolean {
  return layerInFront(defined, definition) !== undefined;
}

/** The layer that stands where a tensor should, at the beginning of a pipeline or as an operand. */
function layerInFront({ member }: DefinedMember, definition: Definition): Expression | Stage | undefined {
  if (member.kind !== 'Branch' && member.kind !== 'Head' && member.kind !== 'Return') return undefined;
  const pending: Expression[] = [member.value];
  for (let expression = pending.pop(); expression; expression = pending.pop()) {
    if (isStage(expression, definition)) return expression;
    if (expression.kind === 'List') pending.push(...expression.items);
    else if (expression.kind === 'Record') pending.push(...expression.entries.map((entry) => entry.value));
    else if (expression.kind === 'Binary') pending.push(expression.left, expression.right);
    else if (expression.kind === 'Pipeline') {
      const { source, stages } = startOf(({ callee }) => namesFunction(definition, callee.key), expression);
      if (!source) return stages[0] ?? expression;
      pending.push(source);
    }
  }
  return undefined;
}

/** True for a shared layer or a layer: it stands behind an arrow. */
function isStage(expression: Expression, definition: Definition): boolean {
  if (expression.kind === 'Call') {
    const { key } = expression.callee;
    return (
      !constantFunctions.has(key) && !namesFunction(definition, key) && !isMaskCall(definition, expression)
    );
  }
  return expression.kind === 'Identifier' && definition.names.get(expression.key)?.member.kind === 'Shared';
}

/** Whether a comment or string that is never closed may have swallowed the rest of a model, behind what was read of it. */
function isSwallowed({ module, declaration }: Definition): boolean {
  const { start, end } = declaration.span;
  const next = module.file.declarations.find(({ span }) => span.start >= end && span.start > start);
  return hasProblemWithin(module, { start, end: next ? next.span.start - 1 : Infinity });
}

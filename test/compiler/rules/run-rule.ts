import { expect, it } from 'vitest';
import type { Member } from '../../../grammar/ast.ts';
import type { MemberReferences } from '../../../compiler/bind/references.ts';
import type { DefinitionOrder } from '../../../compiler/bind/member-order.ts';
import type { Definition } from '../../../compiler/bind/definitions.ts';
import { loadModules } from '../../../compiler/bind/load.ts';
import { defaultParameters } from '../../../compiler/bind/parameters.ts';
import { bindOnce } from '../../../compiler/check/run-once.ts';
import type { BoundText } from '../../../compiler/check/stages.ts';
import { createCollector, type Collector } from '../../../compiler/diagnostics/collector.ts';
import { expandModel } from '../../../compiler/expand/expand-model.ts';
import { checkHeads, checkObjectives, checkTraining } from '../../../compiler/expand/training.ts';
import { createMemoryHost } from '../../../compiler/index.ts';
import {
  createDefinitionRuleContext,
  type DefinitionRuleContext,
  type ModelRuleContext,
} from '../../../compiler/rules/context.ts';

const file = 'test.kmodel';

/** A text and what a rule says of it: `CODE text-it-stands-at`, in order. */
export type RuleCase = readonly [what: string, text: string, found: readonly string[]];

/** One test for each case of a rule about the text of a block or model, which runs alone. */
export function testDefinitionRule(
  rule: (context: DefinitionRuleContext) => void,
  cases: readonly RuleCase[],
): void {
  testCases(cases, (text) =>
    found(text, (bound, orders, collector, references) => {
      for (const [definition, order] of orders)
        rule(createDefinitionRuleContext(definition, references, order, collector.report));
    }),
  );
}

/** One test for each case of a rule about an expanded model, which runs alone. */
export function testModelRule(rule: (context: ModelRuleContext) => void, cases: readonly RuleCase[]): void {
  testCases(cases, (text) =>
    found(text, (bound, orders, collector) => {
      // What other rules and stages say goes elsewhere.
      const context = bound.expansionWith(createCollector());
      for (const definition of orders.keys()) {
        if (definition.kind !== 'model') continue;
        const frame = expandModel(context, definition, defaultParameters(context, definition));
        const heads = checkHeads(context, frame);
        const objectives = checkObjectives(context, frame);
        const training = checkTraining(context, frame, heads, objectives);
        rule({ definition, frame, heads, objectives, training, report: collector.report });
      }
    }),
  );
}

function testCases(cases: readonly RuleCase[], run: (text: string) => readonly string[]): void {
  it.each(cases.filter(([, , expected]) => expected.length === 0))('says nothing of %s', (_, text) => {
    expect(run(text)).toEqual([]);
  });
  it.each(cases.filter(([, , expected]) => expected.length > 0))('finds %s', (_, text, expected) => {
    expect(run(text)).toEqual(expected);
  });
}

/** Binds a text as `check` does, and lets something run on it. */
function found(
  text: string,
  run: (
    bound: BoundText,
    orders: ReadonlyMap<Definition, DefinitionOrder>,
    collector: Collector,
    references: ReadonlyMap<Member, MemberReferences>,
  ) => void,
): readonly string[] {
  const others = createCollector();
  const host = createMemoryHost({ [file]: text });
  const modules = loadModules(file, host, others)!;
  const { bound, orders, references } = bindOnce([...modules.values()], host, others);
  const collector = createCollector();
  run(bound, orders, collector, references);
  return collector.diagnostics().map(({ code, place }) => {
    const { start, end } = place.span;
    return `${code} ${text.slice(start, end)}`;
  });
}

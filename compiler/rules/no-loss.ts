import { placeIn } from '../bind/module.ts';
import type { Collector, ReportDetails } from '../diagnostics/collector.ts';
import type { Place } from '../diagnostics/place.ts';
import type { ModelGraph } from '../graph/model-graph.ts';
import type { Fix } from '../diagnostics/diagnostic.ts';
import type { ModelRuleContext } from './context.ts';
import { lossFix } from './fitting-loss.ts';

interface NamedPlace {
  readonly name: string;
  readonly place: Place;
}

/** A model with a `train` of its own is valid only if one of its heads has a loss (KM5002). */
export function checkNoLoss({ definition, frame, heads, report }: ModelRuleContext): void {
  const { train } = definition;
  if (definition.objectives.length > 0) return;
  if (!train || heads.length === 0 || heads.some((head) => head.hasLoss)) return;
  const { start } = train.member.span;
  const named = heads.map(({ defined }) => ({
    name: defined.member.name.text,
    place: placeIn(defined.module, defined.member.name.span),
  }));
  const fixes = heads.flatMap((head) => lossFix(frame, head));
  reportAt(named, placeIn(train.module, { start, end: start + 'train'.length }), report, fixes);
}

/** The same of a model that is to be trained without saying so itself, at its first head. */
export function reportNoLoss(graph: ModelGraph, { report }: Collector): void {
  reportAt(graph.heads, graph.heads[0]!.place, report);
}

function reportAt(
  heads: readonly NamedPlace[],
  place: Place,
  report: Collector['report'],
  fixes: readonly Fix[] = [],
): void {
  const names = heads.map(({ name }) => `\`${name}\``).join(', ');
  const details: ReportDetails = {
    related: heads.map((head) => ({ place: head.place, message: `\`${head.name}\` is declared here.` })),
    help: 'give a head one, for example `{ loss: mse }`.',
    fixes,
  };
  if (heads.length === 1) report('KM5002', 'one', { heads: names }, place, details);
  else report('KM5002', 'many', { heads: names }, place, details);
}

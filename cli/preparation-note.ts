import { trains } from '../compiler/graph/trains.ts';
import type { ModelGraph } from '../compiler/index.ts';
import { dataNeeds } from '../compiler/targets/prepares-data.ts';
import { listText } from './list-text.ts';

/**
 * What the module of a model leaves to whoever trains it; undefined where that is nothing.
 * @param hasLearned whether weights come with it, and what layers have learned
 */
export function preparationText(graph: ModelGraph, hasLearned: boolean): string | undefined {
  const { learns, data } = dataNeeds(graph);
  const parts = [
    ...(learns
      ? [hasLearned ? 'on other data, layers learn anew by `adapt`' : 'layers learn by `adapt` there']
      : []),
    ...(data.length > 0 ? [`${listText(data)} in the data are prepared by hand`] : []),
  ];
  if (parts.length === 0) return undefined;
  const script = trains(graph) ? ', and has no script that trains it' : '';
  return `The module builds the model${script}: ${parts.join(', and ')}.`;
}

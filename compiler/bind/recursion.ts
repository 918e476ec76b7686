import { coerceComponent } from '../arguments/component.ts';
import { coerceLayer } from '../arguments/layer-value.ts';
import type { CheckContext } from './context.ts';
import { expandMembers } from './expand/expand-members.ts';
import { expandFlow } from './expand/expression.ts';
import type { Expansion } from './expand/site.ts';
import { expandStages } from './expand/stages.ts';

/** What a context hands to functions that something further up in their own recursion must continue. */
export const recursion: Expansion & Pick<CheckContext, 'coerceCall'> = {
  coerceCall: { component: coerceComponent, layer: coerceLayer },
  expandFlow,
  expandStages,
  expandMembers,
};

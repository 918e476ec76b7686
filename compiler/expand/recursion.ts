import { coerceComponent } from '../bind/arguments/component.ts';
import { coerceLayer } from '../bind/arguments/layer-value.ts';
import type { CheckContext } from '../bind/context.ts';
import { expandMembers } from './expand-members.ts';
import { expandFlow } from './expression.ts';
import type { Expansion } from './site.ts';
import { expandStages } from './stages.ts';

/** What a context hands to functions that something further up in their own recursion must continue. */
export const recursion: Omit<Expansion, 'shapes'> & Pick<CheckContext, 'coerceCall'> = {
  coerceCall: { component: coerceComponent, layer: coerceLayer },
  expandFlow,
  expandStages,
  expandMembers,
};

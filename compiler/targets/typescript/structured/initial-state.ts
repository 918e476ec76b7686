import type { CallExpression } from '../../../../grammar/ast.ts';
import { tensorText, type Site } from './site.ts';

/** What a layer is applied with where its first state is a tensor: `{ initialState: [state] }` */
export function initialState(site: Site, call: CallExpression): string | undefined {
  const initial = call.arguments.find(({ name }) => name?.key === 'initial_state')?.value;
  if (!initial) return undefined;
  const items = initial.kind === 'List' ? initial.items : [initial];
  return `{ initialState: [${items.map((item) => tensorText(site, item)).join(', ')}] }`;
}

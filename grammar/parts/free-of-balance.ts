import { layOut } from '../layout/layout.ts';
import { tokenize } from '../lexer.ts';
import { isSameLayout, layoutOf } from './read-file.ts';
import type { TokenLayout } from './part.ts';

/**
 * Whether a text whose brackets pair up is laid out the same when they are said not to: then a bracket without a
 * partner elsewhere makes no difference to it.
 */
export function isFreeOfBalance(text: string): boolean {
  const layout = (balanced: boolean): TokenLayout | undefined => {
    const { tokens, problems } = layOut(text, tokenize(text), { balanced });
    return problems.length === 0 ? layoutOf(tokens, 0) : undefined;
  };
  const [one, other] = [layout(true), layout(false)];
  return one !== undefined && other !== undefined && isSameLayout(one, other);
}

import type { Argument } from '../../../grammar/ast.ts';

/** What is said of a call with more arguments without a name than its owner takes. */
export function tooMany(owner: string, limit: number, given: readonly Argument[]) {
  const count = given.filter((each) => !each.name).length;
  return { owner, limit: atMost(limit), given: count === 1 ? '1 stands' : `${count} stand` };
}

function atMost(limit: number): string {
  if (limit === 0) return 'no arguments';
  return limit === 1 ? 'one argument' : `at most ${limit} arguments`;
}

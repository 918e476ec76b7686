import { composites } from './composites.ts';
import { contractions } from './contractions.ts';
import type { OpDefinition } from './definition.ts';
import { elementwise } from './elementwise.ts';
import { indexing } from './indexing.ts';
import { movement } from './movement.ts';
import { reductions } from './reductions.ts';
import { scan } from './scan.ts';
import { sources } from './sources.ts';
import type { OpName } from './types.ts';
import { windows } from './windows.ts';

/** The op set: every op with its shape rule and its gradient. */
export const definitions: { readonly [K in OpName]: OpDefinition<K> } = {
  ...sources,
  ...elementwise,
  ...contractions,
  ...reductions,
  ...movement,
  ...indexing,
  ...windows,
  ...scan,
  ...composites,
};

export function definitionOf<K extends OpName>(op: K): OpDefinition<K> {
  return definitions[op];
}

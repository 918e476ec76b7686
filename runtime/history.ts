import { ownValue } from '../compiler/names/own-value.ts';
import type { Logs } from './callbacks/callback.ts';

/** Every log's values, epoch by epoch. */
export type History = Readonly<Record<string, readonly (number | readonly number[])[]>>;

/** The history with one more epoch. */
export function extendHistory(history: History, logs: Logs): History {
  const names = new Set([...Object.keys(history), ...Object.keys(logs)]);
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      [...(ownValue(history, name) ?? []), ...(Object.hasOwn(logs, name) ? [logs[name]!] : [])],
    ]),
  );
}

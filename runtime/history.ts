import type { Logs } from './callbacks/callback.ts';

/** Every log's values, epoch by epoch. */
export type History = Readonly<Record<string, readonly (number | readonly number[])[]>>;

/** The history with one more epoch. */
export function extendHistory(history: History, logs: Logs): History {
  const names = new Set([...Object.keys(history), ...Object.keys(logs)]);
  return Object.fromEntries(
    [...names].map((name) => [name, [...(history[name] ?? []), ...(name in logs ? [logs[name]!] : [])]]),
  );
}

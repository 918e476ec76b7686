import type { Logs } from './callback.ts';

export type MonitorMode = 'auto' | 'min' | 'max';

/**
 * Whether a value is better than the best so far, as Keras decides it: `auto` wants accuracies, AUC and the
 * like to rise and everything else to fall.
 */
export function isImprovement(
  monitor: string,
  mode: MonitorMode,
  minDelta = 0,
): (value: number, best: number) => boolean {
  const rising =
    mode === 'max' ||
    (mode === 'auto' && /acc|auc|precision|recall|f1|fbeta|r2|iou|cosine_similarity$/.test(monitor));
  return rising ? (value, best) => value - minDelta > best : (value, best) => value + minDelta < best;
}

/** The worst value there is, from which everything improves. */
export function worstValue(improves: (value: number, best: number) => boolean): number {
  return improves(1, 0) ? -Infinity : Infinity;
}

/** The monitored value, where the logs have it as a number. */
export function monitored(logs: Logs, monitor: string): number | undefined {
  const value = logs[monitor];
  return typeof value === 'number' ? value : undefined;
}

import type { Logs } from '../runtime/callbacks/callback.ts';
import type { RunEvent } from '../runtime/run/events.ts';

/** Values over the steps or epochs of a run, in columns. */
export interface Curves {
  /** Steps of the whole run, from 1. */
  readonly step: readonly number[];
  /** Epochs: whole ones at their ends; between them, the share of the next that is done. */
  readonly epoch: readonly number[];
  readonly seconds: readonly number[];
  /** Null where a value was not logged. */
  readonly values: Readonly<Record<string, readonly (number | null)[]>>;
}

export interface RunCurves {
  readonly steps: Curves;
  readonly epochs: Curves;
}

interface Row {
  readonly step: number;
  readonly epoch: number;
  readonly seconds: number;
  readonly logs: Logs;
}

/** The curves of a run from its events. */
export function curvesOf(events: readonly RunEvent[]): RunCurves {
  const stepsPerEpoch = events.find((event) => event.event === 'epoch')?.step;
  const steps: Row[] = [];
  const epochs: Row[] = [];
  for (const event of events) {
    if (event.event === 'epoch') {
      const logs: Record<string, Logs[string]> = { ...event.logs };
      if (event.learning_rate !== null) logs['learning_rate'] = event.learning_rate;
      logs['memory'] = event.memory;
      epochs.push({ step: event.step, epoch: event.epoch, seconds: event.seconds, logs });
    }
    if (event.event === 'step') {
      const done = stepsPerEpoch === undefined ? event.epoch - 1 : event.step / stepsPerEpoch;
      steps.push({ step: event.step, epoch: done, seconds: event.seconds, logs: event.logs });
    }
  }
  return { steps: columns(steps), epochs: columns(epochs) };
}

/** Values that are lists, one for each class, have no curve. */
function columns(rows: readonly Row[]): Curves {
  const names = new Set<string>();
  for (const { logs } of rows)
    for (const [name, value] of Object.entries(logs)) if (typeof value === 'number') names.add(name);
  const valueOf = ({ logs }: Row, name: string): number | null => {
    const value = Object.hasOwn(logs, name) ? logs[name] : undefined;
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  };
  return {
    step: rows.map(({ step }) => step),
    epoch: rows.map(({ epoch }) => epoch),
    seconds: rows.map(({ seconds }) => seconds),
    values: Object.fromEntries([...names].map((name) => [name, rows.map((row) => valueOf(row, name))])),
  };
}

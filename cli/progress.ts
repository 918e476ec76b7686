import type { Callback, CallbackContext, Logs } from '../runtime/callbacks/callback.ts';
import { CurveLines } from './curve-lines.ts';
import { errorColors as colors, note } from './report.ts';

/** How often a line on a terminal is drawn anew, in milliseconds. */
const redrawAfter = 80;
const widestBar = 24;

/** Shows how a training goes: a bar with rate and time left on a terminal, a line per epoch elsewhere. */
export class Progress implements Callback {
  private context: CallbackContext | undefined;
  private epoch = 0;
  private startOfEpoch = 0;
  private firstStep = 0;
  private steps = 0;
  private drawn = 0;
  private readonly terminal = process.stderr.isTTY ?? false;
  private readonly curves: CurveLines | undefined;

  /** @param options.plot draws the values of epochs as small curves: under the bar on a terminal, at the end elsewhere */
  constructor(options: { readonly plot?: boolean } = {}) {
    this.curves = options.plot ? new CurveLines() : undefined;
  }

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
    this.epoch = context.start.epoch;
    this.firstStep = context.start.step;
    this.startOfEpoch = performance.now();
  }

  onEpochBegin(epoch: number): void {
    this.epoch = epoch;
    this.startOfEpoch = performance.now();
    this.firstStep = 0;
  }

  onTrainBatchEnd(batch: number, logs: Logs): void {
    this.steps = batch + 1;
    const now = performance.now();
    if (!this.terminal || now - this.drawn < redrawAfter) return;
    this.drawn = now;
    const { steps, epochs } = this.context!.parameters;
    const done = batch + 1;
    const seconds = (now - this.startOfEpoch) / 1000;
    const rate = (done - this.firstStep) / seconds;
    const rateText = `${rate.toFixed(rate < 10 ? 1 : 0)} steps/s`;
    if (steps === undefined) {
      this.draw(`${this.title(epochs)} ${done} · ${rateText} · ${logsText(logs)}`);
      return;
    }
    // On a narrow terminal the numbers matter more than the bar.
    const barWidth = Math.min(widestBar, Math.floor((process.stderr.columns || 120) / 5));
    const filled = Math.round((done / steps) * barWidth);
    const bar = colors.green('━'.repeat(filled)) + colors.dim('━'.repeat(barWidth - filled));
    const left = duration((steps - done) / rate);
    this.draw(
      `${this.title(epochs)} ${bar} ${done}/${steps} · ${rateText} · ${left} left · ${logsText(logs)}`,
    );
  }

  onEpochEnd(epoch: number, logs: Logs): void {
    this.epoch = epoch;
    const { epochs } = this.context!.parameters;
    const seconds = (performance.now() - this.startOfEpoch) / 1000;
    this.clear();
    note(`${this.title(epochs)} ${this.steps} steps in ${duration(seconds)} · ${logsText(logs)}`);
    this.curves?.add(logs);
  }

  onTrainEnd(): void {
    this.clear();
    for (const line of this.curves?.lines(process.stderr.columns || 120) ?? []) note(line);
  }

  /** Removes a half-drawn line, so that something else can be printed. */
  clear(): void {
    if (this.terminal) process.stderr.write(this.curves ? '\r\x1b[J' : '\r\x1b[2K');
  }

  private title(epochs: number): string {
    return colors.bold(`Epoch ${String(this.epoch + 1).padStart(String(epochs).length)}/${epochs}`);
  }

  private draw(line: string): void {
    const width = process.stderr.columns || 120;
    this.clear();
    const below = this.curves?.lines(width) ?? [];
    // The cursor goes back to the line of the bar: what is drawn next takes the place of all of it.
    const back = below.length === 0 ? '' : `\x1b[${below.length}A`;
    process.stderr.write([line, ...below].map((each) => cut(each, width - 1)).join('\n') + back);
  }
}

/** `loss 0.1234 · accuracy 0.9512` */
export function logsText(logs: Logs): string {
  return Object.entries(logs)
    .map(
      ([name, value]) =>
        `${name} ${typeof value === 'number' ? numberText(value) : value.map(numberText).join(' ')}`,
    )
    .join(' · ');
}

function numberText(value: number): string {
  if (value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5)) return value.toFixed(4);
  return value.toExponential(3);
}

/** 75 → "1m15s" */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '…';
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
  return `${Math.floor(whole / 3600)}h${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')}m`;
}

/** A text of at most so many visible characters; colour codes take no room. */
function cut(text: string, width: number): string {
  let visible = 0;
  // eslint-disable-next-line no-control-regex -- colour codes begin with the escape character
  return text.replace(/\x1b\[[0-9;]*m|[\s\S]/gu, (part) =>
    part.startsWith('\x1b') ? part : ++visible > width ? '' : part,
  );
}

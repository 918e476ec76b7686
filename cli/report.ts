import pc from 'picocolors';
import type { MessageKind } from '../runtime/callbacks/callback.ts';
import { visibleText } from '../compiler/diagnostics/visible-text.ts';

const colors = pc.createColors(pc.isColorSupported && (process.stderr.isTTY || 'FORCE_COLOR' in process.env));

/** Colours for what goes to standard error; plain where it is no terminal or NO_COLOR is set. */
export const errorColors = colors;

/** Colours for what goes to standard output. */
export const outputColors = pc.createColors(
  pc.isColorSupported && (process.stdout.isTTY || 'FORCE_COLOR' in process.env),
);

let quiet = false;

/** With `--quiet`, commands say nothing but results, warnings and errors. */
export function setQuiet(on: boolean): void {
  quiet = on;
}

/** What is good to know, and left out with `--quiet`. */
export function note(text: string): void {
  if (!quiet) warn(text);
}

/** What must be seen: mistakes, warnings, what did not go as asked. */
export function warn(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** One JSON value on one line of standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

export function reportError(error: { readonly message: string; readonly help?: string | undefined }): void {
  warn(`${colors.red(colors.bold('error'))}: ${visibleText(error.message)}`);
  if (error.help) warn(`${colors.cyan('help')}: ${visibleText(error.help)}`);
}

/** What should never happen. */
export function reportCrash(error: unknown): void {
  warn(
    `${colors.red(colors.bold('kmodel crashed'))}: ${visibleText(error instanceof Error ? error.message : String(error))}`,
  );
  warn('This is a bug in kmodel. Please report it with the model file and the command that led to it.');
  if (process.env.KMODEL_DEBUG && error instanceof Error) warn(error.stack ?? '');
  else warn('KMODEL_DEBUG=1 shows where it happened.');
}

/** Says what happens on the way: as an event where a command prints JSON. */
export function say(kind: MessageKind, text: string, asJson = false): void {
  if (asJson) printJson({ event: 'message', kind, text });
  else if (kind === 'warning') warn(`${errorColors.yellow('warning')}: ${text}`);
  else note(text);
}

import type { Severity } from './diagnostic.ts';

/** One code: its page is `docs/diagnostics/CODE-name.md`. */
export interface DiagnosticDefinition {
  /** Kebab case, as in the page's file name. */
  readonly name: string;
  readonly severity: Severity;
  /** The forms of its sentence, by variant; `{name}` is a placeholder that the reporter must fill. */
  readonly messages: Readonly<Record<string, string>>;
}

/** The names of the placeholders in a message: a report that lacks a value does not compile. */
export type Placeholders<Message extends string> = Message extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

export type MessageValues<Message extends string> = Readonly<Record<Placeholders<Message>, string | number>>;

/** Puts values into a message's placeholders. */
export function fillMessage(message: string, values: Readonly<Record<string, string | number>>): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });
}

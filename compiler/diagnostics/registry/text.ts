import type { DiagnosticDefinition } from '../message.ts';

/** KM0: the text itself. Most messages come ready from the lexer and parser. */
export const textDiagnostics = {
  KM0001: {
    name: 'unexpected-character',
    severity: 'error',
    messages: { given: '{message}' },
  },
  KM0002: {
    name: 'syntax',
    severity: 'error',
    messages: {
      given: '{message}',
      withoutParentheses: '`{name}` is a {kind} and makes new weights at every use: it needs parentheses.',
      inputInParentheses: 'What flows into a layer stands before it, and not in its parentheses.',
      sharedWithSource:
        '`shared {name}` is a chain of stages without a source, but this one starts with {source}.',
      misplaced: 'A {kind} has no `{member}`.',
      emptyFile: 'This file is empty: it declares no model.',
      noReturn: '{kind} `{name}` has no `return`.',
    },
  },
} as const satisfies Record<string, DiagnosticDefinition>;

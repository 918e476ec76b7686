import type { DiagnosticDefinition } from '../message.ts';

/** KM6: what a model may cost, and what code for other worlds cannot have. */
export const targetDiagnostics = {
  KM6001: {
    name: 'no-counterpart',
    severity: 'error',
    messages: {
      layer: '{target} has no counterpart for `{name}`, and none can be composed: {reason}.',
      loss: '{target} has no counterpart for the {what} of head `{head}`: {reason}.',
      training: '{target} has no counterpart for {what}: {reason}.',
    },
  },
  KM6002: {
    name: 'left-out',
    severity: 'warning',
    messages: {
      metric: 'The {what} of head `{head}` is left out of the code for {target}: {reason}.',
      callback: 'The code for {target} does without {what}.',
      before: 'The code for {target} begins at `{name}`, {type}: it takes what {origin}.',
    },
  },
  KM6003: {
    name: 'expectation',
    severity: 'error',
    messages: {
      default: 'This does not hold: {actual}.',
      value: 'An expectation is true or false, but {found}.',
    },
  },
} as const satisfies Record<string, DiagnosticDefinition>;

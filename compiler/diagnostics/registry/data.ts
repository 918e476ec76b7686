import type { DiagnosticDefinition } from '../message.ts';

/** KM7: what the data of a model is, held against the model. */
export const dataDiagnostics = {
  KM7001: {
    name: 'source',
    severity: 'error',
    messages: {
      none: '`data` does not say where the data is.',
      outside: '`{source}` lies outside the workspace `{root}`.',
      unreadable: '{message}',
    },
  },
  KM7002: {
    name: 'unknown-column',
    severity: 'error',
    messages: {
      default: '{source} has no {word} `{name}`.',
      missing: '{source} has no {word} for {what} `{name}`.',
      owner: 'Model `{model}` has no input or head `{name}`.',
    },
  },
  KM7003: {
    name: 'column-does-not-fit',
    severity: 'error',
    messages: {
      width: '{what} `{name}` is {wanted}, but {found} numbers a row.',
      value: '{source} holds {value} in {place}, but {what} `{name}` {wanted}.',
      gap: '{source} has no value in {place}, but {what} `{name}` {wanted}.',
    },
  },
  KM7004: {
    name: 'source-not-found',
    severity: 'warning',
    messages: { default: 'There is no `{source}` to take the data from.' },
  },
} as const satisfies Record<string, DiagnosticDefinition>;

import type { DiagnosticDefinition } from '../message.ts';

/** KM4: the graph as a whole. */
export const graphDiagnostics = {
  KM4001: {
    name: 'circle',
    severity: 'error',
    messages: {
      default: '{chain}: a circle.',
      itself: '`{name}` is made from itself.',
      extends: '{chain}: models extend each other in a circle.',
    },
  },
  KM4002: {
    name: 'graph-disconnected',
    severity: 'error',
    messages: {
      head: 'Head `{name}` is reached by no input: it has no source.',
      reached: 'Head `{name}` is reached by no input: {reason}.',
      source: 'The {kind} `{name}` has no source.',
      noHead: 'Model `{name}` has no head.',
    },
  },
  KM4003: {
    name: 'unused-input',
    severity: 'error',
    messages: {
      default: 'Input `{name}` reaches no head.',
      block: 'Input `{name}` of block `{block}` reaches no result.',
    },
  },
  KM4004: {
    name: 'unused-branch',
    severity: 'warning',
    messages: { default: 'Branch `{name}` is never used.' },
  },
  KM4005: {
    name: 'unused-shared',
    severity: 'warning',
    messages: { default: '`{name}` is shared, but never used.' },
  },
  KM4006: {
    name: 'uses-itself',
    severity: 'error',
    messages: { default: '{kind} `{name}` uses itself.', chain: '{kind} `{name}` uses itself: {chain}.' },
  },
  KM4007: {
    name: 'mask-lost',
    severity: 'warning',
    messages: {
      default:
        '{layer} knows no masks: that of `{input}` ends here, and {reader} behind it counts padding as data.',
    },
  },
  KM4008: {
    name: 'too-late',
    severity: 'error',
    messages: {
      graph: '{layer} works before the graph, on what the data hold, but `{input}` is made by {maker} in it.',
      trained:
        '{layer} learns from the data before training, but `{input}` comes from {maker}, which training changes.',
      wrapped: '{layer} works before training, on the data: {wrapper} cannot wrap it.',
    },
  },
  KM4009: {
    name: 'setting-without-effect',
    severity: 'warning',
    messages: {
      missing:
        '`missing` of `{name}` has no effect here: `{definition}` is used as a layer, and `{input}` flows in.',
    },
  },
} as const satisfies Record<string, DiagnosticDefinition>;

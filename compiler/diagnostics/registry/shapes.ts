import type { DiagnosticDefinition } from '../message.ts';

/** KM3: shapes, dtypes, inputs and results. Layers say most of it themselves. */
export const shapeDiagnostics = {
  KM3001: {
    name: 'wrong-rank',
    severity: 'error',
    messages: { given: '{message}', default: '{layer} takes {wanted}, but {input} is {found}.' },
  },
  KM3002: {
    name: 'sizes-differ',
    severity: 'error',
    messages: {
      given: '{message}',
      default: '{layer} needs {left} and {right} to be equal, but they never are.',
      divisible: '{layer} needs a multiple of {divisor}, but {size} is none.',
      use: 'Input `{name}` of `{definition}` is {wanted}, but {input} is {found}.',
      contradiction: '{layer} needs {condition}, but {reason}.',
    },
  },
  KM3003: {
    name: 'merge-disagrees',
    severity: 'error',
    messages: { given: '{message}', many: '{layer} needs {wanted}, but {inputs}.' },
  },
  KM3004: {
    name: 'size-not-positive',
    severity: 'error',
    messages: {
      given: '{message}',
      default: '{layer} makes {result} of {input}, which is {found}: a size falls to {size}.',
      contradiction: '{layer} needs {condition}, but {reason}.',
      endless: '{layer} needs a longer `{name}` than any data have.',
    },
  },
  KM3005: {
    name: 'size-unknown',
    severity: 'error',
    messages: {
      given: '{message}',
      default: '{layer} needs to know the {axis} of {input} for its weights, but {input} is {found}.',
      value: '`{name}` is a size variable, known only at run time, and a value is needed here.',
      weight: 'The size `{name}` of weight `{weight}` must be known, but it is known only at run time.',
    },
  },
  KM3006: {
    name: 'wrong-dtype',
    severity: 'error',
    messages: {
      given: '{message}',
      default: '{layer} takes {wanted}, but {input} is {found}.',
      use: 'Input `{name}` of `{definition}` is {wanted}, but {input} is {found}.',
    },
  },
  KM3007: {
    name: 'declared-type-differs',
    severity: 'error',
    messages: { default: '`{name}` is declared {declared}, but it is {found}.' },
  },
  KM3008: {
    name: 'shared-second-shape',
    severity: 'error',
    messages: {
      default:
        '`{name}` is shared, and its weight `{weight}` is {first} since its first use, but for {input}, {found}, it would be {second}.',
    },
  },
  KM3009: {
    name: 'wrong-inputs-or-results',
    severity: 'error',
    messages: {
      given: '{message}',
      needsList: '{layer} takes a list of {wanted}, but {found} flows in.',
      needsOne: '{layer} takes one tensor, but {found} flow in.',
      count: '{layer} takes {wanted}, but {found}.',
      noNames: '{layer} takes its inputs in order, in a list, and not by name.',
      unknownInput: '{layer} has no input `{name}`.',
      missingInput: '{layer} needs its input `{name}`.',
      notOne: '{source} has {found}, and one is needed here.',
      pattern: '{source} has {found}, but {wanted} are taken here.',
      single: '{source} has one result, which is taken without brackets.',
      noNamedResults: '{source} has no named results.',
      tensorArgument: '`{name}` of {layer} takes {wanted}.',
      wrapped: '{layer} takes a {kind} with one input and one result, but `{name}` has {found}.',
      unused: 'Input `{name}` of block `{block}` reaches no result.',
    },
  },
  KM3010: {
    name: 'dense-on-image',
    severity: 'warning',
    messages: {
      default: '{layer} works on the last axis alone: for {found} it gives {result}, one result per pixel.',
    },
  },
  KM3011: {
    name: 'missing-type',
    severity: 'error',
    messages: {
      input: 'Input `{name}` of model `{model}` needs a type.',
      sizes: '`{dtype}` needs its sizes in brackets.',
      weight: 'Weight `{name}` needs a type.',
      parameter: 'Parameter `{name}` needs a type.',
    },
  },
} as const satisfies Record<string, DiagnosticDefinition>;

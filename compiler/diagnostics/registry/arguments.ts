import type { DiagnosticDefinition } from '../message.ts';

/** KM2: arguments and values. */
export const argumentDiagnostics = {
  KM2001: {
    name: 'unknown-argument',
    severity: 'error',
    messages: {
      default: '{owner} has no argument `{name}`.',
      entry: '{owner} has no entry `{name}`.',
      parameter: '{owner} has no parameter `{name}`.',
      training: '{owner} has no argument `training`: kmodel knows when it trains.',
    },
  },
  KM2002: {
    name: 'missing-argument',
    severity: 'error',
    messages: { default: '{owner} needs {names}{doc}.' },
  },
  KM2003: {
    name: 'wrong-type',
    severity: 'error',
    messages: {
      default: '`{name}` of {owner} takes {wanted}, but {found}.',
      value: '{wanted} is needed here, but {found}.',
      operands: '`{operator}` takes {wanted}, but {found}.',
      inputSize: 'A size of an input is a whole number, one size variable or `?`, but `{text}` is neither.',
      batchSize: '`{text}` stands for the batch axis, which a type never has.',
      quotient: '`{text}` may not be a whole number.',
      defaultType: 'The default of `{name}` is {wanted}, but {found}.',
    },
  },
  KM2004: {
    name: 'out-of-range',
    severity: 'error',
    messages: {
      default: '`{name}` of {owner} must be {wanted}, but it is {found}.',
      division: 'This divides {value} by zero.',
      tooLarge: 'The result is larger than the integers that kmodel computes with (up to 2^53).',
      notFinite: 'The result is not a finite number.',
      index: 'The list has {count} entries: there is no entry {index}.',
      layers: '{what} asks for more than {limit} layers.',
      work: '{what} asks for more than {limit} steps of expansion.',
      depth: 'Blocks are nested more than {limit} deep here.',
      generations: 'Models extend each other more than {limit} deep here.',
      entries: 'This list has more than {limit} entries, with those of the lists in it.',
      nesting: 'Lists are nested more than {limit} deep here.',
      file: '`{name}` of {owner} must stay inside the output folder, but it is `{found}`.',
      given: '{message}',
      negativeCount: '`repeat` takes a count of 0 or more, but it is {found}.',
      dimension: 'A size is 1 or more, but `{text}` is {found}.',
      duplicate: '`{name}` of {owner} {wanted}.',
    },
  },
  KM2005: {
    name: 'too-many-arguments',
    severity: 'error',
    messages: {
      default: '{owner} takes {limit}, but {given} here without a name.',
      twice: '`{name}` of {owner} is given twice.',
      positionalAfterNamed: 'An argument without a name cannot follow a named one.',
    },
  },
  KM2006: {
    name: 'unknown-option',
    severity: 'error',
    messages: {
      default: '`{name}` of {owner} has no option `{found}`.',
      component: 'There is no {category} `{found}`.',
      kerasComponent: '`{found}` is {article} {category} of Keras that kmodel does not have.',
    },
  },
} as const satisfies Record<string, DiagnosticDefinition>;

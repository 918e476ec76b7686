import type { DiagnosticDefinition } from '../message.ts';

/** KM1: names. */
export const nameDiagnostics = {
  KM1001: {
    name: 'unknown-name',
    severity: 'error',
    messages: {
      default: 'Nothing is called `{name}` here.',
      size: '`{name}` is not a size of any input.',
      weight: 'There is no weight `{name}` that could be updated.',
      parameterType: '`{name}` is not a type of parameters.',
      overridden: '`{base}` has no {kind} `{name}` that could be replaced.',
      overrideWithoutBase:
        '`override` replaces a declaration of an extended model, but `{model}` extends none.',
      blockAsBase: '`{name}` is {article} {kind}, and a model extends models alone.',
      base: 'There is no model `{name}`.',
      result: '{source} has no result `{name}`.',
      baseParameter: '`{base}` has a parameter `{name}` without default, and `{model}` does not state it.',
      dtype: '`{name}` is not a dtype.',
    },
  },
  KM1002: {
    name: 'declared-twice',
    severity: 'error',
    messages: {
      default: '`{name}` is declared twice.',
      hides: '`{name}` hides the {kind} of the same name.',
      layerName: 'Two layers are named `{name}`.',
      withoutOverride: '`{name}` is declared in `{base}` already.',
      builtIn: '`{name}` is the name of a layer.',
      keras: '`{name}` is the name of {article} {category} of Keras.',
      entry: '`{name}` is set twice.',
    },
  },
  KM1003: {
    name: 'unknown-layer',
    severity: 'error',
    messages: {
      default: 'There is no layer or block `{name}`.',
      noFunction: 'There is no function or block `{name}`.',
      keras: '`{name}` is a layer of Keras that kmodel does not have.',
      kerasFunction: '`{name}` is a function of Keras that kmodel does not have.',
      layerInLayer: '`{name}` is a layer, and {article} {kind} is made of functions and weights.',
      notALayer: '`{name}` is a {kind}, not a layer.',
      branchOfLayers: '`{name}` is declared a branch, but nothing flows into its layers.',
      sharedWithParentheses: '`{name}` is shared, one set of weights: it is used without parentheses.',
      calledComponent: '`{name}` is {article} {category}, which a formula cannot call.',
      component: '`{name}` is {article} {category} and stands as an argument, not in a pipeline.',
    },
  },
  KM1004: {
    name: 'import-not-found',
    severity: 'error',
    messages: {
      default: 'There is no file `{path}`.',
      library: 'The library has no `{path}`.',
      outside: '`{path}` lies outside the workspace `{root}`.',
      notRelative: '`{path}` is no relative path.',
    },
  },
  KM1005: {
    name: 'import-circle',
    severity: 'error',
    messages: { default: 'These imports form a circle: {circle}.' },
  },
  KM1006: {
    name: 'not-exported',
    severity: 'error',
    messages: {
      default: '`{path}` declares no `{name}`.',
      imported: '`{path}` imports `{name}` itself, and does not declare it.',
    },
  },
  KM1007: {
    name: 'size-variable-near-constant',
    severity: 'warning',
    messages: { default: '`{name}` is a new size variable, one letter away from the {kind} `{other}`.' },
  },
  KM1008: {
    name: 'other-name',
    severity: 'warning',
    messages: { default: '`{name}` is another name for `{layer}`.' },
  },
} as const satisfies Record<string, DiagnosticDefinition>;

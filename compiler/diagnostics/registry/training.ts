import type { DiagnosticDefinition } from '../message.ts';

/** KM5: losses, metrics, optimizers and what trains. */
export const trainingDiagnostics = {
  KM5001: { name: 'loss-does-not-fit', severity: 'error', messages: { given: '{message}' } },
  KM5002: {
    name: 'no-loss',
    severity: 'error',
    messages: {
      one: 'Nothing trains this model: its head {heads} has no loss.',
      many: 'Nothing trains this model: none of its heads {heads} has a loss.',
    },
  },
  KM5003: {
    name: 'unknown-training-name',
    severity: 'error',
    messages: {
      default: 'There is no {category} `{found}`.',
      keras: '`{found}` is {article} {category} of Keras that kmodel does not have.',
    },
  },
  KM5004: {
    name: 'activation-and-loss',
    severity: 'warning',
    messages: {
      logits:
        '`{loss}` with `from_logits: true` wants raw scores, but `{activation}` makes probabilities of them.',
      oneUnit: '`{activation}` over one unit is always 1: head `{head}` cannot learn.',
      oneClass: '`{loss}` over one unit has no second class to tell apart: head `{head}` cannot learn.',
      threshold:
        '`{metric}` splits at {threshold}, as probabilities are, but head `{head}` makes raw scores.',
      curve: '`{metric}` wants probabilities, but head `{head}` makes raw scores.',
      notProbabilities:
        '`{loss}` wants probabilities, but `{activation}` at the end of head `{head}` gives any number.',
      independent:
        '`{loss}` wants probabilities that sum to 1, but `{activation}` gives {count} independent ones.',
      dependent:
        '`{loss}` takes each of the {count} units of head `{head}` as a question of its own, but `{activation}` makes them compete.',
    },
  },
  KM5005: {
    name: 'monitor-not-logged',
    severity: 'warning',
    messages: {
      default: '{callback} watches `{monitor}`, which this model does not log: it logs {names}.',
    },
  },
  KM5007: {
    name: 'component-misuse',
    severity: 'error',
    messages: {
      given: '{message}',
      tensors: 'The first parameters of {category} `{name}` are {tensors}.',
    },
  },
  KM5008: {
    name: 'step',
    severity: 'error',
    messages: {
      noTerm: '`{name}` is no head with a loss and no objective: nothing of it can be made small.',
      noWeights: '`{name}` makes no layer with weights: nothing of it can be updated.',
      frozen: '`{name}` is frozen: nothing of it can be updated.',
      noOptimizer: 'No optimizer is for `{name}`: `rest: …` is for all that has none.',
      unreached: 'No gradient of {terms} reaches `{name}`: the step cannot update it.',
    },
  },
  KM5009: {
    name: 'term-without-step',
    severity: 'warning',
    messages: { default: 'No step makes `{name}` small.' },
  },
  KM5010: {
    name: 'classes-do-not-fit',
    severity: 'error',
    messages: { given: '{message}', twice: '`classes` of head `{name}` has {word} twice.' },
  },
  KM5006: {
    name: 'monitor-without-direction',
    severity: 'error',
    messages: {
      default: '{callback} cannot tell whether higher or lower values of `{monitor}` are better.',
    },
  },
} as const satisfies Record<string, DiagnosticDefinition>;

import type {
  ComponentDeclaration,
  ComponentWord,
  DefiningDeclaration,
  InputDeclaration,
  Member,
  Parameter,
  ReturnDeclaration,
} from '../../grammar/ast.ts';

/** The first parameters of a component are the tensors that it is made for. */
const tensors: Readonly<
  Record<ComponentWord, { readonly names: string; readonly count: number; readonly example: string }>
> = {
  activation: {
    names: 'the tensor that it changes',
    count: 1,
    example: 'activation swish2(x, beta: float = 1.0) = x * sigmoid(beta * x)',
  },
  loss: {
    names: 'the targets and the predictions',
    count: 2,
    example: 'loss squares(y_true, y_pred) = mean(square(y_true - y_pred), axis: -1)',
  },
  metric: {
    names: 'the targets and the predictions',
    count: 2,
    example: 'metric rmse(y_true, y_pred) = sqrt(mean(square(y_true - y_pred)))',
  },
  regularizer: {
    names: 'the weight',
    count: 1,
    example: 'regularizer l15(w, strength: float) = strength * sum(abs(w) ** 1.5)',
  },
  constraint: {
    names: 'the weight',
    count: 1,
    example: 'constraint unit_interval(w) = clip(w, 0, 1)',
  },
  schedule: {
    names: 'the number of the step',
    count: 1,
    example: 'schedule falling(step, start: float = 0.1) = start / (1 + step)',
  },
};

/** How many of a component's parameters are tensors. */
export function tensorCount(category: ComponentWord): number {
  return tensors[category].count;
}

/** What these tensors are, in words. */
export function tensorNames(category: ComponentWord): string {
  return tensors[category].names;
}

/** A declaration that is right, for messages. */
export function exampleOf(category: ComponentWord): string {
  return `for example \`${tensors[category].example}\`.`;
}

/** The parameters that are given where a declaration is used; undefined where no parentheses were written. */
export function givenParameters(declaration: DefiningDeclaration): readonly Parameter[] | undefined {
  if (declaration.kind !== 'Component') return declaration.parameters;
  return declaration.parameters?.slice(tensorCount(declaration.category));
}

const made = new WeakMap<ComponentDeclaration, readonly Member[]>();

/**
 * The members of a declaration. Those of a component begin with an input for each of its tensors; what stands behind
 * `=` is its result. They share the spans of what they are made from, so that they move with the text.
 */
export function membersOf(declaration: DefiningDeclaration): readonly Member[] {
  if (declaration.kind !== 'Component') return declaration.members;
  const known = made.get(declaration);
  if (known) return known;
  const inputs = (declaration.parameters ?? []).slice(0, tensorCount(declaration.category)).map(asInput);
  const { value } = declaration;
  const result: readonly ReturnDeclaration[] = value
    ? [{ kind: 'Return', span: value.span, override: undefined, value, settings: undefined }]
    : [];
  const members = [...inputs, ...declaration.members, ...result];
  made.set(declaration, members);
  return members;
}

function asInput({ name, span, type }: Parameter): InputDeclaration {
  return {
    kind: 'Input',
    span,
    override: undefined,
    name,
    type: type && { kind: 'TensorType', span: type.span, dtype: type.name, dims: type.dims },
    settings: undefined,
  };
}

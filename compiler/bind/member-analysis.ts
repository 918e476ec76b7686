import { articleFor } from '../declarations/categories.ts';
import type {
  CallExpression,
  ExpectDeclaration,
  Expression,
  Identifier,
  Member,
  Stage,
  UpdateDeclaration,
  WeightDeclaration,
} from '../../grammar/ast.ts';
import { visit } from '../../grammar/walk.ts';
import { gatheredOnce } from '../diagnostics/closest-names.ts';
import { replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import { variable } from '../shapes/size.ts';
import { isMaskCall } from './call-kinds.ts';
import { resolveCall } from './call.ts';
import type { CheckContext } from './context.ts';
import { kindText } from './definitions.ts';
import type { Definition } from './definitions.ts';
import { distributedStage } from './distributed.ts';
import { withLoopVariable, type Environment } from './environment.ts';
import { evaluate, findValue } from './evaluate.ts';
import { functionOf, isFunction, resolveFunctionCall, startOf } from './function-call.ts';
import { constantFunctions } from './functions.ts';
import { refuseGivenInputs, tensorsIn, type GivenCall } from './given-inputs.ts';
import { requireInputType } from './input-type.ts';
import { readInitializer } from './initializer.ts';
import { canMean } from './made-from.ts';
import { hasProblemWithin, placeIn } from './module.ts';
import { noNames, type MemberReferences } from './references.ts';
import { resolveSettings, weightSettings } from './settings.ts';
import { readType } from './sizes.ts';
import { checkLoopVariable, reportBranchAsLayer } from './stage-names.ts';
import { reportBareStage } from './unknown-layer.ts';
import { unknownValue } from './values.ts';
import { walkExpressions } from './walk.ts';

const noUses: ReadonlyMap<Definition, Identifier> = new Map();

const namesOf = gatheredOnce((names: Definition['names']) => [...names.keys()]);

export class MemberAnalysis {
  #names: string[] | undefined;
  #later: readonly string[] | undefined;
  #guessed: string[] | undefined;
  #fits: ((name: string) => boolean) | undefined;
  #uses: Map<Definition, Identifier> | undefined;
  readonly #context: CheckContext;
  readonly #definition: Definition;
  readonly #environment: Environment;
  #unclear = false;
  /** Whether the right side of `shared` is read, into which nothing flows there. */
  #isChain = false;

  constructor(context: CheckContext, definition: Definition, environment: Environment) {
    this.#context = context;
    this.#definition = definition;
    this.#environment = environment;
  }

  run(member: Member): MemberReferences {
    this.#fits = canMean(this.#definition, member);
    if ('type' in member && member.type) {
      const role = member.kind === 'Input' ? 'input' : 'result';
      const names = [...this.#definition.sizeVariables.keys()];
      const sizes = new Map(names.map((name) => [name, variable(name)]));
      readType(this.#context, this.#environment, member.type, sizes, role);
    }
    if (member.kind === 'Input') requireInputType(this.#context, this.#environment, this.#definition, member);
    switch (member.kind) {
      case 'Shared':
        this.#isChain = true;
        this.#chain(member.value);
        break;
      case 'Branch':
      case 'Head':
      case 'Return':
      case 'Objective':
        this.#tensor(member.value, this.#environment);
        break;
      case 'Update':
        this.#update(member);
        break;
      case 'Weight':
        this.#weight(member);
        break;
      case 'Expect':
        this.#expectation(member);
        break;
      case 'Input':
      case 'Train':
      case 'Data':
        break;
    }
    this.#target(member);
    if (hasProblemWithin(this.#definition.module, member.span)) this.#unclear = true;
    return {
      names: this.#names ?? noNames,
      uses: this.#uses ?? noUses,
      unclear: this.#unclear,
      ...(this.#later ? { later: this.#later } : {}),
      ...(this.#guessed ? { guessed: this.#guessed } : {}),
    };
  }

  /** `shape(features)` names a tensor; the rest is read where the model is known. */
  #expectation({ condition }: ExpectDeclaration): void {
    visit(condition, (node) => {
      if (node.kind !== 'Call' || node.callee.key !== 'shape') return true;
      node.arguments.forEach(({ value }) => this.#tensor(value, this.#environment));
      return false;
    });
  }

  /** The `target` of a head is a tensor of the model. */
  #target(member: Member): void {
    if (member.kind !== 'Head') return;
    for (const entry of member.settings?.entries ?? [])
      if (entry.kind === 'Entry' && entry.name.key === 'target') {
        const before = this.#names;
        this.#names = [];
        this.#tensor(entry.value, this.#environment);
        this.#later = this.#names;
        this.#names = before;
      }
  }

  /** The initializer and the settings of a weight, as far as they can be told without its shape. */
  #weight({ name, type, value, settings }: WeightDeclaration): void {
    const { module } = this.#definition;
    if (!type && name.key !== '' && !hasProblemWithin(module, name.span)) {
      const values = { name: name.text };
      this.#context.report('KM3011', 'weight', values, placeIn(module, name.span), {
        help: `for example \`${name.text}: float32[D, units]\`.`,
      });
    }
    readInitializer(this.#context, this.#environment, value, name.text);
    resolveSettings(this.#context, this.#environment, settings, weightSettings, `weight \`${name.text}\``);
  }

  /** What is updated is a weight of the layer. */
  #update({ name, value }: UpdateDeclaration): void {
    this.#tensor(value, this.#environment);
    if (name.key === '') return;
    const { names, module } = this.#definition;
    if (names.get(name.key)?.member.kind === 'Weight') {
      this.#refer(name);
      return;
    }
    const place = placeIn(module, name.span);
    const weights = [...names].filter(([, { member }]) => member.kind === 'Weight').map(([key]) => key);
    const { text, closest } = suggestionFor(name.text, weights, 'There are');
    this.#context.report('KM1001', 'weight', { name: name.text }, place, {
      suggestion: text,
      fixes: replacementFixes(place, closest),
    });
  }

  /** The right side of `shared`: a name at its beginning is a stage. */
  #chain(value: Expression): void {
    if (value.kind === 'Pipeline') {
      if (value.source?.kind === 'Identifier' && this.#isShared(value.source)) this.#refer(value.source);
      else if (value.source) this.#tensor(value.source, this.#environment);
      value.stages.forEach((stage) => this.#stage(stage, this.#environment));
    } else if (value.kind === 'Identifier') this.#stage(value, this.#environment);
    else this.#tensor(value, this.#environment);
  }

  #isShared(name: Identifier): boolean {
    return this.#definition.names.get(name.key)?.member.kind === 'Shared';
  }

  #refer(name: Identifier): void {
    (this.#names ??= []).push(name.key);
  }

  /** @param isOperand whether an operator stands beside it */
  #tensor(expression: Expression, environment: Environment, isOperand = false): void {
    switch (expression.kind) {
      case 'Identifier':
        this.#tensorName(expression, environment);
        break;
      case 'List':
        expression.items.forEach((item) => this.#tensor(item, environment));
        break;
      case 'Record':
        expression.entries.forEach((entry) => this.#tensor(entry.value, environment));
        break;
      case 'Unary':
        this.#tensor(expression.operand, environment, true);
        break;
      case 'Binary': {
        let left: Expression = expression;
        for (; left.kind === 'Binary'; left = left.left) this.#tensor(left.right, environment, true);
        this.#tensor(left, environment, true);
        break;
      }
      case 'Index':
        this.#tensor(expression.list, environment, true);
        break;
      case 'Call':
        this.#functionOrLayer(expression, environment, isOperand);
        break;
      case 'Pipeline': {
        const { source, stages } = startOf(
          (call) => isFunction(this.#context, environment, call),
          expression,
        );
        if (source) this.#tensor(source, environment);
        stages.forEach((stage, index) => {
          const around = index === 0 && !source ? undefined : expression;
          if (stage.kind === 'Call' && this.#isGivenInputs({ call: stage, around }, environment)) return;
          this.#stage(stage, environment);
        });
        break;
      }
      case 'Missing':
        this.#unclear = true;
        break;
      default:
        break;
    }
  }

  /** Whether what flows into a layer stands in its parentheses, which is reported. */
  #isGivenInputs(use: GivenCall, environment: Environment): boolean {
    if (this.#isChain || !refuseGivenInputs(this.#context, environment, this.#definition, use)) return false;
    const { call } = use;
    if (this.#isShared(call.callee)) this.#refer(call.callee);
    this.#referToTensors(call, environment);
    return true;
  }

  /** What stands in a call that means nothing is meant to be used. */
  #referToTensors(call: CallExpression, environment: Environment): void {
    const values = call.arguments.map(({ value }) => value);
    for (const name of tensorsIn(values, environment)) this.#refer(name);
  }

  #functionOrLayer(call: CallExpression, environment: Environment, isOperand: boolean): void {
    if (isMaskCall(this.#definition, call)) {
      call.arguments.forEach(({ value }) => this.#tensor(value, environment));
      return;
    }
    const known = functionOf(this.#context, environment, call);
    if (known && (!constantFunctions.has(call.callee.key) || this.#readsTensor(call))) {
      const { operands, rest } = resolveFunctionCall(this.#context, environment, call, known);
      for (const [name, operand] of operands ?? [])
        if (known.operands[name] !== 'rest') this.#tensor(operand, environment);
      for (const operand of rest) this.#tensor(operand, environment);
      if (!operands) this.#unclear = true;
      this.#useActivation(call);
    } else if (constantFunctions.has(call.callee.key)) return;
    else if (!this.#isGivenInputs({ call, isOperand }, environment)) this.#call(call, environment);
  }

  /** An activation of the text, called as a function. */
  #useActivation({ callee }: CallExpression): void {
    const meaning = this.#environment.module.names.get(callee.key);
    if (meaning?.kind !== 'definition') return;
    this.#uses ??= new Map();
    const used = this.#context.definitions.get(meaning.declaration)!;
    if (!this.#uses.has(used)) this.#uses.set(used, callee);
  }

  /** `min`, `round` and others of numbers alone are constants. */
  #readsTensor(call: CallExpression): boolean {
    let found = false;
    walkExpressions([call], {
      identifier: (name) => (found ||= this.#definition.names.has(name.key)),
      call: (inner) => (found ||= !constantFunctions.has(inner.callee.key)),
    });
    return found;
  }

  #tensorName(name: Identifier, environment: Environment): void {
    if (name.key === '') {
      this.#unclear = true;
      return;
    }
    if (this.#definition.names.has(name.key)) {
      this.#refer(name);
      return;
    }
    if (findValue(this.#context, environment, name)) return;
    if (this.#definition.kind === 'layer' && name.key === 'training') return;
    if (this.#definition.sizeVariables.has(name.key)) return;
    // What is extended could not be found: it may hold the name.
    const { declaration, base } = this.#definition;
    if (declaration.kind === 'Model' && declaration.base && !base) {
      this.#unclear = true;
      return;
    }
    const place = placeIn(environment.module, name.span);
    const meaning = environment.module.names.get(name.key);
    if (meaning?.kind === 'definition') {
      reportBareStage(this.#context, environment, name);
      return;
    }
    const names = namesOf(this.#definition.names);
    const { text, closest } = suggestionFor(name.text, names, 'There are', [], this.#fits);
    const [likely] = closest;
    if (likely !== undefined) (this.#guessed ??= []).push(likely);
    else this.#unclear = true;
    // What a name beside a syntax problem was to be is not known: `exp` in front of a bracket that was not read.
    const beside = likely === undefined ? this.#definition.declaration.span : name.span;
    if (hasProblemWithin(environment.module, beside)) return;
    const fixes = replacementFixes(place, closest);
    this.#context.report('KM1001', 'default', { name: name.text }, place, { suggestion: text, fixes });
  }

  #call(call: CallExpression, environment: Environment): void {
    const inner = distributedStage(call, environment, (name) => this.#isShared(name));
    if (inner) {
      this.#stage(inner, environment);
      return;
    }
    const resolved = resolveCall(this.#context, environment, call);
    if (resolved.kind === 'use') {
      this.#uses ??= new Map();
      if (!this.#uses.has(resolved.definition)) this.#uses.set(resolved.definition, call.callee);
    } else if (resolved.kind === 'layer') {
      this.#refuseLayer(call);
      resolved.tensors.forEach((tensor) => this.#tensor(tensor.expression, environment));
      if (!resolved.args) this.#referToTensors(call, environment);
    } else {
      this.#referToTensors(call, environment);
      if (this.#isShared(call.callee)) this.#refer(call.callee);
      else this.#unclear ||= call.callee.key === '';
    }
  }

  /** Layers and components are made of functions. */
  #refuseLayer({ callee }: CallExpression): void {
    const { kind, declaration } = this.#definition;
    if (kind === 'model' || kind === 'block') return;
    const own = kindText(declaration);
    const values = { name: callee.text, article: articleFor(own), kind: own };
    this.#context.report('KM1003', 'layerInLayer', values, placeIn(this.#environment.module, callee.span), {
      help: 'a `block` is made of layers.',
    });
  }

  #stage(stage: Stage, environment: Environment): void {
    switch (stage.kind) {
      case 'Call':
        this.#call(stage, environment);
        break;
      case 'Identifier':
        if (this.#isShared(stage)) this.#refer(stage);
        else if (stage.key === '') this.#unclear = true;
        else this.#bareStage(stage, environment);
        break;
      case 'Repeat':
        evaluate(this.#context, environment, stage.count);
        stage.body.forEach((inner) => this.#stage(inner, environment));
        break;
      case 'For': {
        evaluate(this.#context, environment, stage.list);
        checkLoopVariable(this.#context, environment, this.#definition, stage.variable);
        const inner = withLoopVariable(environment, stage.variable.key, unknownValue);
        stage.body.forEach((each) => this.#stage(each, inner));
        break;
      }
      case 'If': {
        let branch: Stage | undefined = stage;
        while (branch?.kind === 'If') {
          evaluate(this.#context, environment, branch.condition);
          branch.then.forEach((inner) => this.#stage(inner, environment));
          const other: Stage | readonly Stage[] | undefined = branch.else;
          if (other && 'kind' in other) branch = other;
          else {
            other?.forEach((inner) => this.#stage(inner, environment));
            branch = undefined;
          }
        }
        break;
      }
      case 'Missing':
        this.#unclear = true;
        break;
    }
  }

  #bareStage(stage: Identifier, environment: Environment): void {
    const tensor = this.#definition.names.get(stage.key);
    if (tensor) this.#refer(stage);
    if (tensor && reportBranchAsLayer(this.#context, environment, stage, tensor)) return;
    if (!findValue(this.#context, environment, stage)) this.#unclear ||= !tensor;
    reportBareStage(this.#context, environment, stage);
  }
}

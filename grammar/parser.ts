import { closestWord } from './layout/closest-word.ts';
import type { IRecognitionException, IToken, ParserMethod, TokenType } from 'chevrotain';
import type * as ast from './ast.ts';
import { EmbeddedActionsParser, EOF } from './chevrotain.ts';
import type { Span } from './source.ts';
import {
  arrangeOperation,
  identifier,
  limits,
  missing,
  missingName,
  numberLiteral,
  type OperationPart,
} from './build-ast.ts';
import { installRecovery, type RecoveryState } from './recovery.ts';
import { stringValue } from './strings.ts';
import { emptyStages, neededPhrases, tooDeep } from './syntax-problems.ts';
import { endOf, spanOf } from './token-places.ts';
import * as t from './tokens.ts';

type Operand = ast.Expression | Prefixed;

/** Signs before an operand, to be arranged with the operators around them. */
interface Prefixed {
  readonly kind: 'Prefixed';
  readonly span: Span;
  readonly signs: readonly IToken[];
  readonly operand: ast.Expression;
  readonly operandStart: number;
}

interface ArgumentList {
  readonly items: ast.Argument[];
  readonly span: Span;
}

type Indexes = readonly { readonly index: ast.Expression; readonly end: number }[];

interface Body {
  readonly members: readonly ast.Member[];
  readonly span: Span;
}

/**
 * Brackets inside each other that are read in one go. Each takes some 40 calls of functions on the stack, of which
 * there is room for no more than 10,000 where the program has just begun.
 */
const deepest = 32;

/** Shared by all expressions without `->`, and never written to. */
const noStages: ast.Stage[] = [];

/** Rules that give up on an error and leave it to the rule that called them. */
const passing = { resyncEnabled: false } as const;

/**
 * The grammar, one rule per production, over the tokens of the layout pass.
 *
 * The rules build the tree as they read: a concrete syntax tree in between costs three times the time of
 * parsing itself (10,000 lines: 150 ms against 45 ms). A rule that cannot go on gives what stands for the missing
 * piece, and the rule that called it goes on at the next token that fits: a comma, a closing bracket, `->`, the
 * end of the line. So an error costs no more than the piece in which it stands.
 */
export class ModelParser extends EmbeddedActionsParser {
  readonly recovery: RecoveryState;
  #docs: ReadonlyMap<number, string> = new Map();
  #declarations: ast.TopLevelDeclaration[] = [];
  #members: ast.Member[] = [];
  #override: Span | undefined;
  /** Brackets that are open around the current token, as far as this run of the rules knows. */
  #depth = 0;
  /** Brackets that are still to be read. */
  #postponed: (() => void)[] = [];

  /*
   * The choices of the rules that run for every name and number stand here, made once: made anew at each run,
   * they were a quarter of the time.
   */
  #argumentsBehind = (): ArgumentList => this.SUBRULE(this.arguments);
  #indexesBehind = (): Indexes => this.SUBRULE(this.indexes);
  #overrideSpan = (): Span => spanOf(this.CONSUME(t.Override));
  #nameOrCall = (): ast.Identifier | ast.CallExpression => {
    const token = this.CONSUME(t.Name);
    return reference(token, this.OPTION(this.#argumentsBehind));
  };
  #sources = [
    { ALT: (): ast.Expression | ast.Stage => this.SUBRULE(this.operation) },
    { ALT: () => this.SUBRULE(this.form) },
  ];
  #stageChoices = [{ ALT: (): ast.Stage => this.#nameOrCall() }, { ALT: () => this.SUBRULE(this.form) }];
  #targetChoices = [
    { ALT: (): ast.BranchDeclaration['target'] => identifier(this.CONSUME(t.Name)) },
    { ALT: () => this.SUBRULE(this.listPattern) },
    { ALT: () => this.SUBRULE(this.recordPattern) },
  ];
  #memberChoices = [
    { ALT: (): ast.Member => this.SUBRULE(this.modelInput) },
    { ALT: () => this.SUBRULE(this.branch) },
    { ALT: () => this.SUBRULE(this.shared) },
    { ALT: () => this.SUBRULE(this.head) },
    { ALT: () => this.SUBRULE(this.return) },
    { ALT: () => this.SUBRULE(this.train) },
    { ALT: () => this.SUBRULE(this.data) },
    { ALT: () => this.SUBRULE(this.weight) },
    { ALT: () => this.SUBRULE(this.update) },
    { ALT: () => this.SUBRULE(this.objective) },
    { ALT: () => this.SUBRULE(this.expect) },
  ];
  #subscriptChoices = [
    { ALT: (): ast.Expression => this.SUBRULE(this.sliceFrom) },
    { ALT: (): ast.Expression => this.SUBRULE(this.sliceWithoutStart) },
  ];
  #settingChoices = [
    { ALT: (): ast.Setting => this.SUBRULE(this.entry) },
    { ALT: (): ast.Setting => this.SUBRULE(this.step) },
  ];
  #operandChoices = [
    { ALT: (): Operand => this.#nameOrCall() },
    { ALT: () => this.SUBRULE(this.quantity) },
    {
      ALT: (): Operand => {
        const token = this.CONSUME(t.Text);
        return { kind: 'String', span: spanOf(token), value: stringValue(token.image) };
      },
    },
    {
      ALT: (): Operand => {
        const token = this.CONSUME(t.BooleanWord);
        return { kind: 'Boolean', span: spanOf(token), value: token.image === 'true' };
      },
    },
    { ALT: (): Operand => ({ kind: 'None', span: spanOf(this.CONSUME(t.None)) }) },
    { ALT: () => this.SUBRULE(this.list) },
    { ALT: () => this.SUBRULE(this.record) },
    { ALT: () => this.SUBRULE(this.group) },
    { ALT: () => this.SUBRULE(this.prefixed) },
  ];

  constructor(validate = false) {
    super([...t.tokenTypes], {
      recoveryEnabled: true,
      maxLookahead: 1,
      skipValidations: !validate,
      errorMessageProvider: neededPhrases,
    });
    this.recovery = installRecovery(this);
    this.performSelfAnalysis();
  }

  /** Reads the tokens of one file; problems are left in {@link recovery}. */
  read(tokens: IToken[], docs: ReadonlyMap<number, string>): readonly ast.TopLevelDeclaration[] {
    this.#docs = docs;
    this.#declarations = [];
    this.#depth = 0;
    this.input = tokens;
    this.file();
    const declarations = this.#declarations;
    this.input = [];
    this.#declarations = [];
    this.#members = [];
    return declarations;
  }

  /** File = [Declaration {LINE_END Declaration}] */
  file = this.RULE('file', () => {
    this.MANY_SEP({
      SEP: t.LineEnd,
      DEF: () => {
        this.recovery.beginDeclaration();
        const declaration = this.SUBRULE(this.declaration);
        if (declaration) this.#declarations.push(declaration);
      },
    });
    for (let next = this.#postponed.pop(); next !== undefined; next = this.#postponed.pop()) next();
  });

  /** Declaration = Import | Const | Block | Model | Layer | Component */
  declaration = this.RULE('declaration', (): ast.TopLevelDeclaration | undefined =>
    this.OR<ast.TopLevelDeclaration>([
      { ALT: () => this.SUBRULE(this.import) },
      { ALT: () => this.SUBRULE(this.const) },
      { ALT: () => this.SUBRULE(this.block) },
      { ALT: () => this.SUBRULE(this.model) },
      { ALT: () => this.SUBRULE(this.layer) },
      { ALT: () => this.SUBRULE(this.component) },
    ]),
  );

  /** Import = "import" ImportNames ImportSource */
  import = this.RULE(
    'import',
    (): ast.ImportDeclaration => {
      const start = this.CONSUME(t.Import).startOffset;
      const names = this.SUBRULE(this.importNames);
      const path = this.SUBRULE(this.importSource);
      return { kind: 'Import', span: this.#spanFrom(start), names, path };
    },
    passing,
  );

  /** ImportNames = "{" [Name {"," Name}] "}" */
  importNames = this.RULE(
    'importNames',
    (): ast.Identifier[] => {
      const names: ast.Identifier[] = [];
      this.CONSUME(t.OpenBrace);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => names.push(this.SUBRULE(this.name)) });
      this.CONSUME(t.CloseBrace);
      return names;
    },
    { recoveryValueFunc: () => [] },
  );

  /** ImportSource = "from" STRING */
  importSource = this.RULE(
    'importSource',
    (): ast.StringLiteral | ast.Missing => {
      this.CONSUME(t.From);
      const token = this.CONSUME(t.Text);
      return { kind: 'String', span: spanOf(token), value: stringValue(token.image) };
    },
    { recoveryValueFunc: missingAfter },
  );

  /** Const = "const" Name Initializer */
  const = this.RULE(
    'const',
    (): ast.ConstDeclaration => {
      const start = this.CONSUME(t.Const).startOffset;
      const name = this.SUBRULE(this.name);
      const value = this.SUBRULE(this.initializer);
      return { kind: 'Const', span: this.#spanFrom(start), ...this.#doc(start), name, value };
    },
    passing,
  );

  /** Block = "block" Name [Parameters] Body */
  block = this.RULE(
    'block',
    (): ast.BlockDeclaration => {
      const start = this.CONSUME(t.Block).startOffset;
      const name = this.SUBRULE(this.name);
      const parameters = this.OPTION(() => this.SUBRULE(this.parameters));
      const body = this.SUBRULE(this.body);
      return {
        kind: 'Block',
        span: this.#spanFrom(start),
        ...this.#doc(start),
        name,
        parameters,
        members: body.members,
        body: body.span,
      };
    },
    passing,
  );

  /** Model = "model" Name [Parameters] ["extends" Name] Body */
  model = this.RULE(
    'model',
    (): ast.ModelDeclaration => {
      const start = this.CONSUME(t.Model).startOffset;
      const name = this.SUBRULE(this.name);
      const parameters = this.OPTION(() => this.SUBRULE(this.parameters));
      const base = this.OPTION2(() => {
        this.CONSUME(t.Extends);
        return this.SUBRULE2(this.name);
      });
      const body = this.SUBRULE(this.body);
      return {
        kind: 'Model',
        span: this.#spanFrom(start),
        ...this.#doc(start),
        name,
        parameters,
        base,
        members: body.members,
        body: body.span,
      };
    },
    passing,
  );

  /** Layer = "layer" Name [Parameters] Body */
  layer = this.RULE(
    'layer',
    (): ast.LayerDeclaration => {
      const start = this.CONSUME(t.Layer).startOffset;
      const name = this.SUBRULE(this.name);
      const parameters = this.OPTION(() => this.SUBRULE(this.parameters));
      const body = this.SUBRULE(this.body);
      return {
        kind: 'Layer',
        span: this.#spanFrom(start),
        ...this.#doc(start),
        name,
        parameters,
        members: body.members,
        body: body.span,
      };
    },
    passing,
  );

  /** Component = "loss" Name [Parameters] (Initializer | Body) */
  component = this.RULE(
    'component',
    (): ast.ComponentDeclaration => {
      const word = this.CONSUME(t.Component);
      const start = word.startOffset;
      const name = this.SUBRULE(this.name);
      const parameters = this.OPTION(() => this.SUBRULE(this.parameters));
      const isBody = this.LA(1).tokenType === t.OpenBrace;
      const found = this.OR<{ value?: ast.Expression; body?: Body } | undefined>([
        { GATE: () => !isBody, ALT: () => ({ value: this.SUBRULE(this.initializer) }) },
        { ALT: () => ({ body: this.SUBRULE(this.body) }) },
      ]);
      return {
        kind: 'Component',
        span: this.#spanFrom(start),
        ...this.#doc(start),
        category: componentWord(word.image),
        name,
        parameters,
        value: found?.value,
        members: found?.body?.members ?? [],
        body: found?.body?.span ?? { start: this.#end(), end: this.#end() },
      };
    },
    passing,
  );

  /** Parameters = "(" [Parameter {"," Parameter}] ")" */
  parameters = this.RULE(
    'parameters',
    (): ast.Parameter[] => {
      const parameters: ast.Parameter[] = [];
      this.CONSUME(t.OpenParenthesis);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => parameters.push(this.SUBRULE(this.parameter)) });
      this.CONSUME(t.CloseParenthesis);
      return parameters;
    },
    passing,
  );

  /** Parameter = Name [":" ParameterType] [Initializer] */
  parameter = this.RULE(
    'parameter',
    (): ast.Parameter => {
      const name = this.SUBRULE(this.name);
      const type = this.OPTION(() => {
        this.CONSUME(t.Colon);
        return this.SUBRULE(this.parameterType);
      });
      const value = this.OPTION2(() => this.SUBRULE(this.initializer));
      return { kind: 'Parameter', span: this.#spanOver(name), name, type, default: value };
    },
    passing,
  );

  /** ParameterType = Name ["[" [Size {"," Size}] "]"] */
  parameterType = this.RULE(
    'parameterType',
    (): ast.ParameterType => {
      const name = this.SUBRULE(this.name);
      const dims = this.OPTION(() => {
        const sizes: ast.Expression[] = [];
        this.CONSUME(t.OpenBracket);
        this.MANY_SEP({ SEP: t.Comma, DEF: () => sizes.push(this.SUBRULE(this.size)) });
        this.CONSUME(t.CloseBracket);
        return sizes;
      });
      const list = dims?.length === 0;
      return { kind: 'ParameterType', span: this.#spanOver(name), name, list, dims };
    },
    passing,
  );

  /** Body = "{" [Member {LINE_END Member}] "}" */
  body = this.RULE(
    'body',
    (): Body => {
      const start = this.#start();
      const members: ast.Member[] = [];
      this.#members = members;
      this.CONSUME(t.OpenBrace);
      this.MANY_SEP({
        SEP: t.LineEnd,
        DEF: () => {
          const member = this.SUBRULE(this.member);
          if (member) members.push(member);
        },
      });
      this.CONSUME(t.CloseBrace);
      return { members, span: this.#spanFrom(start) };
    },
    {
      recoveryValueFunc: (error: IRecognitionException) => {
        const { start } = missingAfter(error).span;
        const members = this.#members;
        const first = members[0];
        return {
          members,
          span: first ? { start: first.span.start, end: members.at(-1)!.span.end } : { start, end: start },
        };
      },
    },
  );

  /** Member = ["override"] (ModelInput | Branch | Shared | Head | Return | Train | Data | Weight | Update | Objective | Expect) */
  member = this.RULE('member', (): ast.Member | undefined => {
    this.#depth = 0;
    this.#override = this.OPTION(this.#overrideSpan);
    return this.OR<ast.Member>(this.#memberChoices);
  });

  /** ModelInput = "input" Name [TypeAnnotation] [Settings] */
  modelInput = this.RULE(
    'modelInput',
    (): ast.InputDeclaration => {
      const token = this.CONSUME(t.Input);
      const { start, shared } = this.#memberStart(token);
      const name = this.SUBRULE(this.name);
      const type = this.OPTION(() => this.SUBRULE(this.typeAnnotation));
      const settings = this.OPTION2(() => this.SUBRULE(this.settings));
      return { kind: 'Input', span: this.#spanFrom(start), ...shared, name, type, settings };
    },
    passing,
  );

  /** Branch = "branch" Target [TypeAnnotation] Initializer */
  branch = this.RULE(
    'branch',
    (): ast.BranchDeclaration => {
      const token = this.CONSUME(t.Branch);
      const { start, shared } = this.#memberStart(token);
      const target = this.SUBRULE(this.target);
      const type = this.OPTION(() => this.SUBRULE(this.typeAnnotation));
      const value = this.SUBRULE(this.initializer);
      return { kind: 'Branch', span: this.#spanFrom(start), ...shared, target, type, value };
    },
    passing,
  );

  /** Target = NAME | ListPattern | RecordPattern */
  target = this.RULE(
    'target',
    (): ast.BranchDeclaration['target'] => this.OR<ast.BranchDeclaration['target']>(this.#targetChoices),
    { recoveryValueFunc: missingNameAfter },
  );

  /** ListPattern = "[" [Name {"," Name}] "]" */
  listPattern = this.RULE(
    'listPattern',
    (): ast.ListPattern => {
      const names: ast.Identifier[] = [];
      const start = this.CONSUME(t.OpenBracket).startOffset;
      this.MANY_SEP({ SEP: t.Comma, DEF: () => names.push(this.SUBRULE(this.name)) });
      this.CONSUME(t.CloseBracket);
      return { kind: 'ListPattern', span: this.#spanFrom(start), names };
    },
    passing,
  );

  /** RecordPattern = "{" [RecordPatternEntry {"," RecordPatternEntry}] "}" */
  recordPattern = this.RULE(
    'recordPattern',
    (): ast.RecordPattern => {
      const entries: ast.RecordPatternEntry[] = [];
      const start = this.CONSUME(t.OpenBrace).startOffset;
      this.MANY_SEP({ SEP: t.Comma, DEF: () => entries.push(this.SUBRULE(this.recordPatternEntry)) });
      this.CONSUME(t.CloseBrace);
      return { kind: 'RecordPattern', span: this.#spanFrom(start), entries };
    },
    passing,
  );

  /** RecordPatternEntry = Name [":" Name] */
  recordPatternEntry = this.RULE(
    'recordPatternEntry',
    (): ast.RecordPatternEntry => {
      const key = this.SUBRULE(this.name);
      const name = this.OPTION(() => {
        this.CONSUME(t.Colon);
        return this.SUBRULE2(this.name);
      });
      return { kind: 'RecordPatternEntry', span: this.#spanOver(key), key, name: name ?? key };
    },
    passing,
  );

  /** Shared = "shared" Name Initializer [Settings] */
  shared = this.RULE(
    'shared',
    (): ast.SharedDeclaration => {
      const token = this.CONSUME(t.Shared);
      const { start, shared } = this.#memberStart(token);
      const name = this.SUBRULE(this.name);
      const value = this.SUBRULE(this.initializer);
      const settings = this.OPTION(() => this.SUBRULE(this.settings));
      return { kind: 'Shared', span: this.#spanFrom(start), ...shared, name, value, settings };
    },
    passing,
  );

  /** Head = "head" Name [TypeAnnotation] Initializer [Settings] */
  head = this.RULE(
    'head',
    (): ast.HeadDeclaration => {
      const token = this.CONSUME(t.Head);
      const { start, shared } = this.#memberStart(token);
      const name = this.SUBRULE(this.name);
      const type = this.OPTION(() => this.SUBRULE(this.typeAnnotation));
      const value = this.SUBRULE(this.initializer);
      const settings = this.OPTION2(() => this.SUBRULE(this.settings));
      return { kind: 'Head', span: this.#spanFrom(start), ...shared, name, type, value, settings };
    },
    passing,
  );

  /** Return = "return" Expression [Settings] */
  return = this.RULE(
    'return',
    (): ast.ReturnDeclaration => {
      const token = this.CONSUME(t.Return);
      const { start, shared } = this.#memberStart(token);
      const value = this.SUBRULE(this.expression);
      const settings = this.OPTION(() => this.SUBRULE(this.settings));
      return { kind: 'Return', span: this.#spanFrom(start), ...shared, value, settings };
    },
    passing,
  );

  /** Train = "train" Settings */
  train = this.RULE(
    'train',
    (): ast.TrainDeclaration => {
      const token = this.CONSUME(t.Train);
      const { start, shared } = this.#memberStart(token);
      const settings = this.SUBRULE(this.settings);
      return { kind: 'Train', span: this.#spanFrom(start), ...shared, settings };
    },
    passing,
  );

  /** Data = "data" Settings */
  data = this.RULE(
    'data',
    (): ast.DataDeclaration => {
      const token = this.CONSUME(t.Data);
      const { start, shared } = this.#memberStart(token);
      const settings = this.SUBRULE(this.settings);
      return { kind: 'Data', span: this.#spanFrom(start), ...shared, settings };
    },
    passing,
  );

  /** Weight = "weight" Name [TypeAnnotation] [Initializer] [Settings] */
  weight = this.RULE(
    'weight',
    (): ast.WeightDeclaration => {
      const token = this.CONSUME(t.Weight);
      const { start, shared } = this.#memberStart(token);
      const name = this.SUBRULE(this.name);
      const type = this.OPTION(() => this.SUBRULE(this.typeAnnotation));
      const value = this.OPTION2(() => this.SUBRULE(this.initializer));
      const settings = this.OPTION3(() => this.SUBRULE(this.settings));
      return { kind: 'Weight', span: this.#spanFrom(start), ...shared, name, type, value, settings };
    },
    passing,
  );

  /** Update = "update" Name Initializer */
  update = this.RULE(
    'update',
    (): ast.UpdateDeclaration => {
      const token = this.CONSUME(t.Update);
      const { start, shared } = this.#memberStart(token);
      const name = this.SUBRULE(this.name);
      const value = this.SUBRULE(this.initializer);
      return { kind: 'Update', span: this.#spanFrom(start), ...shared, name, value };
    },
    passing,
  );

  /** Objective = "objective" Name Initializer [Settings] */
  objective = this.RULE(
    'objective',
    (): ast.ObjectiveDeclaration => {
      const token = this.CONSUME(t.Objective);
      const { start, shared } = this.#memberStart(token);
      const name = this.SUBRULE(this.name);
      const value = this.SUBRULE(this.initializer);
      const settings = this.OPTION(() => this.SUBRULE(this.settings));
      return { kind: 'Objective', span: this.#spanFrom(start), ...shared, name, value, settings };
    },
    passing,
  );

  /** Expect = "expect" Operation */
  expect = this.RULE(
    'expect',
    (): ast.ExpectDeclaration => {
      const token = this.CONSUME(t.Expect);
      const { start, shared } = this.#memberStart(token);
      const condition = this.SUBRULE(this.operation);
      return { kind: 'Expect', span: this.#spanFrom(start), ...shared, condition };
    },
    passing,
  );

  /** Settings = "{" [Setting {"," Setting}] "}" */
  settings = this.RULE(
    'settings',
    (): ast.Settings => {
      const entries: ast.Setting[] = [];
      const start = this.CONSUME(t.OpenBrace).startOffset;
      this.MANY_SEP({ SEP: t.Comma, DEF: () => entries.push(this.SUBRULE(this.setting)) });
      this.CONSUME(t.CloseBrace);
      return { kind: 'Settings', span: this.#spanFrom(start), entries };
    },
    {
      recoveryValueFunc: (error: IRecognitionException): ast.Settings => ({
        kind: 'Settings',
        span: missingAfter(error).span,
        entries: [],
      }),
    },
  );

  /** Setting = Entry | Step */
  setting = this.RULE(
    'setting',
    (): ast.Setting => {
      // What is no step is read as an entry, whatever it lacks.
      if (this.RECORDING_PHASE) return this.OR<ast.Setting>(this.#settingChoices);
      return this.LA(1).tokenType === t.Step ? this.SUBRULE(this.step) : this.SUBRULE(this.entry);
    },
    passing,
  );

  /** Step = "step" Name Settings */
  step = this.RULE(
    'step',
    (): ast.StepEntry => {
      const start = this.CONSUME(t.Step).startOffset;
      const name = this.SUBRULE(this.name);
      const settings = this.SUBRULE(this.settings);
      return { kind: 'Step', span: this.#spanFrom(start), ...this.#doc(start), name, settings };
    },
    passing,
  );

  /** Entry = Name SettingValue */
  entry = this.RULE(
    'entry',
    (): ast.Entry => {
      const name = this.SUBRULE(this.name);
      const value = this.SUBRULE(this.settingValue);
      return { kind: 'Entry', span: this.#spanOver(name), name, value };
    },
    passing,
  );

  /** SettingValue = ":" Expression */
  settingValue = this.RULE(
    'settingValue',
    (): ast.Expression => {
      this.CONSUME(t.Colon);
      return this.SUBRULE(this.expression);
    },
    { recoveryValueFunc: missingAfter },
  );

  /** TypeAnnotation = ":" TensorType */
  typeAnnotation = this.RULE(
    'typeAnnotation',
    (): ast.TensorTypeNode => {
      this.CONSUME(t.Colon);
      return this.SUBRULE(this.tensorType);
    },
    passing,
  );

  /** TensorType = Name ["[" [Size {"," Size}] "]"] */
  tensorType = this.RULE(
    'tensorType',
    (): ast.TensorTypeNode => {
      const dtype = this.SUBRULE(this.name);
      const dims = this.OPTION(() => {
        const sizes: ast.Expression[] = [];
        this.CONSUME(t.OpenBracket);
        this.MANY_SEP({ SEP: t.Comma, DEF: () => sizes.push(this.SUBRULE(this.size)) });
        this.CONSUME(t.CloseBracket);
        return sizes;
      });
      return { kind: 'TensorType', span: this.#spanOver(dtype), dtype, dims };
    },
    passing,
  );

  /** Size = "?" | "..." | Operation */
  size = this.RULE(
    'size',
    (): ast.Expression =>
      this.OR<ast.Expression>([
        { ALT: () => ({ kind: 'UnknownSize', span: spanOf(this.CONSUME(t.QuestionMark)) }) },
        { ALT: () => ({ kind: 'AnyAxes', span: spanOf(this.CONSUME(t.Ellipsis)) }) },
        { ALT: () => this.SUBRULE(this.operation) },
      ]),
    { recoveryValueFunc: missingAfter },
  );

  /** Initializer = "=" Expression */
  initializer = this.RULE(
    'initializer',
    (): ast.Expression => {
      this.CONSUME(t.Equals);
      return this.SUBRULE(this.expression);
    },
    { recoveryValueFunc: missingAfter },
  );

  /** Expression = (Operation | Form) {"->" Stage} */
  expression = this.RULE(
    'expression',
    (): ast.Expression => {
      const start = this.#start();
      const isGrouped = this.LA(1).tokenType === t.OpenParenthesis;
      const first =
        this.LA(1).tokenType === t.Arrow
          ? this.#missingSource()
          : this.OR<ast.Expression | ast.Stage>(this.#sources);
      const stages: ast.Stage[] = this.#sees(t.Arrow) ? this.#stagesBehind() : noStages;
      if (this.RECORDING_PHASE) return first as ast.Expression;
      if (isForm(first) || (stages.length > 0 && first.kind === 'Call' && !isGrouped)) {
        const span = this.#spanOver(first, start);
        return { kind: 'Pipeline', span, source: undefined, stages: [first, ...stages] };
      }
      if (stages.length === 0) return first;
      return { kind: 'Pipeline', span: this.#spanOver(first, start), source: first, stages };
    },
    { recoveryValueFunc: missingAfter },
  );

  /** `branch y = -> Dense(1)`: what is there is read all the same. */
  #missingSource(): ast.Missing {
    this.recovery.reportMissing('a value');
    return missing(this.#end());
  }

  #stagesBehind(): ast.Stage[] {
    const stages: ast.Stage[] = [];
    this.MANY(() => {
      this.CONSUME(t.Arrow);
      stages.push(this.SUBRULE(this.stage));
    });
    return stages;
  }

  /** Stage = NAME [Arguments] | Form */
  stage = this.RULE('stage', (): ast.Stage => this.OR<ast.Stage>(this.#stageChoices), {
    recoveryValueFunc: missingAfter,
  });

  /** Form = Repeat | For | If */
  form = this.RULE(
    'form',
    (): ast.RepeatStage | ast.ForStage | ast.IfStage =>
      this.OR<ast.RepeatStage | ast.ForStage | ast.IfStage>([
        { ALT: () => this.SUBRULE(this.repeat) },
        { ALT: () => this.SUBRULE(this.for) },
        { ALT: () => this.SUBRULE(this.if) },
      ]),
    passing,
  );

  /** Repeat = "repeat" Operation Stages */
  repeat = this.RULE(
    'repeat',
    (): ast.RepeatStage => {
      const start = this.CONSUME(t.Repeat).startOffset;
      const count = this.SUBRULE(this.operation);
      const body = this.SUBRULE(this.stages);
      return { kind: 'Repeat', span: this.#spanFrom(start), count, body };
    },
    passing,
  );

  /** For = "for" Name ForList Stages */
  for = this.RULE(
    'for',
    (): ast.ForStage => {
      const start = this.CONSUME(t.For).startOffset;
      const variable = this.SUBRULE(this.name);
      const list = this.SUBRULE(this.forList);
      const body = this.SUBRULE(this.stages);
      return { kind: 'For', span: this.#spanFrom(start), variable, list, body };
    },
    passing,
  );

  /** ForList = "in" Operation */
  forList = this.RULE(
    'forList',
    (): ast.Expression => {
      this.CONSUME(t.In);
      return this.SUBRULE(this.operation);
    },
    { recoveryValueFunc: missingAfter },
  );

  /** If = "if" Operation Stages {"else" ("if" Operation Stages | Stages)} */
  if = this.RULE(
    'if',
    (): ast.IfStage => {
      const clauses: { start: number; end: number; condition: ast.Expression; then: readonly ast.Stage[] }[] =
        [];
      let otherwise: readonly ast.Stage[] | undefined;
      let open = true;
      const clause = (start: number, condition: ast.Expression, then: readonly ast.Stage[]): void => {
        clauses.push({ start, end: this.#end(), condition, then });
      };
      const start = this.CONSUME(t.If).startOffset;
      const condition = this.SUBRULE(this.operation);
      clause(start, condition, this.SUBRULE(this.stages));
      this.MANY({
        GATE: () => open,
        DEF: () => {
          this.CONSUME(t.Else);
          this.OR([
            {
              ALT: () => {
                const inner = this.CONSUME2(t.If).startOffset;
                const innerCondition = this.SUBRULE2(this.operation);
                clause(inner, innerCondition, this.SUBRULE2(this.stages));
              },
            },
            {
              ALT: () => {
                otherwise = this.SUBRULE3(this.stages);
                open = false;
              },
            },
          ]);
        },
      });
      const end = this.#end();
      let node: ast.IfStage | readonly ast.Stage[] | undefined = otherwise;
      for (const { start, condition, then } of clauses.reverse()) {
        node = { kind: 'If', span: { start, end }, condition, then, else: node };
      }
      if (clauses.length > limits.nesting) this.recovery.report(tooDeep({ start, end: start + 2 }));
      return node as ast.IfStage;
    },
    passing,
  );

  /** Stages = "{" [Stage {"->" Stage}] "}"; an empty one is reported, so that a half-typed one is read. */
  stages = this.RULE(
    'stages',
    (): ast.Stage[] => {
      const stages: ast.Stage[] = [];
      if (this.#isDeep()) {
        this.#postpone(this.stages, (found) => stages.push(...found));
        return stages;
      }
      const start = this.#open(t.OpenStages);
      this.MANY_SEP({ SEP: t.Arrow, DEF: () => stages.push(this.SUBRULE(this.stage)) });
      const { tokenType, image } = this.LA(1);
      if (stages.length === 0 && tokenType === t.CloseBrace && image !== '') {
        this.recovery.report(emptyStages({ start, end: this.LA(1).startOffset + 1 }));
      }
      this.#close(t.CloseBrace);
      return stages;
    },
    { recoveryValueFunc: () => [] },
  );

  /** Operation = Operand {OPERATOR Operand} */
  operation = this.RULE(
    'operation',
    (): ast.Expression => {
      const start = this.#start();
      const first = this.SUBRULE(this.operand);
      const parts = this.#sees(t.BinaryOperatorToken) ? this.#operationParts(first, start) : undefined;
      if (this.RECORDING_PHASE) return first as ast.Expression;
      if (parts === undefined && first.kind !== 'Prefixed') return first;
      const node = arrangeOperation(parts ?? operandParts(first, start, this.#end()));
      if (node !== undefined) return node;
      const span = this.#spanFrom(start);
      this.recovery.report(tooDeep(span));
      return missing(span.end);
    },
    passing,
  );

  #operationParts(first: Operand, start: number): OperationPart[] {
    const parts = operandParts(first, start, this.#end());
    this.MANY(() => {
      const token = this.CONSUME(t.BinaryOperatorToken);
      const operandStart = this.#start();
      const operand = this.SUBRULE2(this.operand);
      parts.push({ is: 'operator', token }, ...operandParts(operand, operandStart, this.#end()));
    });
    return parts;
  }

  /** Operand = (NAME [Arguments] | Quantity | STRING | BOOLEAN | "none" | List | Record | Group | Prefixed) [Indexes] */
  operand = this.RULE(
    'operand',
    (): Operand => {
      const start = this.#start();
      const node = this.OR<Operand>(this.#operandChoices);
      const indexes = this.OPTION2(this.#indexesBehind);
      if (indexes === undefined || this.RECORDING_PHASE || node.kind === 'Prefixed') return node;
      if (indexes.length > limits.nesting) {
        this.recovery.report(tooDeep(this.#spanFrom(start)));
        return missing(this.#end());
      }
      return indexed(node, start, indexes);
    },
    { recoveryValueFunc: missingAfter },
  );

  /** Quantity = NUMBER ["unit"] */
  quantity = this.RULE(
    'quantity',
    (): ast.NumberLiteral => {
      const literal = numberLiteral(this.CONSUME(t.Number));
      const unit = this.OPTION(() => this.CONSUME(t.Unit));
      if (unit === undefined || this.RECORDING_PHASE) return literal;
      return { ...literal, unit: { span: spanOf(unit), text: unit.image } };
    },
    passing,
  );

  /** Prefixed = SIGN {SIGN} Operand */
  prefixed = this.RULE(
    'prefixed',
    (): Prefixed => {
      const signs: IToken[] = [];
      const start = this.#start();
      this.AT_LEAST_ONE(() => signs.push(this.CONSUME(t.PrefixOperator)));
      const operandStart = this.#start();
      const operand = this.SUBRULE(this.operand) as ast.Expression;
      return { kind: 'Prefixed', span: this.#spanFrom(start), signs, operand, operandStart };
    },
    passing,
  );

  /** Group = "(" Expression ")" */
  group = this.RULE(
    'group',
    (): ast.Expression => {
      if (this.#isDeep()) {
        const node = missing(0);
        const span = this.#postpone(this.group, (found) => Object.assign(node, found));
        return Object.assign(node, { span });
      }
      this.#open(t.OpenParenthesis);
      const node = this.SUBRULE(this.expression);
      this.#close(t.CloseParenthesis);
      return node;
    },
    passing,
  );

  /** Index = "[" Subscript {"," Subscript} "]" */
  index = this.RULE(
    'index',
    (): ast.Expression => {
      if (this.#isDeep()) {
        const node = missing(0);
        const span = this.#postpone(this.index, (found) => Object.assign(node, found));
        return Object.assign(node, { span });
      }
      const items: ast.Expression[] = [];
      const open = this.#open(t.OpenBracket);
      items.push(this.SUBRULE(this.subscript));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        items.push(this.SUBRULE2(this.subscript));
      });
      this.#close(t.CloseBracket);
      const [first, ...others] = items as [ast.Expression, ...ast.Expression[]];
      return others.length === 0 ? first : { kind: 'Subscripts', span: this.#spanFrom(open), items };
    },
    passing,
  );

  /** Subscript = SliceFrom | SliceWithoutStart */
  subscript = this.RULE(
    'subscript',
    (): ast.Expression => this.OR<ast.Expression>(this.#subscriptChoices),
    passing,
  );

  /** SliceFrom = Operation [SliceWithoutStart] */
  sliceFrom = this.RULE(
    'sliceFrom',
    (): ast.Expression => {
      const start = this.SUBRULE(this.operation);
      const rest = this.OPTION(() => this.SUBRULE(this.sliceWithoutStart));
      return rest === undefined || this.RECORDING_PHASE
        ? start
        : { ...rest, span: this.#spanOver(start), start };
    },
    passing,
  );

  /** SliceWithoutStart = ":" [Operation] [":" [Operation]] */
  sliceWithoutStart = this.RULE(
    'sliceWithoutStart',
    (): ast.SliceExpression => {
      const begin = this.CONSUME(t.Colon).startOffset;
      const stop = this.OPTION(() => this.SUBRULE(this.operation));
      const step = this.OPTION2(() => {
        this.CONSUME2(t.Colon);
        return this.OPTION3(() => this.SUBRULE2(this.operation));
      });
      return { kind: 'Slice', span: this.#spanFrom(begin), start: undefined, stop, step };
    },
    passing,
  );

  /** Indexes = Index {Index} */
  indexes = this.RULE(
    'indexes',
    (): Indexes => {
      const indexes: { index: ast.Expression; end: number }[] = [];
      this.AT_LEAST_ONE(() => {
        const index = this.SUBRULE(this.index);
        indexes.push({ index, end: this.#end() });
      });
      return indexes;
    },
    passing,
  );

  /** List = "[" [Expression {"," Expression}] "]" */
  list = this.RULE(
    'list',
    (): ast.ListExpression => {
      const items: ast.Expression[] = [];
      if (this.#isDeep()) {
        const span = this.#postpone(this.list, (found) => items.push(...found.items));
        return { kind: 'List', span, items };
      }
      const start = this.#open(t.OpenBracket);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE(this.expression)) });
      this.#close(t.CloseBracket);
      return { kind: 'List', span: this.#spanFrom(start), items };
    },
    passing,
  );

  /** Record = "{" [RecordEntry {"," RecordEntry}] "}" */
  record = this.RULE(
    'record',
    (): ast.RecordExpression => {
      const entries: ast.Entry[] = [];
      if (this.#isDeep()) {
        const span = this.#postpone(this.record, (found) => entries.push(...found.entries));
        return { kind: 'Record', span, entries };
      }
      const start = this.#open(t.OpenBrace);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => entries.push(this.SUBRULE(this.recordEntry)) });
      this.#close(t.CloseBrace);
      return { kind: 'Record', span: this.#spanFrom(start), entries };
    },
    passing,
  );

  /** RecordEntry = Name [":" Expression] */
  recordEntry = this.RULE(
    'recordEntry',
    (): ast.Entry => {
      const name = this.SUBRULE(this.name);
      const value = this.OPTION(() => {
        this.CONSUME(t.Colon);
        return this.SUBRULE(this.expression);
      });
      return { kind: 'Entry', span: this.#spanOver(name), name, value: value ?? name };
    },
    passing,
  );

  /** Arguments = "(" [Argument {"," Argument}] ")" */
  arguments = this.RULE(
    'arguments',
    (): ArgumentList => {
      const items: ast.Argument[] = [];
      if (this.#isDeep()) {
        return { items, span: this.#postpone(this.arguments, (found) => items.push(...found.items)) };
      }
      const start = this.#open(t.OpenParenthesis);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE(this.argument)) });
      this.#close(t.CloseParenthesis);
      return { items, span: this.#spanFrom(start) };
    },
    passing,
  );

  /** Argument = [NAME ":"] Expression */
  argument = this.RULE(
    'argument',
    (): ast.Argument => {
      const start = this.#start();
      const name = this.OPTION(() => {
        const token = this.CONSUME(t.ArgumentName);
        this.CONSUME(t.Colon);
        return identifier(token);
      });
      const value = this.SUBRULE(this.expression);
      return { kind: 'Argument', span: this.#spanOver(value, start), name, value };
    },
    passing,
  );

  /** Name = NAME */
  name = this.RULE('name', (): ast.Identifier => identifier(this.CONSUME(t.Name)), {
    recoveryValueFunc: missingNameAfter,
  });

  /** Whether the next bracket is so far inside others that it is read later. */
  #isDeep(): boolean {
    return this.#depth >= deepest && !this.RECORDING_PHASE;
  }

  /**
   * Passes over the bracket that comes next, and notes it to be read when the one around it is done; `fill` puts
   * what it holds in its place. Gives the place of the bracket.
   */
  #postpone<T>(rule: ParserMethod<[], T>, fill: (found: T) => void): Span {
    const start = this.#start();
    const at = this.recovery.skipBracket();
    const { coreRule } = rule as unknown as { coreRule: () => T | undefined };
    this.#postponed.push(() => {
      this.recovery.readSkipped(at, () => {
        this.#depth = 0;
        const found = coreRule.call(this);
        if (found !== undefined) fill(found);
      });
    });
    return this.#spanFrom(start);
  }

  #open(type: TokenType): number {
    this.#depth++;
    return this.CONSUME(type).startOffset;
  }

  #close(type: TokenType): void {
    this.#depth--;
    this.CONSUME(type);
  }

  /**
   * Whether a repetition that begins with `type` runs at all. Asking first spares most expressions, which are
   * a lone name or number, the making of its closure.
   */
  #sees(type: TokenType): boolean {
    return this.RECORDING_PHASE || this.LA(1).tokenType === type;
  }

  /** Where the next token begins; at the end of the text, where the last one ends. */
  #start(): number {
    const { startOffset } = this.LA(1);
    return startOffset >= 0 ? startOffset : this.#end();
  }

  /** Where the last token that was read ends. */
  #end(): number {
    const token = this.LA(0);
    return token.startOffset >= 0 ? endOf(token) : 0;
  }

  #spanFrom(start: number): Span {
    return { start, end: Math.max(start, this.#end()) };
  }

  /** From the beginning of the first child, or from `start` where a parenthesis stands before it. */
  #spanOver(first: { readonly span?: Span }, start = Infinity): Span {
    return this.#spanFrom(Math.min(start, first.span?.start ?? 0));
  }

  #memberStart(keyword: IToken): { start: number; shared: { override: Span | undefined; doc?: string } } {
    const override = this.#override;
    const start = override?.start ?? keyword.startOffset;
    return { start, shared: { override, ...this.#doc(start) } };
  }

  #doc(start: number): { doc?: string } {
    const doc = this.#docs.get(start);
    return doc === undefined ? {} : { doc };
  }
}

function reference(token: IToken, list: ArgumentList | undefined): ast.Identifier | ast.CallExpression {
  const callee = identifier(token);
  if (list === undefined) return callee;
  const span = { start: token.startOffset, end: list.span?.end ?? 0 };
  return { kind: 'Call', span, callee, arguments: list.items, parentheses: list.span };
}

function operandParts(operand: Operand, start: number, end: number): OperationPart[] {
  if (operand.kind !== 'Prefixed') return [operandPart(operand, start, end)];
  const signs: OperationPart[] = operand.signs.map((token) => ({ is: 'prefix', token }));
  return [...signs, operandPart(operand.operand, operand.operandStart, end)];
}

/** A missing operand stands before the token at which it was missed. */
function operandPart(node: ast.Expression, start: number, end: number): OperationPart {
  return { is: 'operand', node, start: Math.min(start, node.span?.start ?? start), end };
}

function indexed(list: ast.Expression, start: number, indexes: Indexes): ast.Expression {
  let node = list;
  for (const { index, end } of indexes) node = { kind: 'Index', span: { start, end }, list: node, index };
  return node;
}

function isForm(node: ast.Expression | ast.Stage): node is ast.RepeatStage | ast.ForStage | ast.IfStage {
  return node.kind === 'Repeat' || node.kind === 'For' || node.kind === 'If';
}

/** A required piece that is not there stands where the token before it ends. */
function missingAfter(error: IRecognitionException): ast.Missing {
  return missing(endOfPrevious(error));
}

function missingNameAfter(error: IRecognitionException): ast.Identifier {
  return missingName(endOfPrevious(error));
}

function endOfPrevious(error: IRecognitionException & { previousToken?: IToken }): number {
  const token = error.previousToken;
  return token !== undefined && token.startOffset >= 0 && token.tokenType !== EOF ? endOf(token) : 0;
}

const componentWords = [...t.topLevelWords].flatMap(([word, type]) => (type === t.Component ? [word] : []));

/** The word that begins a component; a misspelt one, which is reported, as it was meant. */
function componentWord(image: string): ast.ComponentWord {
  const word = componentWords.includes(image) ? image : closestWord(image, componentWords);
  return (word ?? componentWords[0]!) as ast.ComponentWord;
}

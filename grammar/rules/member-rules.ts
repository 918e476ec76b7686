import type { IRecognitionException, IToken } from 'chevrotain';
import type * as ast from '../ast.ts';
import { identifier } from '../build-ast.ts';
import type { Span } from '../source.ts';
import { spanOf } from '../token-places.ts';
import * as t from '../tokens.ts';
import { missingAfter, missingNameAfter, passing } from './base-rules.ts';
import { StageRules } from './stage-rules.ts';

/** The members of a body, with their types and settings. */
export abstract class MemberRules extends StageRules {
  #override: Span | undefined;

  /* Made once, as the choices of expressions are. */
  #overrideSpan = (): Span => spanOf(this.CONSUME(t.Override));
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
  #settingChoices = [
    { ALT: (): ast.Setting => this.SUBRULE(this.entry) },
    { ALT: (): ast.Setting => this.SUBRULE(this.step) },
  ];

  /** Member = ["override"] (ModelInput | Branch | Shared | Head | Return | Train | Data | Weight | Update | Objective | Expect) */
  member = this.RULE('member', (): ast.Member | undefined => {
    this.depth = 0;
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
      return { kind: 'Input', span: this.spanFrom(start), ...shared, name, type, settings };
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
      return { kind: 'Branch', span: this.spanFrom(start), ...shared, target, type, value };
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
      return { kind: 'ListPattern', span: this.spanFrom(start), names };
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
      return { kind: 'RecordPattern', span: this.spanFrom(start), entries };
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
      return { kind: 'RecordPatternEntry', span: this.spanOver(key), key, name: name ?? key };
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
      return { kind: 'Shared', span: this.spanFrom(start), ...shared, name, value, settings };
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
      return { kind: 'Head', span: this.spanFrom(start), ...shared, name, type, value, settings };
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
      return { kind: 'Return', span: this.spanFrom(start), ...shared, value, settings };
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
      return { kind: 'Train', span: this.spanFrom(start), ...shared, settings };
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
      return { kind: 'Data', span: this.spanFrom(start), ...shared, settings };
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
      return { kind: 'Weight', span: this.spanFrom(start), ...shared, name, type, value, settings };
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
      return { kind: 'Update', span: this.spanFrom(start), ...shared, name, value };
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
      return { kind: 'Objective', span: this.spanFrom(start), ...shared, name, value, settings };
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
      return { kind: 'Expect', span: this.spanFrom(start), ...shared, condition };
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
      return { kind: 'Settings', span: this.spanFrom(start), entries };
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
      return { kind: 'Step', span: this.spanFrom(start), ...this.doc(start), name, settings };
    },
    passing,
  );

  /** Entry = Name SettingValue */
  entry = this.RULE(
    'entry',
    (): ast.Entry => {
      const name = this.SUBRULE(this.name);
      const value = this.SUBRULE(this.settingValue);
      return { kind: 'Entry', span: this.spanOver(name), name, value };
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
      return { kind: 'TensorType', span: this.spanOver(dtype), dtype, dims };
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

  #memberStart(keyword: IToken): { start: number; shared: { override: Span | undefined; doc?: string } } {
    const override = this.#override;
    const start = override?.start ?? keyword.startOffset;
    return { start, shared: { override, ...this.doc(start) } };
  }
}

import type * as ast from '../ast.ts';
import { limits, missing } from '../build-ast.ts';
import { emptyStages, tooDeep } from '../syntax-problems.ts';
import * as t from '../tokens.ts';
import { missingAfter, passing } from './base-rules.ts';
import { ExpressionRules } from './expression-rules.ts';

/** Shared by all expressions without `->`, and never written to. */
const noStages: ast.Stage[] = [];

/** Pipelines: what flows through stages, and stages that are repeated or chosen. */
export abstract class StageRules extends ExpressionRules {
  /* Made once, as the choices of expressions are. */
  #sources = [
    { ALT: (): ast.Expression | ast.Stage => this.SUBRULE(this.operation) },
    { ALT: () => this.SUBRULE(this.form) },
  ];
  #stageChoices = [{ ALT: (): ast.Stage => this.nameOrCall() }, { ALT: () => this.SUBRULE(this.form) }];

  /** Expression = (Operation | Form) {"->" Stage} */
  expression = this.RULE(
    'expression',
    (): ast.Expression => {
      const start = this.start();
      const isGrouped = this.LA(1).tokenType === t.OpenParenthesis;
      const first =
        this.LA(1).tokenType === t.Arrow
          ? this.#missingSource()
          : this.OR<ast.Expression | ast.Stage>(this.#sources);
      const stages: ast.Stage[] = this.sees(t.Arrow) ? this.#stagesBehind() : noStages;
      if (this.RECORDING_PHASE) return first as ast.Expression;
      if (isForm(first) || (stages.length > 0 && first.kind === 'Call' && !isGrouped)) {
        const span = this.spanOver(first, start);
        return { kind: 'Pipeline', span, source: undefined, stages: [first, ...stages] };
      }
      if (stages.length === 0) return first;
      return { kind: 'Pipeline', span: this.spanOver(first, start), source: first, stages };
    },
    { recoveryValueFunc: missingAfter },
  );

  /** `branch y = -> Dense(1)`: what is there is read all the same. */
  #missingSource(): ast.Missing {
    this.recovery.reportMissing('a value');
    return missing(this.end());
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
      return { kind: 'Repeat', span: this.spanFrom(start), count, body };
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
      return { kind: 'For', span: this.spanFrom(start), variable, list, body };
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
        clauses.push({ start, end: this.end(), condition, then });
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
      const end = this.end();
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
      if (this.isDeep()) {
        this.postpone(this.stages, (found) => stages.push(...found));
        return stages;
      }
      const start = this.open(t.OpenStages);
      this.MANY_SEP({ SEP: t.Arrow, DEF: () => stages.push(this.SUBRULE(this.stage)) });
      const { tokenType, image } = this.LA(1);
      if (stages.length === 0 && tokenType === t.CloseBrace && image !== '') {
        this.recovery.report(emptyStages({ start, end: this.LA(1).startOffset + 1 }));
      }
      this.close(t.CloseBrace);
      return stages;
    },
    { recoveryValueFunc: () => [] },
  );
}

function isForm(node: ast.Expression | ast.Stage): node is ast.RepeatStage | ast.ForStage | ast.IfStage {
  return node.kind === 'Repeat' || node.kind === 'For' || node.kind === 'If';
}

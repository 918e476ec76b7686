import type { IRecognitionException, IToken } from 'chevrotain';
import type * as ast from './ast.ts';
import { closestWord } from './layout/closest-word.ts';
import { installRecovery, type RecoveryState } from './recovery.ts';
import { missingAfter, passing } from './rules/base-rules.ts';
import { MemberRules } from './rules/member-rules.ts';
import type { Span } from './source.ts';
import { stringValue } from './strings.ts';
import { neededPhrases } from './syntax-problems.ts';
import { spanOf } from './token-places.ts';
import * as t from './tokens.ts';

interface Body {
  readonly members: readonly ast.Member[];
  readonly span: Span;
}

/**
 * The grammar, one rule per production, over the tokens of the layout pass.
 *
 * The rules build the tree as they read: a concrete syntax tree in between costs three times the time of
 * parsing itself (10,000 lines: 150 ms against 45 ms). A rule that cannot go on gives what stands for the missing
 * piece, and the rule that called it goes on at the next token that fits: a comma, a closing bracket, `->`, the
 * end of the line. So an error costs no more than the piece in which it stands.
 *
 * The rules of values, stages and members stand in `rules/`, each on those before it.
 */
export class ModelParser extends MemberRules {
  readonly recovery: RecoveryState;
  #declarations: ast.TopLevelDeclaration[] = [];
  #members: ast.Member[] = [];

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
    this.docs = docs;
    this.#declarations = [];
    this.depth = 0;
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
    for (let next = this.postponed.pop(); next !== undefined; next = this.postponed.pop()) next();
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
      return { kind: 'Import', span: this.spanFrom(start), names, path };
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
      return { kind: 'Const', span: this.spanFrom(start), ...this.doc(start), name, value };
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
        span: this.spanFrom(start),
        ...this.doc(start),
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
        span: this.spanFrom(start),
        ...this.doc(start),
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
        span: this.spanFrom(start),
        ...this.doc(start),
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
        span: this.spanFrom(start),
        ...this.doc(start),
        category: componentWord(word.image),
        name,
        parameters,
        value: found?.value,
        members: found?.body?.members ?? [],
        body: found?.body?.span ?? { start: this.end(), end: this.end() },
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
      return { kind: 'Parameter', span: this.spanOver(name), name, type, default: value };
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
      return { kind: 'ParameterType', span: this.spanOver(name), name, list, dims };
    },
    passing,
  );

  /** Body = "{" [Member {LINE_END Member}] "}" */
  body = this.RULE(
    'body',
    (): Body => {
      const start = this.start();
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
      return { members, span: this.spanFrom(start) };
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
}

const componentWords = [...t.topLevelWords].flatMap(([word, type]) => (type === t.Component ? [word] : []));

/** The word that begins a component; a misspelt one, which is reported, as it was meant. */
function componentWord(image: string): ast.ComponentWord {
  const word = componentWords.includes(image) ? image : closestWord(image, componentWords);
  return (word ?? componentWords[0]!) as ast.ComponentWord;
}

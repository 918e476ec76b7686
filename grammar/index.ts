export { formatText } from './format.ts';
export type { FormatOptions } from './format.ts';
export { isDeclarationWord, isReservedWord } from './keywords.ts';
export { continuesLine, directWords, readOpenText, restOfBracket, wordsIn } from './open-text.ts';
export type { OpenFrame, OpenKind, OpenText, Word, WordRole } from './open-text.ts';
export { parse } from './parse.ts';
export { readParts } from './parts/read-parts.ts';
export type { Part, PartedFile, PlacedPart } from './parts/part.ts';
export { createSourceFile, offsetAt, positionAt, rangeOf } from './source.ts';
export type { Position, Range, SourceFile, Span } from './source.ts';
export { createTextMateGrammar } from './textmate.ts';
export type { TextMateGrammar, TextMateRule } from './textmate.ts';
export { createMarkdownInjection } from './textmate-markdown.ts';
export type { TextMateInjection } from './textmate-markdown.ts';
export { children, isMissingName, pathTo, visit } from './walk.ts';
export type { Node } from './walk.ts';
export type {
  Argument,
  BinaryExpression,
  BinaryOperator,
  BlockDeclaration,
  BooleanLiteral,
  BranchDeclaration,
  ComponentDeclaration,
  ComponentWord,
  CallExpression,
  Comment,
  ConstDeclaration,
  DefiningDeclaration,
  Documented,
  Entry,
  Expression,
  File,
  ForStage,
  ExpectDeclaration,
  HeadDeclaration,
  Identifier,
  IfStage,
  ImportDeclaration,
  IndexExpression,
  InputDeclaration,
  ListExpression,
  ListPattern,
  Member,
  Missing,
  LayerDeclaration,
  ModelDeclaration,
  ObjectiveDeclaration,
  NoneLiteral,
  NumberLiteral,
  Parameter,
  ParameterType,
  ParseResult,
  PipelineExpression,
  RecordExpression,
  RecordPattern,
  RecordPatternEntry,
  RepeatStage,
  ReturnDeclaration,
  Settings,
  Setting,
  SharedDeclaration,
  SliceExpression,
  StepEntry,
  SubscriptList,
  Stage,
  StringLiteral,
  SyntaxProblem,
  TensorTypeNode,
  TopLevelDeclaration,
  TrainDeclaration,
  UpdateDeclaration,
  WeightDeclaration,
  UnaryExpression,
  UnknownSize,
} from './ast.ts';

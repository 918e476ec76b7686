/**
 * The one door to Chevrotain. Its modules load in some 400 ms, most of it hundreds of small files that it takes
 * from lodash; the package also ships them as one file, which loads in 20 ms but is not among its exports. The
 * build takes that file (`scripts/bundle-node.ts`).
 */
export { createToken, EmbeddedActionsParser, EOF, Lexer } from 'chevrotain';

import { describe, expect, it } from 'vitest';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from '../../../lsp/features/call-hierarchy.ts';
import { openTexts } from '../support/session.ts';

const blocks =
  'block Inner() {\n  input x\n  return x -> ReLU()\n}\nblock Outer() {\n  input x\n  return x -> Inner() -> Inner()\n}\n';
const model = (stage: string): string => `model A {\n  input x: float32[8]\n  head y = x -> ${stage}\n}\n`;

function hierarchy(marked: string) {
  const { session, path, position } = openTexts(marked);
  const [item] = prepareCallHierarchy(session, path, position) ?? [];
  if (!item) return 'none';
  return {
    of: item.name,
    usedBy: (incomingCalls(session, item) ?? []).map(
      ({ from, fromRanges }) => `${from.name} ×${fromRanges.length}`,
    ),
    uses: (outgoingCalls(session, item) ?? []).map(
      ({ to, fromRanges }) => `${to.name} ×${fromRanges.length}`,
    ),
  };
}

describe('who uses a block, and whom it uses', () => {
  it('at its declaration', () => {
    expect(hierarchy(blocks.replace('block Outer', 'block Ou┆ter') + model('Outer()'))).toEqual({
      of: 'Outer',
      usedBy: ['A ×1'],
      uses: ['Inner ×2'],
    });
  });

  it('at a use of it', () => {
    expect(hierarchy(blocks + model('In┆ner()'))).toEqual({ of: 'Inner', usedBy: ['Outer ×2', 'A ×1'], uses: [] });
  });

  it('and none of a layer or a tensor', () => {
    expect(hierarchy(blocks + model('De┆nse(2)'))).toBe('none');
    expect(hierarchy(model('Dense(2)').replace('x ->', '┆x ->'))).toBe('none');
  });
}); // prettier-ignore

import { readFileSync } from 'fs';
import { formatText } from '../grammar/format.ts';
import { tokenize } from '../grammar/lexer.ts';
const s = readFileSync('test/grammar/fixtures/kitchen-sink.kmodel','utf8');
let n=0;
for (const {image,startOffset} of tokenize(s).tokens) {
  if (startOffset < s.indexOf("/// A layer of one's own") || startOffset>s.indexOf('/// Extends.')) continue;
  for (const c of ['/* c */ ','// c\n']) {
  const text = s.slice(0,startOffset)+c+s.slice(startOffset);
  try { const r = await formatText(text, 'a.kmodel' as never); const out = typeof r==='string'?r:(r as any).text; if(!out?.includes('c')) console.log('lost'); } catch (e) { if (n++<60) console.log(JSON.stringify(c), image, startOffset, s.slice(startOffset-25,startOffset+15).replace(/\n/g,'\\n'), String(e).slice(0,80)); }
  }
}

export { isFile, isFolder, statsOf } from './files/kinds.ts';
export { defaultMaxUnpacked, refuseBomb, type UnpackLimits } from './files/limits.ts';
export { requirePath } from './files/path.ts';
export { openFile, plainBytes, readWhole, withFile, type KeptFile, type OpenFile } from './files/read.ts';
export { codeOf, reasonOf } from './files/reasons.ts';
export {
  beginFile,
  nearestPresent,
  requireWritableFolder,
  writeFileAtomic,
  type FileContent,
  type FileToBe,
} from './files/write.ts';
export { piecesOf } from './files/stream.ts';
export {
  fileOfBytes,
  fileOfEntry,
  readZipEntry,
  storedStart,
  zipEntries,
  type ZipEntry,
} from './files/zip.ts';
export { mostZipBytes, zipPieces, zipSize, type FileToZip } from './files/zip-write.ts';

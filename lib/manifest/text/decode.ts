import { Findings } from '../findings.js';
import { SourceText } from './source-text.js';

/** 512 KiB: five hundred services with all their settings need a third of it. */
const MAX_MANIFEST_BYTES = 512 * 1024;

/** The text of a manifest's bytes: UTF-8, with or without a byte order mark. */
export function decode(bytes: string | Uint8Array, file: string | undefined): Findings {
  const size = typeof bytes === 'string' ? bytes.length : bytes.byteLength;
  if (size > MAX_MANIFEST_BYTES) {
    const findings = new Findings(new SourceText('', file));
    const limit = `${MAX_MANIFEST_BYTES / 1024} KiB`;
    findings.error(
      'ManifestTooLarge',
      START,
      `the file has ${Math.ceil(size / 1024)} KiB, a manifest at most ${limit}`,
    );
    return findings;
  }
  const raw = typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const findings = new Findings(new SourceText(raw.startsWith('\uFEFF') ? raw.slice(1) : raw, file));
  checkText(bytes, findings);
  return findings;
}

const START = { offset: 0, path: '' };

function checkText(bytes: string | Uint8Array, findings: Findings): void {
  const { text } = findings.source;
  if (typeof bytes !== 'string' && isUtf16(bytes)) {
    findings.error('NotText', START, 'the file is UTF-16, not UTF-8', 'save it as UTF-8');
    return;
  }
  const nul = text.indexOf('\0');
  if (nul !== -1) {
    findings.error('NotText', { offset: nul, path: '' }, 'the file holds a NUL byte, so it is no text');
    return;
  }
  if (typeof bytes !== 'string' && !isUtf8(bytes)) {
    const offset = Math.max(text.indexOf('\uFFFD'), 0);
    findings.error('NotText', { offset, path: '' }, 'the file is not UTF-8 text', 'save it as UTF-8');
  }
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

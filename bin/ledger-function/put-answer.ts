import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';

/** In milliseconds. */
const TIMEOUT_MS = 10_000;

/**
 * Puts an answer where CloudFormation looks for it, and gives the status of HTTP. The address is signed for a request
 * that names no type of content.
 */
export function putAnswer(url: string, text: string): Promise<number> {
  const request = url.startsWith('http:') ? overHttp : overHttps;
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'PUT', headers, timeout: TIMEOUT_MS }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', reject);
    });
    call.on('timeout', () => call.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    call.on('error', reject);
    call.end(text);
  });
}

import type { Problem } from '../problem.js';
import type { ManifestProblemCode } from './problems.js';
import type { SourceText } from './text/source-text.js';
import type { Place } from './text/tree.js';

/** Collects every problem of one manifest. */
export class Findings {
  private readonly found: { readonly problem: Problem; readonly warning: boolean }[] = [];

  constructor(readonly source: SourceText) {}

  error(code: ManifestProblemCode, place: Place, message: string, hint?: string): void {
    this.add(false, code, place, message, hint);
  }

  warn(code: ManifestProblemCode, place: Place, message: string, hint?: string): void {
    this.add(true, code, place, message, hint);
  }

  /** An empty collection about the same text. */
  forSameText(): Findings {
    return new Findings(this.source);
  }

  /** Takes over everything that was found about the same text. */
  take(other: Findings): void {
    this.found.push(...other.found);
  }

  /** Takes over what was found in a later pass, without the errors at places that are known to be wrong already. */
  takeNew(later: Findings): void {
    const wrong = new Set(this.found.filter((one) => !one.warning).map((one) => one.problem.at?.path ?? ''));
    this.found.push(...later.found.filter((one) => one.warning || !wrong.has(one.problem.at?.path ?? '')));
  }

  get errors(): readonly Problem[] {
    return this.sorted(false);
  }

  get warnings(): readonly Problem[] {
    return this.sorted(true);
  }

  private add(warning: boolean, code: ManifestProblemCode, place: Place, message: string, hint?: string): void {
    const at = this.source.position(place.offset, place.path);
    this.found.push({ warning, problem: { code, message, ...(hint === undefined ? {} : { hint }), at } });
  }

  private sorted(warning: boolean): readonly Problem[] {
    const problems = this.found.filter((one) => one.warning === warning).map((one) => one.problem);
    const unique = new Map(
      problems.map((problem) => [`${problem.at?.line}:${problem.code}:${problem.message}`, problem]),
    );
    return [...unique.values()].sort(
      (a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0),
    );
  }
}

import type { ExitCode } from './exit-code.js';
import type { Session } from './session.js';

/** What a command was given beside the options that every command takes. */
export class Invocation {
  readonly arguments: readonly string[];
  readonly #options: Readonly<Record<string, unknown>>;

  constructor(args: readonly string[], options: Readonly<Record<string, unknown>>) {
    this.arguments = args;
    this.#options = options;
  }

  /** The value of an option, by its long name in camel case. */
  value(name: string): string | undefined {
    const value = this.#options[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** The values of an option that may be repeated. */
  values(name: string): readonly string[] {
    const value = this.#options[name];
    return Array.isArray(value) ? value : [];
  }

  flag(name: string): boolean {
    return this.#options[name] === true;
  }
}

/** What a command has to say: for people, and for scripts. */
export interface Answer {
  readonly text: string;
  readonly json: unknown;
  /** Default: done. */
  readonly exitCode?: ExitCode;
}

export type Command = (session: Session, invocation: Invocation) => Promise<Answer>;

/** How a command is called, and where its work is found once it is. */
export interface CommandSpec {
  /** `status`, `release create`. */
  readonly name: string;
  /** As commander writes them: `<needed>`, `[optional]`, `<many...>`. */
  readonly arguments?: string;
  readonly summary: string;
  readonly options?: readonly OptionSpec[];
  readonly examples: readonly string[];
  readonly load: () => Promise<{ readonly run: Command }>;
}

/** A word that several commands begin with, e.g. `release`. */
export interface GroupSpec {
  readonly name: string;
  readonly summary: string;
}

export interface OptionSpec {
  /** `--environment <id>`, `--dry-run`. */
  readonly flags: string;
  readonly summary: string;
  readonly repeatable?: boolean;
  /** What to write instead, where somebody gives it twice. */
  readonly forSeveral?: string;
}

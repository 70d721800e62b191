/** Everything of the machine that the command line touches: one object, so that a test can stand in for it. */
export interface Host {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `<host>/<process>`, with what tells this machine from others of the same name: who holds a lease while this runs. */
  readonly identity: string;
  /** Whether somebody sits at a terminal who could answer. */
  readonly interactive: boolean;
  /** Whether standard output is a terminal that shows colours. */
  readonly colour: boolean;
  /** Whether standard error is a terminal, where progress may come and go. */
  readonly progress: boolean;
  now(): Date;
  /** Waits, in milliseconds; no longer where it is told to stop. */
  pause(milliseconds: number, stop?: AbortSignal): Promise<void>;
  /** From now on somebody who interrupts the program asks it to end after what it is doing; the second time it ends at once. */
  interruption(): AbortSignal;
  /** Whether the process behind an identity is known to be gone. */
  isGone(identity: string): boolean;
  out(text: string): void;
  err(text: string): void;
  /** Asks a yes-or-no question; no answer is a no. */
  confirm(question: string): Promise<boolean>;
  /** Runs a program and gives what it printed, or undefined where it is not there or failed. */
  ask(program: string, args: readonly string[]): string | undefined;
}

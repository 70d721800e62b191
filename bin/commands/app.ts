import type { Command } from '../command.js';
import { appAnswer } from '../release-app.js';

export const run: Command = (session) => appAnswer(session);

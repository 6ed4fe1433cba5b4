/** What a command tells the shell. 130 is the shell's own convention for "ended by Ctrl-C" (128 + SIGINT). */
export const exitStatus = { done: 0, refused: 1, wrongUsage: 2, interrupted: 130 } as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

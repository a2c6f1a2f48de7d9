import { isBuiltin } from 'node:module';

/** Node.js before 22.13 has SQLite behind a flag only. */
export const hasSqlite = (): boolean => isBuiltin('node:sqlite');

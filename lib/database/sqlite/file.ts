import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Change } from '../change';
import { statementFor } from '../parameters';
import { SCHEMA, SQLITE, statementsOf, type Names, type Statements } from '../schema';

/** Another program, such as a browser of databases, may write for so long. */
const BUSY_MS = 5000;

/** The tables in the file are of a later version. */
export class Newer extends Error {
  constructor(readonly found: number) {
    super(`schema ${found}`);
  }
}

/**
 * The table in a file, with its tables made. All calls block: this is for a thread of its own. What is written is synced
 * when the call returns. Throws SQLite's errors.
 */
export class SqliteFile {
  private readonly database: DatabaseSync;
  private readonly statements: Statements;
  private readonly inode: number;
  private readonly prepared = new Map<string, StatementSync>();

  /** @throws Newer */
  constructor(
    private readonly path: string,
    names: Names,
  ) {
    mkdirSync(dirname(path), { recursive: true });
    this.statements = statementsOf(SQLITE, names);
    this.database = new DatabaseSync(path);
    try {
      this.database.exec(`pragma busy_timeout = ${BUSY_MS}; pragma journal_mode = wal; pragma synchronous = full`);
      this.transact(() => this.migrate());
      this.inode = statSync(path).ino;
    } catch (thrown) {
      this.database.close();
      throw thrown;
    }
  }

  write(changes: Change[]): void {
    // A file that was deleted or replaced would swallow what is written.
    if (statSync(this.path, { throwIfNoEntry: false })?.ino !== this.inode) throw new Error('file is gone');
    this.transact(() => {
      for (const change of changes) {
        const { sql, values } = statementFor(this.statements, change);
        this.prepare(sql).run(...values);
      }
    });
  }

  close(): void {
    this.database.close();
  }

  private prepare(sql: string): StatementSync {
    const statement = this.prepared.get(sql) ?? this.database.prepare(sql);
    this.prepared.set(sql, statement);
    return statement;
  }

  private migrate(): void {
    const { versioned, version, setVersion, migrations } = this.statements;
    this.database.exec(versioned);
    const found = Number(this.database.prepare(version).get()?.version ?? 0);
    if (found > SCHEMA) throw new Newer(found);
    for (const step of migrations.slice(found)) for (const sql of step) this.database.exec(sql);
    if (found < SCHEMA) this.database.prepare(setVersion).run(SCHEMA);
  }

  private transact(work: () => void): void {
    this.database.exec('begin immediate');
    try {
      work();
      this.database.exec('commit');
    } catch (thrown) {
      this.rollBack();
      throw thrown;
    }
  }

  /** After some errors, such as a full disk, SQLite has done so itself. */
  private rollBack(): void {
    try {
      this.database.exec('rollback');
    } catch {
      return;
    }
  }
}

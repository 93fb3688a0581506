import { openDatabase, type ConnectionTarget, type Db } from "../../kernel/db/database.ts";
import { silentLog, type Log } from "../../kernel/log.ts";
import { sealedColumns } from "./seal-rows.ts";

/** The database role that the server works as; the tables belong to another, who alone can change their rules. */
export const serverRole = "netcafe_server";

/**
 * Makes the role, which never logs in by itself, and gives it what the server needs: everything but changing or deleting
 * rows of the append-only tables, deleting log rows, and changing what is sealed of them (billing.md 2). Grants are made
 * anew at each start, so that tables of a new version are covered.
 */
function grantsText(schema: string): string {
  const changeable = sealedColumns.billing_logs.changeable
    .filter((column) => column !== "written_no")
    .join(", ");
  return `
    do $$ begin
      if not exists (select from pg_roles where rolname = '${serverRole}') then
        begin
          create role ${serverRole} nologin;
        exception when duplicate_object or unique_violation then null; -- another database of this PostgreSQL was first
        end;
      end if;
      if not pg_has_role(current_user, '${serverRole}', 'member') then
        execute format('grant ${serverRole} to %I', current_user);
      end if;
    end $$;
    grant usage on schema ${schema} to ${serverRole};
    grant select, insert, update, delete on all tables in schema ${schema} to ${serverRole};
    grant usage, select on all sequences in schema ${schema} to ${serverRole};
    do $$ declare guarded regclass; begin
      for guarded in select tgrelid::regclass from pg_trigger where tgfoid = '${schema}.ledger_is_append_only'::regproc loop
        execute format('revoke update, delete on %s from ${serverRole}', guarded);
      end loop;
    end $$;
    revoke update, delete on ${schema}.billing_logs from ${serverRole};
    grant update (${changeable}) on ${schema}.billing_logs to ${serverRole};
    revoke insert, update, delete on ${schema}.migrations, ${schema}.write_numbers from ${serverRole};`;
}

/**
 * Prepares a migrated database for the server, as its owner, and answers the role to work as. Undefined, with one
 * warning, where the database user may not make roles or the way to the database does not carry them: there the triggers
 * of the append-only tables stand alone.
 */
export async function openServerRole(
  db: Db,
  target: ConnectionTarget,
  log: Log,
): Promise<string | undefined> {
  await db.transact((tx) => tx.run("select raise_write_numbers()"));
  try {
    await db.transact(async (tx) => {
      // Two processes that grant the same at once would refuse each other.
      await tx.run("select pg_advisory_xact_lock(7110004)");
      const place = await tx.row<{ schema: string }>("select quote_ident(current_schema()) as schema");
      await tx.script(grantsText(place?.schema ?? "public"));
    });
    const asServer = openDatabase(target, silentLog, 1, serverRole);
    try {
      const now = await asServer.row<{ role: string }>("select current_user as role");
      if (now?.role !== serverRole) throw new Error(`the connection works as ${now?.role ?? "nobody"}`);
    } finally {
      await asServer.close();
    }
    return serverRole;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn(
      `The server works as the owner of its tables, because the role ${serverRole} cannot be used (${reason}): only triggers keep it from changing the ledger.`,
    );
    return undefined;
  }
}

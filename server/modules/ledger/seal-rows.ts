/**
 * What is sealed, and how it becomes a hash (billing.md 2 "Sealing"). The sealer and `netcafe verify` use these texts,
 * not functions of the database: whoever could change rows from outside could change those too.
 *
 * A batch is a stretch of rows in the order of (written_no, id), where written_no is the number of the transaction that
 * wrote the row. Only rows below the horizon are sealed: the number of the oldest transaction that still runs. All below
 * it are finished, so a row that commits late has a number at or above the horizon of that moment, and lands in a later
 * batch. Ids alone would not do: a sequence hands them out long before the commit. Entries bear no number of their own;
 * they are written in the transaction of their transfer and belong to its batch.
 *
 * The hash of a row is SHA-256 over the JSON array of its columns; that of a seal over the hash of the seal before, the
 * seal's own columns, and the hashes of all its rows. Each seal keeps four bytes of each row's hash besides, so that the
 * row which was changed can be named.
 */

/**
 * The form of new seals: changed together with the column lists below. Seals of every earlier form stay readable; a column
 * that came later names the form it came with.
 */
export const sealFormat = 3;

/** Columns hashed, as SQL over the table's alias. Instants as microseconds, so that no session setting matters. */
export const sealedColumns = {
  transfers: {
    columns: [
      ...[
        "cafe_id",
        "transfer_id",
        "at",
        "kind",
        "actor_kind",
        "actor_id",
        "actor_name",
        "shift_id",
        "comment",
      ],
      "corrects_transfer_id",
    ],
    changeable: ["written_no"],
  },
  entries: {
    columns: ["cafe_id", "transfer_id", "line", "account", "member_id", "unit", "amount", "owned_offer_id"],
    changeable: [],
  },
  billing_logs: {
    columns: [
      ...["cafe_id", "billing_log_id", "at", "event", "member_id", "member_account", "pc_name", "staff_name"],
      ...[
        "cash_minor",
        "card_minor",
        "qr_minor",
        "bonus_minor",
        "coins_hundredths",
        "spend_minor",
        "used_seconds",
      ],
      ...["details", "subject", "message", "transfer_id", "session_id", "shift_id"],
      ...["member_group_id", "pc_group_id", "pc_is_console"],
    ],
    // Marks that staff set on a row. written_no is guarded by the order of the rows.
    changeable: [
      ...["written_no", "is_read", "hidden_at", "hidden_by", "reply", "reply_staff_name", "replied_at"],
    ],
  },
} as const;

export type SealedTable = keyof typeof sealedColumns;

/** The form of seals that a column is hashed from; 1 for those not named. */
const sealedSince: Partial<Record<SealedTable, Record<string, number>>> = {
  entries: { owned_offer_id: 2 },
  billing_logs: { member_group_id: 3, pc_group_id: 3, pc_is_console: 3 },
};

function rowText(table: SealedTable, alias: string, format: number): string {
  const values = sealedColumns[table].columns
    .filter((column) => (sealedSince[table]?.[column] ?? 1) <= format)
    .map((column) =>
      column === "at" ? `(extract(epoch from ${alias}.at) * 1000000)::bigint` : `${alias}.${column}`,
    );
  return `json_build_array(${values.join(", ")})::text`;
}

/** The hash of a row as the form of its seal `b` has it. */
function digest(table: SealedTable, alias: string): string {
  const later = [...new Set(Object.values(sealedSince[table] ?? {}))].sort((one, other) => other - one);
  const forms = later.map((format) => `when b.format >= ${format} then ${rowText(table, alias, format)}`);
  const first = rowText(table, alias, 1);
  const text = forms.length === 0 ? first : `case ${forms.join(" ")} else ${first} end`;
  return `sha256(convert_to(${text}, 'UTF8'))`;
}

const transferBounds = `t.cafe_id = b.cafe_id
  and (t.written_no, t.transfer_id) > (b.after_transfer_no, b.after_transfer_id)
  and (t.written_no, t.transfer_id) <= (b.last_transfer_no, b.last_transfer_id)`;

/**
 * The rows of the batch `b` of one table, in the order they are hashed: named as `name`, hashed as `digest`. `b` has
 * cafe_id, seal_no, sealed_at, format, after_transfer_no, after_transfer_id, last_transfer_no, last_transfer_id, the
 * same four of the log (after_log_no …), and previous_hash.
 */
export const batchRows: Record<SealedTable, { rows: string; order: string }> = {
  transfers: {
    rows: `select t.written_no, t.transfer_id, 'row ' || t.transfer_id as name, ${digest("transfers", "t")} as digest
      from transfers t where ${transferBounds}`,
    order: "written_no, transfer_id",
  },
  entries: {
    rows: `select t.written_no, e.transfer_id, e.line, format('row %s, line %s', e.transfer_id, e.line) as name,
        ${digest("entries", "e")} as digest
      from transfers t join entries e on e.cafe_id = t.cafe_id and e.transfer_id = t.transfer_id where ${transferBounds}`,
    order: "written_no, transfer_id, line",
  },
  billing_logs: {
    rows: `select l.written_no, l.billing_log_id, 'row ' || l.billing_log_id as name, ${digest("billing_logs", "l")} as digest
      from billing_logs l where l.cafe_id = b.cafe_id
        and (l.written_no, l.billing_log_id) > (b.after_log_no, b.after_log_id)
        and (l.written_no, l.billing_log_id) <= (b.last_log_no, b.last_log_id)`,
    order: "written_no, billing_log_id",
  },
};

function hashed(table: SealedTable, name: string): string {
  const { rows, order } = batchRows[table];
  return `cross join lateral (
    select sha256(coalesce(string_agg(digest, ''::bytea order by ${order}), '')) as hash, count(*) as count,
      coalesce(string_agg(substring(digest for 4), ''::bytea order by ${order}), '') as marks
    from (${rows}) hashed_rows) ${name}`;
}

/** To be put after `from … b`: the marks of its rows as `tm.marks`, `em.marks`, `lm.marks`. */
export const batchContent = [
  hashed("transfers", "tm"),
  hashed("entries", "em"),
  hashed("billing_logs", "lm"),
].join("\n");

/** The hash of the seal `b`, beside `batchContent`. */
export const sealHash = `sha256(b.previous_hash || convert_to(json_build_array(b.format, b.cafe_id, b.seal_no,
  (extract(epoch from b.sealed_at) * 1000000)::bigint, b.last_transfer_no, b.last_transfer_id, b.last_log_no, b.last_log_id,
  tm.count, em.count, lm.count)::text, 'UTF8') || tm.hash || em.hash || lm.hash)`;

/** What stands before the first seal of a café. */
export const noHash = Buffer.alloc(32);

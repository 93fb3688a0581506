import { useState } from "react";
import { newIdempotencyKey } from "../api/new-key.ts";
import { d } from "../text/en-docs.ts";
import { makeDocsKey, useAccess } from "./access.ts";
import { startOf, type DocCall, type DocField } from "./open-api.ts";
import { sendCall, type CallAnswer } from "./send-call.ts";

const textIn = (value: string | File | undefined) => (typeof value === "string" ? value : "");

type Outcome = { answer: CallAnswer } | { problem: string };

/** A form made from the parameters; Send makes the real call. */
export function TryIt({ call, fields }: { call: DocCall; fields: readonly DocField[] }) {
  const { key, cafeId } = useAccess();
  const [values, setValues] = useState<Record<string, string | File>>(() =>
    Object.fromEntries(
      fields.map((field) => [field.name, field.schema.format === "binary" ? "" : startOf(call, field)]),
    ),
  );
  const [idempotencyKey, setIdempotencyKey] = useState(newIdempotencyKey);
  const [sending, setSending] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const id = call.operationId;
  const lacksCafe = call.path.includes("{cafeId}") && !/^\d+$/.test(cafeId);

  const send = async () => {
    setSending(true);
    try {
      setOutcome({ answer: await sendCall({ call, fields, values, key, cafeId, idempotencyKey }) });
    } catch {
      setOutcome({ problem: d.notSent });
    }
    setSending(false);
  };
  return (
    <form
      className="try"
      onSubmit={(event) => {
        event.preventDefault();
        if (!lacksCafe && !sending) void send();
      }}
    >
      {fields.map((field) => (
        <label key={field.name} className="try-field">
          <span>
            <code>{field.name}</code>
            {field.required && <span className="required">{d.required}</span>}
          </span>
          {field.schema.format === "binary" ? (
            <input
              type="file"
              data-testid={`field-${id}-${field.name}`}
              onChange={(event) =>
                setValues({ ...values, [field.name]: event.currentTarget.files?.[0] ?? "" })
              }
            />
          ) : (
            <input
              type={field.name.includes("password") || field.name.endsWith("_confirm") ? "password" : "text"}
              autoComplete="off"
              spellCheck={false}
              placeholder={field.example}
              data-testid={`field-${id}-${field.name}`}
              value={textIn(values[field.name])}
              onChange={(event) => setValues({ ...values, [field.name]: event.currentTarget.value })}
            />
          )}
        </label>
      ))}
      {call["x-idempotent"] && (
        <label className="try-field">
          <span>
            <code>Idempotency-Key</code>
          </span>
          <span className="try-row">
            <input
              value={idempotencyKey}
              spellCheck={false}
              onChange={(event) => setIdempotencyKey(event.currentTarget.value)}
              data-testid={`field-${id}-Idempotency-Key`}
            />
            <button type="button" onClick={() => setIdempotencyKey(newIdempotencyKey())}>
              {d.newKey}
            </button>
          </span>
        </label>
      )}
      {call.method !== "GET" && <p className="dim">{d.changes}</p>}
      {lacksCafe && <p className="warn">{d.needsCafeId}</p>}
      <button
        type="submit"
        className="docs-button"
        disabled={lacksCafe || sending}
        data-testid={`send-${id}`}
      >
        {sending ? d.sending : d.send}
      </button>
      {outcome && <OutcomeView outcome={outcome} id={id} />}
    </form>
  );
}

function OutcomeView({ outcome, id }: { outcome: Outcome; id: string }) {
  if ("problem" in outcome) {
    return (
      <p className="warn" role="alert" data-testid={`answer-${id}`}>
        {outcome.problem}
      </p>
    );
  }
  const { status, tookMs, headers, text, error, message } = outcome.answer;
  return (
    <div role="status">
      <p className="dim">
        {d.status} <b>{status}</b> · {d.took(tookMs)}
        {headers.map(([name, value]) => ` · ${name}: ${value}`)}
      </p>
      {error === "auth.ip_not_allowed" && (
        <NotListed address={message.replace(/^Unauthorization from /, "")} />
      )}
      <pre tabIndex={0} data-testid={`answer-${id}`}>
        {text}
      </pre>
    </div>
  );
}

/** The key is bound to addresses, and this browser's is not among them: what that means, and a way on. */
function NotListed({ address }: { address: string }) {
  const { session, setKey } = useAccess();
  const [told, setTold] = useState<string | null>(null);
  const isAdmin = session?.state === "signed-in" && session.session?.staff.staff_role === "admin";
  const make = async () => {
    if (session === null) return;
    try {
      setKey(await makeDocsKey(session));
      setTold(d.madeKey);
    } catch (error) {
      setTold(error instanceof Error ? error.message : d.notSent);
    }
  };
  return (
    <div className="note" data-testid="docs-not-listed">
      <p>{d.notListed(address)}</p>
      {isAdmin ? (
        <button type="button" className="docs-button" onClick={() => void make()} data-testid="docs-make-key">
          {d.makeKey}
        </button>
      ) : (
        <a href={`/sign-in?back=${encodeURIComponent("/settings/api")}`}>{d.signIn}</a>
      )}
      {told !== null && <p role="status">{told}</p>}
    </div>
  );
}

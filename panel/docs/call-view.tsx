import { memo, useState, useSyncExternalStore } from "react";
import { allOperations } from "../../contract/operations/index.ts";
import { sampleCall, sampleLanguages, type SampleLanguage } from "../../contract/samples.ts";
import { d } from "../text/en-docs.ts";
import { useAccess } from "./access.ts";
import { exampleAnswer, fieldsOf, typeText, type DocCall, type DocField } from "./open-api.ts";
import { TryIt } from "./try-it.tsx";

const operations = new Map(allOperations.map((operation) => [operation.id, operation]));

/** The language chosen at one call is the one of all. */
const language = {
  chosen: "curl" as SampleLanguage,
  listeners: new Set<() => void>(),
  subscribe: (listener: () => void) => {
    language.listeners.add(listener);
    return () => void language.listeners.delete(listener);
  },
  choose: (next: SampleLanguage) => {
    language.chosen = next;
    for (const listener of language.listeners) listener();
  },
};

export const CallView = memo(function CallView({ call, baseUrl }: { call: DocCall; baseUrl: string }) {
  const [trying, setTrying] = useState(false);
  const fields = fieldsOf(call);
  const id = call.operationId;
  const [about = ""] = call.description.split("\n\nWho may call");
  return (
    <article id={id} className="call" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>
        <a href={`#${id}`}>{call.summary}</a>
      </h3>
      <p className="call-line">
        <span className={`method method-${call.method.toLowerCase()}`}>{call.method}</span>{" "}
        <code>{call.path}</code>{" "}
        <span className="mark" title={d.marks[call["x-mark"]]}>
          {call["x-mark"]}
        </span>
      </p>
      {about !== "" && !about.startsWith("Who may call") && <p>{about}</p>}
      <p className="dim">
        {d.who}: {d.whoOf[call["x-auth"]]}.{call["x-right"] && ` ${d.right}: ${call["x-right"]}.`}
      </p>
      {call["x-idempotent"] && <p className="dim">{d.idempotent}</p>}
      <Parameters fields={fields} />
      <Sample id={id} baseUrl={baseUrl} />
      <Refusals call={call} />
      <Answer call={call} />
      {call["x-auth"] === "P" ? (
        <p className="dim">{d.agentOnly}</p>
      ) : (
        <button
          type="button"
          className="docs-button"
          aria-expanded={trying}
          onClick={() => setTrying(!trying)}
          data-testid={`try-${id}`}
        >
          {trying ? d.closeTry : d.tryIt}
        </button>
      )}
      {trying && <TryIt call={call} fields={fields} />}
    </article>
  );
});

function Parameters({ fields }: { fields: readonly DocField[] }) {
  if (fields.length === 0) return <p className="dim">{d.noParameters}</p>;
  return (
    <div className="scroll">
      <table>
        <caption>{d.parameters}</caption>
        <thead>
          <tr>
            {[d.name, d.place, d.type, d.meaning].map((header) => (
              <th key={header} scope="col">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.name}>
              <td>
                <code>{field.name}</code>
                {field.required && <span className="required">{d.required}</span>}
              </td>
              <td>{field.place}</td>
              <td>{typeText(field.schema)}</td>
              <td>
                {field.description}
                {field.schema.enum &&
                  ` ${d.choices} ${field.schema.enum.map((each) => JSON.stringify(each)).join(", ")}.`}
                {field.example !== "" && (
                  <div>
                    {`${d.example} `}
                    <code>{field.example}</code>
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Sample({ id, baseUrl }: { id: string; baseUrl: string }) {
  const chosen = useSyncExternalStore(language.subscribe, () => language.chosen);
  const [copied, setCopied] = useState(false);
  const { cafeId } = useAccess();
  const operation = operations.get(id);
  if (operation === undefined) return null;
  const text = sampleCall(operation, { baseUrl, cafeId: Number(cafeId) || 10001 }, chosen);
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => setCopied(true));
  };
  return (
    <div className="sample">
      <div className="sample-bar" role="group" aria-label={d.language}>
        {sampleLanguages.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === chosen}
            onClick={() => language.choose(each)}
          >
            {d.languages[each]}
          </button>
        ))}
        <button type="button" className="sample-copy" onClick={copy}>
          {copied ? d.copied : d.copy}
        </button>
      </div>
      <pre tabIndex={0}>{text}</pre>
    </div>
  );
}

function Refusals({ call }: { call: DocCall }) {
  const refusals = call["x-refusals"];
  return (
    <details className="more">
      <summary>{d.refusals(refusals.length)}</summary>
      <table>
        <thead>
          <tr>
            {[d.code, d.error, d.message].map((header) => (
              <th key={header} scope="col">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {refusals.map(({ code, error, message }) => (
            <tr key={error}>
              <td>{code}</td>
              <td>
                <code>{error}</code>
              </td>
              <td>{message ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Answer({ call }: { call: DocCall }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="more" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{d.answer}</summary>
      {open && <pre tabIndex={0}>{exampleAnswer(call) ?? d.bytes}</pre>}
    </details>
  );
}

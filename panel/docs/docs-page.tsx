import { Anchor, Group, Loader, PasswordInput, Text, TextInput, Title } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { fetchSession, type PanelSession } from "../api/session.ts";
import { d } from "../text/en-docs.ts";
import { ThemeMenu } from "../ui/theme-menu.tsx";
import { AccessContext, kept, type Access } from "./access.ts";
import { CallView } from "./call-view.tsx";
import { groupsOf, type DocGroup, type OpenApi } from "./open-api.ts";

/** The API documentation, made from the server's own OpenAPI document; needs no sign-in. */
export function DocsPage() {
  const [document, setDocument] = useState<OpenApi | null>(null);
  const [failed, setFailed] = useState(false);
  const [session, setSession] = useState<PanelSession | null>(null);
  const [key, setKey] = useState(() => kept.read("key"));
  const [cafeId, setCafeId] = useState(() => kept.read("cafe-id"));

  useEffect(() => {
    fetch("/docs/openapi.json")
      .then((response) => response.json() as Promise<OpenApi>)
      .then(setDocument, () => setFailed(true));
    // Without a session the page works the same; only the docs key needs one.
    fetchSession().then(
      (found) => {
        setSession(found);
        const own = found.session?.cafe.id;
        if (own !== undefined) setCafeId((typed) => typed || String(own));
      },
      () => setSession(null),
    );
  }, []);
  useEffect(() => kept.write("key", key), [key]);
  useEffect(() => kept.write("cafe-id", cafeId), [cafeId]);

  const groups = useMemo(() => (document ? groupsOf(document) : []), [document]);
  const access: Access = useMemo(
    () => ({ key: key.trim(), cafeId: cafeId.trim(), session, setKey }),
    [key, cafeId, session],
  );
  // The sections exist only now, so the browser could not scroll to the anchor of the address by itself.
  useEffect(() => {
    if (groups.length > 0) scrollToHash();
  }, [groups]);

  if (failed) return <Text p="xl">{d.failed}</Text>;
  if (document === null) {
    return (
      <Group p="xl">
        <Loader size="sm" /> <Text>{d.loading}</Text>
      </Group>
    );
  }
  const baseUrl = document.servers[0]?.url ?? location.origin;
  return (
    <AccessContext value={access}>
      <div className="docs">
        <Navigation groups={groups} />
        <main className="docs-main">
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <Title order={1}>{d.title}</Title>
            <Group gap="xs" wrap="nowrap">
              <Anchor href="/">{d.back}</Anchor>
              <ThemeMenu />
            </Group>
          </Group>
          <Text c="dimmed">{d.intro}</Text>
          <Text size="sm" mt={4}>
            {document.info.description}
          </Text>
          <Text size="sm" mt="xs">
            {d.downloads}{" "}
            <Anchor href="/docs/openapi.json" download>
              OpenAPI 3.1
            </Anchor>{" "}
            ·{" "}
            <Anchor href="/docs/postman.json" download>
              Postman
            </Anchor>
          </Text>
          <section className="docs-access" aria-label={d.keyTitle}>
            <PasswordInput
              label={d.key}
              description={d.keyHelp}
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              autoComplete="off"
              data-testid="docs-key"
            />
            <TextInput
              label={d.cafeId}
              description={baseUrl}
              inputMode="numeric"
              value={cafeId}
              onChange={(event) => setCafeId(event.currentTarget.value)}
              data-testid="docs-cafe-id"
            />
          </section>
          {groups.map((group) => (
            <section key={group.anchor} id={group.anchor} className="docs-group">
              <h2>
                <a href={`#${group.anchor}`}>{group.title}</a>
              </h2>
              {group.calls.map((call) => (
                <CallView key={call.operationId} call={call} baseUrl={baseUrl} />
              ))}
            </section>
          ))}
        </main>
      </div>
    </AccessContext>
  );
}

function scrollToHash(): void {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id !== "") document.getElementById(id)?.scrollIntoView();
}

function Navigation({ groups }: { groups: readonly DocGroup[] }) {
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const fits = (texts: readonly string[]) => texts.some((text) => text.toLowerCase().includes(wanted));
  const shown = groups
    .map((group) => ({
      ...group,
      calls: group.calls.filter((call) => fits([call.summary, call.path, call.operationId, group.title])),
    }))
    .filter((group) => group.calls.length > 0);
  return (
    <nav className="docs-nav" aria-label={d.navigation}>
      <TextInput
        size="sm"
        placeholder={d.search}
        aria-label={d.search}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-search
      />
      {shown.length === 0 && (
        <Text size="sm" c="dimmed" mt="sm">
          {d.none}
        </Text>
      )}
      {shown.map((group) => (
        <details key={group.anchor} open={wanted !== "" || undefined}>
          <summary>
            <a href={`#${group.anchor}`}>{group.title}</a>
          </summary>
          <ul>
            {group.calls.map((call) => (
              <li key={call.operationId}>
                <a href={`#${call.operationId}`}>
                  <span className={`method method-${call.method.toLowerCase()}`}>{call.method}</span>{" "}
                  {call.summary}
                </a>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </nav>
  );
}

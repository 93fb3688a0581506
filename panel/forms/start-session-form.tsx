import { Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readPages } from "../../contract/operations/configs.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import type { LivePc } from "../live/live-store.ts";
import { t } from "../text/en.ts";
import { StartOfferForm } from "./sell-offer-form.tsx";
import { startKinds, whyNotKind, type StartKind } from "./start-kinds.ts";
import { StartMemberForm } from "./start-member-form.tsx";
import { StartPlainForm } from "./start-plain-form.tsx";
import { StartPrepaidForm } from "./start-prepaid-form.tsx";

const h = t.hall;

/** Starts a session of any kind at one PC, or of guests at several; a kind that cannot be started says why. */
export function StartSessionForm({ pcs }: { pcs: readonly LivePc[] }) {
  const call = useCall();
  const { may } = useSignedIn();
  const settings = useQuery({
    queryKey: ["configs", "center"],
    queryFn: () => call(readPages.centerSettings, {}),
    staleTime: 60_000,
  });
  const [wanted, setWanted] = useState<StartKind | null>(null);
  const why = (kind: StartKind) => whyNotKind(kind, pcs.length, settings.data, may);
  const kind = wanted ?? startKinds.find((each) => why(each) === null) ?? null;
  const refused = startKinds.flatMap((each) => {
    const reason = why(each);
    return reason === null ? [] : [{ each, reason }];
  });
  return (
    <Stack>
      <SegmentedControl
        fullWidth
        className="kinds"
        aria-label={h.kind}
        data={startKinds.map((each) => ({ value: each, label: h.kinds[each], disabled: why(each) !== null }))}
        value={kind ?? ""}
        onChange={(value) => setWanted(startKinds.find((each) => each === value) ?? null)}
      />
      {refused.length > 0 && (
        <div>
          {refused.map(({ each, reason }) => (
            <Text key={each} size="xs" c="dimmed">
              {h.kinds[each]}: {reason}
            </Text>
          ))}
        </div>
      )}
      <OfflineNote pcs={pcs} />
      {kind !== null && <FormOf kind={kind} pcs={pcs} />}
    </Stack>
  );
}

/** A PC without link is started all the same, which the desk must know. Consoles have none. */
function OfflineNote({ pcs }: { pcs: readonly LivePc[] }) {
  const away = pcs.filter((pc) => pc.is_connected === 0 && pc.pc_console_type === 0);
  if (away.length === 0) return null;
  return (
    <Group gap={8} wrap="nowrap" align="flex-start" data-testid="start-offline">
      <IconPlugConnectedX size={18} aria-hidden className="note-icon" />
      <Text size="sm">{h.startOffline(away.map((pc) => pc.pc_name))}</Text>
    </Group>
  );
}

function FormOf({ kind, pcs }: { kind: StartKind; pcs: readonly LivePc[] }) {
  switch (kind) {
    case "member":
      return <StartMemberForm pcName={pcs[0]?.pc_name ?? ""} />;
    case "prepaid":
      return <StartPrepaidForm pcs={pcs} />;
    case "offer":
      return <StartOfferForm pcNames={pcs.map((pc) => pc.pc_name)} />;
    case "postpaid":
    case "free":
      return <StartPlainForm key={kind} kind={kind} pcNames={pcs.map((pc) => pc.pc_name)} />;
  }
}

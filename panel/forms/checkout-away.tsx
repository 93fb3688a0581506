import { Alert, Checkbox, Stack } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import type { Answer } from "../../contract/kit/operation.ts";
import type { paymentInfo } from "../../contract/operations/desk-sessions.ts";
import { t } from "../text/en.ts";
import { localText } from "../ui/money.ts";

const h = t.hall;

interface Props {
  info: Answer<typeof paymentInfo>;
  /** PCs that are without link. */
  away: readonly string[];
  atLeave: boolean;
  setAtLeave: (atLeave: boolean) => void;
}

/** What is to be known of PCs without link before their sessions end: they hear of it when they are back. */
export function CheckoutAway({ info, away, atLeave, setAtLeave }: Props) {
  const parts = info.items.length > 0 ? info.items : [info];
  const playing = parts.filter(
    ({ pc_name: name, plays_until_local: until }) => until !== null && away.includes(name),
  );
  const left = parts.filter(({ leave_local: at }) => at !== null);
  if (playing.length === 0 && left.length === 0) return null;
  return (
    <Stack gap="xs">
      {playing.map(({ pc_name: name, plays_until_local: until }) => (
        <Alert
          key={name}
          color="orange"
          icon={<IconPlugConnectedX aria-hidden />}
          role="status"
          data-testid="end-away"
        >
          {h.away(name, localText(until ?? ""))}
        </Alert>
      ))}
      {left.length > 0 && (
        <Checkbox
          label={h.atLeave(left.map(({ pc_name: name, leave_local: at }) => [name, localText(at ?? "")]))}
          description={h.atLeaveHelp}
          checked={atLeave}
          onChange={(event) => setAtLeave(event.currentTarget.checked)}
          data-testid="end-at-leave"
        />
      )}
    </Stack>
  );
}

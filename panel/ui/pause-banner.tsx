import { Alert, Group, Stack, Text } from "@mantine/core";
import { IconPlayerPause } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { notifications } from "@mantine/notifications";
import { useEffect } from "react";
import type { Answer } from "../../contract/kit/operation.ts";
import { listPauses, resume } from "../../contract/operations/pauses.ts";
import { refusalText, useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import type { LivePc } from "../live/live-store.ts";
import { t } from "../text/en.ts";
import { GuardedButton } from "./guarded-button.tsx";
import { localText } from "./money.ts";

const h = t.hall;

/** Says of each pause that lasts what stands still, since when, by whom and why; lets it go on. */
export function PauseBanner({ pcs }: { pcs: readonly LivePc[] }) {
  const call = useCall();
  const client = useQueryClient();
  const paused = pcs
    .filter((pc) => pc.is_paused === 1)
    .map((pc) => pc.pc_name)
    .join(",");
  const pauses = useQuery({
    queryKey: ["pauses", "running"],
    queryFn: () => call(listPauses, { running: 1 }),
    refetchInterval: 30_000,
  });
  // A pause begun or ended at another till is told by the rows of its PCs.
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ["pauses"] });
  }, [client, paused]);
  return pauses.data?.map((pause) => <One key={pause.pause_id} pause={pause} pcs={pcs} />);
}

interface OneProps {
  pause: Answer<typeof listPauses>[number];
  pcs: readonly LivePc[];
}

function One({ pause, pcs }: OneProps) {
  const call = useCall();
  const client = useQueryClient();
  const { may } = useSignedIn();
  const resuming = useMutation({
    mutationFn: () => call(resume, { pause_id: pause.pause_id }),
    onSuccess: ({ resumed }) => notifications.show({ message: h.resumed(resumed.length), color: "teal" }),
    onError: (error) => notifications.show({ message: refusalText(error), color: "red", autoClose: 10_000 }),
    onSettled: () => client.invalidateQueries({ queryKey: ["pauses"] }),
  });
  const names = new Map(pcs.map((pc) => [pc.pc_group_id, pc.pc_group_name]));
  const groups = pause.pc_group_ids.map((id) => names.get(id) ?? String(id));
  const what = [
    groups.length > 0 ? h.bannerGroups(groups) : "",
    pause.pc_names.length > 0 ? h.pcs(pause.pc_names) : "",
  ].filter(Boolean);
  return (
    <Alert
      color="orange"
      icon={<IconPlayerPause aria-hidden />}
      title={h.bannerTitle(pause.pause_reason)}
      role="status"
      data-testid="pause-banner"
    >
      <Group justify="space-between" align="flex-end">
        <Stack gap={0} flex="1 1 220px">
          <Text size="sm">
            {h.banner(
              what.length === 0 ? h.bannerAll : what.join(", "),
              localText(pause.pause_start_local),
              pause.pause_staff_name,
            )}
          </Text>
        </Stack>
        <GuardedButton
          why={may("pause") ? null : t.common.noRight("pause")}
          color="orange"
          loading={resuming.isPending}
          onClick={() => resuming.mutate()}
          data-testid="pause-resume"
        >
          {h.resume}
        </GuardedButton>
      </Group>
    </Alert>
  );
}

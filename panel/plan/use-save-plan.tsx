import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { CallRefused } from "../../contract/client.ts";
import { saveLayout } from "../../contract/operations/pcs-change.ts";
import { useCall } from "../api/calls.ts";
import { useLiveRefresh } from "../live/live-provider.tsx";
import { t } from "../text/en.ts";
import type { PlanEditor } from "./use-plan-editor.ts";

const p = t.plan;

/** Asks whether what was changed is to be lost. */
const mayLose = () =>
  new Promise<boolean>((answer) => {
    modals.openConfirmModal({
      title: p.leaveTitle,
      children: <Text size="sm">{p.leaveBody}</Text>,
      labels: { confirm: p.leaveNow, cancel: p.leaveStay },
      confirmProps: { color: "red" },
      onConfirm: () => answer(true),
      onCancel: () => answer(false),
      onClose: () => answer(false),
    });
  });

function nameTaken(error: unknown, { plan }: PlanEditor): { key: string; text: string } | null {
  if (!(error instanceof CallRefused) || error.error !== "room.name_exists") return null;
  const room = plan.rooms.find(({ name }) => error.message.includes(`Room ${name.trim()} `));
  return room === undefined ? null : { key: room.key, text: error.message };
}

/** Saves the plan in one call, and keeps what is not saved from being lost by a step away. */
export function useSavePlan(editor: PlanEditor, onClose: () => void) {
  const call = useCall();
  const client = useQueryClient();
  const refresh = useLiveRefresh();
  const { changes } = editor;
  const saving = useMutation({
    mutationFn: async () => {
      if (changes === null) return;
      await call(saveLayout, changes);
      // The page that follows shows the plan as it was saved, not as it was known before.
      await Promise.all([client.invalidateQueries({ queryKey: ["rooms"] }), refresh()]);
    },
    onSuccess: () => {
      notifications.show({ message: p.saved, color: "teal" });
      onClose();
    },
    onError: (error) => {
      const room = nameTaken(error, editor);
      if (room !== null) editor.pick({ pcs: new Set(), rooms: new Set([room.key]) });
    },
  });
  const taken = nameTaken(saving.error, editor);
  const isOpen = changes !== null && !saving.isSuccess;
  useBlocker({
    shouldBlockFn: async () => isOpen && !(await mayLose()),
    enableBeforeUnload: () => isOpen,
  });
  return {
    // What is said at the name of a room is not said once more above.
    error: saving.isPending || taken !== null ? null : saving.error,
    /** The room whose name somebody else took meanwhile, and the server's words for it. */
    taken,
    isPending: saving.isPending,
    save: () => {
      if (changes !== null && !saving.isPending) saving.mutate();
    },
    leave: (): void => {
      if (!isOpen) return onClose();
      void mayLose().then((may) => {
        if (may) onClose();
      });
    },
  };
}

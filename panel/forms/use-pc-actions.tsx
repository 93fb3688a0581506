import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { pushClientStatus, sendWssCommand } from "../../contract/operations/pc-sessions.ts";
import { setOutOfOrder, wakePcs } from "../../contract/operations/pcs-change.ts";
import { refusalText, useCall } from "../api/calls.ts";
import type { LivePc } from "../live/live-store.ts";
import { t } from "../text/en.ts";
import type { PcAction } from "../ui/pc-actions.ts";
import { EndSessionForm } from "./end-session-form.tsx";
import { MessageForm } from "./message-form.tsx";
import { StartSessionForm } from "./start-session-form.tsx";

/** Carries out an action on a PC: at once, after a question, or by a form; the outcome is told. */
export function usePcActions(): (action: PcAction, pc: LivePc) => void {
  const call = useCall();
  const client = useQueryClient();

  const attempt = async (work: () => Promise<unknown>, done: string) => {
    try {
      await work();
      notifications.show({ message: done, color: "teal" });
    } catch (error) {
      notifications.show({ message: refusalText(error), color: "red", autoClose: 10_000 });
    }
    await client.invalidateQueries({ queryKey: ["pcs"] });
  };

  const command = (action: "reboot" | "shutdown", pc: LivePc) => {
    const { confirmReboot, confirmShutdown, confirmBusy, confirmFree, done } = t.computers;
    modals.openConfirmModal({
      title: action === "reboot" ? confirmReboot(pc.pc_name) : confirmShutdown(pc.pc_name),
      children: <Text size="sm">{pc.pc_in_using === 0 ? confirmFree : confirmBusy}</Text>,
      labels: { confirm: t.computers[action], cancel: t.common.cancel },
      confirmProps: { color: "red" },
      onConfirm: () => {
        const packet = { action, target: "client", from: "web", version: 2, type: "request" };
        const send = () => call(sendWssCommand, { ...packet, data: { pc_names: [pc.pc_name] } });
        void attempt(send, done.sent(pc.pc_name));
      },
    });
  };

  return (action, pc) => {
    const { pc_name: name } = pc;
    const { done } = t.computers;
    switch (action) {
      case "start":
        modals.open({ title: t.computers.startTitle(name), children: <StartSessionForm pcName={name} /> });
        return;
      case "end":
        modals.open({ title: t.computers.confirmEnd(name), children: <EndSessionForm pcName={name} /> });
        return;
      case "message":
        modals.open({ title: t.computers.messageTitle(name), children: <MessageForm pcName={name} /> });
        return;
      case "reboot":
      case "shutdown":
        command(action, pc);
        return;
      case "wake":
        void attempt(() => call(wakePcs, { pc_names: [name] }), done.sent(name));
        return;
      case "push":
        void attempt(() => call(pushClientStatus, { pc_name: name }), done.sent(name));
        return;
      case "out": {
        const out = pc.pc_enabled === 1;
        const change = () => call(setOutOfOrder, { pc_name: [name], out_of_order: out });
        void attempt(change, out ? done.out(name) : done.back(name));
      }
    }
  };
}

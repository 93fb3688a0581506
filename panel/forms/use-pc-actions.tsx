import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { pushClientStatus, sendWssCommand } from "../../contract/operations/pc-sessions.ts";
import { setOutOfOrder, wakePcs } from "../../contract/operations/pcs-change.ts";
import { refusalText, useCall } from "../api/calls.ts";
import { useLive } from "../live/live-provider.tsx";
import type { LivePc } from "../live/live-store.ts";
import { byName } from "../live/pc-state.ts";
import { t } from "../text/en.ts";
import type { PcAction } from "../ui/pc-actions.ts";
import { AddTimeForm } from "./add-time-form.tsx";
import { CheckoutForm } from "./checkout-form.tsx";
import { MessageForm } from "./message-form.tsx";
import { MoveForm } from "./move-form.tsx";
import { PauseForm } from "./pause-form.tsx";
import { AddOfferForm } from "./sell-offer-form.tsx";
import { StartSessionForm } from "./start-session-form.tsx";

export interface PcDialogs {
  (action: PcAction, pcs: readonly LivePc[], more?: { to?: string }): void;
}

/** PCs a session may move to: those of the same group first. */
function freeFor(pc: LivePc, pcs: readonly LivePc[]): LivePc[] {
  const isOther = (each: LivePc) => Number(each.pc_group_id !== pc.pc_group_id);
  return pcs
    .filter((each) => each.pc_in_using === 0 && each.pc_enabled !== 0 && each.pc_console_type === 0)
    .sort((a, b) => isOther(a) - isOther(b) || byName(a.pc_name, b.pc_name));
}

const groupsOf = (pcs: readonly LivePc[]) =>
  [...new Map(pcs.map((pc) => [pc.pc_group_id, pc.pc_group_name]))]
    .map(([id, name]) => ({ id, name }))
    .sort((a, b) => byName(a.name, b.name));

/** Asks which sessions are to stand still. */
export function openPause(chosen: readonly string[], pcs: readonly LivePc[]): void {
  modals.open({
    title: t.hall.pauseTitle,
    children: <PauseForm pcNames={chosen} groups={groupsOf(pcs)} />,
  });
}

/** Carries out an action on PCs: at once, after a question, or by a form; the outcome is told. */
export function usePcActions(): PcDialogs {
  const { pcs: all } = useLive();
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

  return (action, pcs, more = {}) => {
    const [pc] = pcs;
    if (pc === undefined) return;
    const { pc_name: name } = pc;
    const names = pcs.map((each) => each.pc_name);
    const { done } = t.computers;
    switch (action) {
      case "start":
        modals.open({ title: t.hall.startTitle(names), children: <StartSessionForm pcs={pcs} /> });
        return;
      case "addTime":
        modals.open({ title: t.hall.addTimeTitle(name), children: <AddTimeForm pc={pc} /> });
        return;
      case "addOffer":
        modals.open({ title: t.hall.addOfferTitle(name), children: <AddOfferForm pcName={name} /> });
        return;
      case "move":
        modals.open({
          title: t.hall.moveTitle(name),
          children: <MoveForm pc={pc} targets={freeFor(pc, all)} to={more.to} />,
        });
        return;
      case "end": {
        const away = pcs.filter(({ is_connected: is }) => is === 0).map(({ pc_name: each }) => each);
        const children = <CheckoutForm pcNames={names} away={away} />;
        modals.open({ title: t.hall.checkoutTitle(names), children });
        return;
      }
      case "pause":
        openPause(names, all);
        return;
      case "message":
        modals.open({
          title: t.computers.messageTitle(t.hall.pcs(names)),
          children: <MessageForm pcNames={names} />,
        });
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
